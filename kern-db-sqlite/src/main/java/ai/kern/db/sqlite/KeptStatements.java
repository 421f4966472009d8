package ai.kern.db.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.statement.DefaultStatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * The statements of one connection, kept for their next use: SQLite compiles a statement each time it is prepared, which takes as
 * long as running it. A change of the schema is noticed by SQLite itself. Used by one thread at a time.
 */
final class KeptStatements extends DefaultStatementBuilder {
    /** More than a store has, but for lists with rare filters. */
    private static final int MOST = 64;

    private final IdentityHashMap<Statement, String> lent = new IdentityHashMap<>();
    private final Map<String, PreparedStatement> idle = new LinkedHashMap<>();

    @Override
    public PreparedStatement create(Connection connection, String sql, StatementContext context) throws SQLException {
        PreparedStatement kept = idle.remove(sql);
        PreparedStatement statement = kept == null ? super.create(connection, sql, context) : kept;
        lent.put(statement, sql);
        return statement;
    }

    @Override
    public void close(Connection connection, String unparsed, Statement statement) throws SQLException {
        String sql = lent.remove(statement);
        if (sql == null || idle.containsKey(sql) || !(statement instanceof PreparedStatement prepared)) {
            super.close(connection, unparsed, statement);
            return;
        }
        try {
            prepared.clearBatch();
            prepared.clearParameters();
        } catch (SQLException unusable) {
            super.close(connection, unparsed, statement);
            throw unusable;
        }
        idle.put(sql, prepared);
        if (idle.size() > MOST) {
            closeOldest();
        }
    }

    private void closeOldest() throws SQLException {
        Iterator<PreparedStatement> oldest = idle.values().iterator();
        PreparedStatement unused = oldest.next();
        oldest.remove();
        unused.close();
    }
}
