package ai.kern.db.postgres;

import ai.kern.db.RunChange;
import ai.kern.db.jdbi.ChangeFeed;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** What the server's NOTIFY tells, on a connection of its own. Used by one thread. */
final class NotificationFeed implements ChangeFeed {
    private static final int PATIENCE_IN_MILLIS = 250;

    /** After so many quiet waits, which make ten seconds, it is looked whether the server is still there. */
    private static final int QUIET_WAITS = 40;

    private static final int ANSWER_IN_SECONDS = 5;

    private final Connection connection;
    private final PGConnection driver;
    private int quietWaits;

    private NotificationFeed(Connection connection, PGConnection driver) {
        this.connection = connection;
        this.driver = driver;
    }

    /**
     * An expression for the name of the channel of a table: each table of a database has one of its own, in whatever schema it is.
     */
    static String channel(String table) {
        return "'kern_' || CAST(CAST('\"" + table + "\"' AS REGCLASS) AS OID)";
    }

    /** Listens on the channel of a table. */
    static NotificationFeed of(DataSource source, String table) throws SQLException {
        Connection connection = source.getConnection();
        try {
            PGConnection driver = connection.unwrap(PGConnection.class);
            try (Statement statement = connection.createStatement()) {
                statement.execute("LISTEN \"" + name(statement, table) + "\"");
            }
            return new NotificationFeed(connection, driver);
        } catch (SQLException | RuntimeException failure) {
            try (connection) {
                throw failure;
            }
        }
    }

    private static String name(Statement statement, String table) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT " + channel(table))) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public List<RunChange> await() throws SQLException {
        PGNotification @Nullable [] told = driver.getNotifications(PATIENCE_IN_MILLIS);
        if (told != null && told.length > 0) {
            quietWaits = 0;
            return Arrays.stream(told)
                    .map(PGNotification::getParameter)
                    .map(RunChange::of)
                    .toList();
        }
        quietWaits++;
        if (quietWaits == QUIET_WAITS) {
            quietWaits = 0;
            if (!connection.isValid(ANSWER_IN_SECONDS)) {
                throw new SQLException("the server did not answer within " + ANSWER_IN_SECONDS + " s", "08006");
            }
        }
        return List.of();
    }

    /** The connection may be somebody else's, and is given back as it came. */
    @Override
    public void close() throws SQLException {
        try (connection;
                Statement statement = connection.createStatement()) {
            statement.execute("UNLISTEN *");
        }
    }
}
