package ai.kern.specs.support;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * Many runs by a few statements: copies of runs that an engine has stored, with all their rows, in a SQLite or PostgreSQL database
 * whose tables have their default names. Copy number <i>i</i> is a second younger than the one before it, and belongs to one of
 * many sessions, users and agents.
 */
public final class RunCopies {
    /** When the first copy was created, in milliseconds since 1970. */
    public static final long EPOCH = Copies.EPOCH;

    private static final List<String> TABLES =
            List.of("kern_runs", "kern_run_settings", "kern_run_entries", "kern_executions", "kern_requirements");

    private final Copies copies;
    private final int sessions;
    private final int users;
    private final int agents;

    /**
     * @param sessions among how many sessions the copies are spread
     * @param users among how many users
     * @param agents among how many agents, {@code agent-0} and so on
     */
    public RunCopies(Connection connection, int sessions, int users, int agents) {
        this.copies = new Copies(connection);
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
        copies.execute("INSERT INTO kern_sessions (session_id, user_id, created_at) "
                + Copies.numbers(0, count)
                + "SELECT 'session-' || i, 'user-' || (i % " + users + "), " + Copies.TIME + " FROM numbers");
    }

    /**
     * Makes copies with the numbers of a range.
     *
     * @param templates which run is copied for which numbers, by the last two digits from which on it is, the first one 0
     */
    public void copy(int from, int to, Map<Integer, String> templates) throws SQLException {
        List<Integer> digits = templates.keySet().stream().sorted().toList();
        for (String table : TABLES) {
            for (int place = 0; place < digits.size(); place++) {
                int first = digits.get(place);
                int last = place + 1 < digits.size() ? digits.get(place + 1) - 1 : 99;
                copies.copy(table, this::copied, from, to, "run_id = '" + templates.get(first) + "'", first, last);
            }
        }
    }

    private String copied(String column) {
        return switch (column) {
            case "run_id", "root_id" -> Copies.ID;
            case "session_id" -> "'session-' || (i % " + sessions + ")";
            case "user_id" -> "'user-' || (i % " + users + ")";
            case "runner_id" -> "'agent-' || (i % " + agents + ")";
            case "created_at", "updated_at" -> Copies.TIME;
            default -> "template." + column;
        };
    }
}
