package ai.kern.specs.support;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Many runs by a few statements: copies of runs that an engine has stored, with all their rows, in a SQLite or PostgreSQL database
 * whose tables have their default names. Copy number <i>i</i> is a second younger than the one before it, and belongs to one of
 * many sessions, users and agents.
 */
public final class RunCopies {
    /** When the first copy was created, in milliseconds since 1970. */
    public static final long EPOCH = 1_700_000_000_000L;

    private static final String NUMBERS = """
            WITH RECURSIVE numbers(i) AS (SELECT %d UNION ALL SELECT i + 1 FROM numbers WHERE i < %d)
            """;
    private static final List<String> TABLES =
            List.of("kern_runs", "kern_run_settings", "kern_run_entries", "kern_executions", "kern_requirements");

    private final Connection connection;
    private final int sessions;
    private final int users;
    private final int agents;

    /**
     * @param sessions among how many sessions the copies are spread
     * @param users among how many users
     * @param agents among how many agents, {@code agent-0} and so on
     */
    public RunCopies(Connection connection, int sessions, int users, int agents) {
        this.connection = connection;
        this.sessions = sessions;
        this.users = users;
        this.agents = agents;
    }

    /** The id of a copy; neighbours are far from each other in an index. */
    public static String id(int number) {
        return number * 2_654_435_761L % 4_294_967_296L + "-" + number;
    }

    /** Creates sessions, once; those that copies do not belong to stay empty. */
    public void createSessions(int count) throws SQLException {
        execute("INSERT INTO kern_sessions (session_id, user_id, created_at) "
                + NUMBERS.formatted(0, count - 1)
                + "SELECT 'session-' || i, 'user-' || (i % " + users + "), " + EPOCH + " + i * 1000 FROM numbers");
    }

    /**
     * Makes copies with the numbers of a range.
     *
     * @param templates which run is copied for which numbers, by the last two digits from which on it is, the first one 0
     */
    public void copy(int from, int to, Map<Integer, String> templates) throws SQLException {
        List<Integer> digits = templates.keySet().stream().sorted().toList();
        for (String table : TABLES) {
            List<String> columns = columns(table);
            for (int place = 0; place < digits.size(); place++) {
                int first = digits.get(place);
                int last = place + 1 < digits.size() ? digits.get(place + 1) - 1 : 99;
                execute("INSERT INTO " + table + " (" + String.join(", ", columns) + ") "
                        + NUMBERS.formatted(from, to - 1)
                        + "SELECT "
                        + String.join(", ", columns.stream().map(this::copied).toList())
                        + " FROM numbers CROSS JOIN " + table + " template WHERE template.run_id = '"
                        + templates.get(first) + "' AND i % 100 BETWEEN " + first + " AND " + last);
            }
        }
    }

    private String copied(String column) {
        return switch (column) {
            case "run_id", "root_id" -> "(i * 2654435761 % 4294967296) || '-' || i";
            case "session_id" -> "'session-' || (i % " + sessions + ")";
            case "user_id" -> "'user-' || (i % " + users + ")";
            case "runner_id" -> "'agent-' || (i % " + agents + ")";
            case "created_at", "updated_at" -> EPOCH + " + i * 1000";
            default -> "template." + column;
        };
    }

    private List<String> columns(String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet none = statement.executeQuery("SELECT * FROM " + table + " WHERE 1 = 0")) {
            List<String> columns = new ArrayList<>();
            for (int i = 1; i <= none.getMetaData().getColumnCount(); i++) {
                columns.add(none.getMetaData().getColumnName(i));
            }
            return columns;
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
