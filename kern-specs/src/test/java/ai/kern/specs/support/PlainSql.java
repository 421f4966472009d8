package ai.kern.specs.support;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The hand of somebody who can write to the database of a lab and does not go through kern. */
public final class PlainSql implements AutoCloseable {
    private final Connection connection;

    private PlainSql(Connection connection) {
        this.connection = connection;
    }

    /** Connects to the durable store of a lab. */
    public static PlainSql on(Lab lab) {
        try {
            if (lab.kind() == StoreKind.SQLITE) {
                Connection file = DriverManager.getConnection("jdbc:sqlite:" + StoreKind.sqliteFile(lab.folder()));
                PlainSql sql = new PlainSql(file);
                sql.execute("PRAGMA synchronous = OFF");
                sql.execute("PRAGMA busy_timeout = 10000");
                return sql;
            }
            Connection server =
                    DriverManager.getConnection(PostgresServer.require().url());
            server.setSchema(PostgresServer.SCHEMA);
            return new PlainSql(server);
        } catch (SQLException failure) {
            throw new IllegalStateException("no connection to " + lab.kind(), failure);
        }
    }

    /** The connection itself, for what takes a transaction. */
    public Connection connection() {
        return connection;
    }

    /** Does something. */
    public void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException("the database did not take: " + sql, failure);
        }
    }

    /** Changes rows and returns how many; 0 where the database itself takes no such value: by a constraint, or by a type. */
    public int update(String sql, @Nullable Object... values) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            return statement.executeUpdate();
        } catch (SQLException failure) {
            if (String.valueOf(failure.getMessage()).contains("SQLITE_CONSTRAINT")
                    || isOfValue(failure.getSQLState())) {
                return 0;
            }
            throw new IllegalStateException("the database did not take: " + sql, failure);
        }
    }

    /** Whether PostgreSQL complains of a value: out of range, against a constraint, or of another type. */
    private static boolean isOfValue(@Nullable String state) {
        return state != null && (state.startsWith("22") || state.startsWith("23") || state.equals("42804"));
    }

    /** The rows of a query, each by the names of its columns. */
    public List<Map<String, @Nullable Object>> rows(String sql, @Nullable Object... values) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            try (ResultSet rows = statement.executeQuery()) {
                ResultSetMetaData columns = rows.getMetaData();
                List<Map<String, @Nullable Object>> found = new ArrayList<>();
                while (rows.next()) {
                    Map<String, @Nullable Object> row = new LinkedHashMap<>();
                    for (int i = 1; i <= columns.getColumnCount(); i++) {
                        row.put(columns.getColumnName(i), rows.getObject(i));
                    }
                    found.add(row);
                }
                return found;
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("the database did not take: " + sql, failure);
        }
    }

    private static void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException failure) {
            throw new IllegalStateException("the connection did not close", failure);
        }
    }
}
