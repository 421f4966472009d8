package ai.kern.specs.support;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * Many records of approvals by a few statements: copies of some that are stored, of the same runs, in a SQLite or PostgreSQL database
 * whose tables have their default names. Copy number <i>i</i> is a second younger than the one before it.
 */
public final class RecordCopies {
    private final Copies copies;
    private final Map<String, String> columns;

    /**
     * @param columns what copies have in columns in which they differ from what they are copied of, as SQL of the copy's number
     *     {@code i} and the {@code template}
     */
    public RecordCopies(Connection connection, Map<String, String> columns) {
        this.copies = new Copies(connection);
        this.columns = columns;
    }

    /**
     * Makes copies with the numbers of a range.
     *
     * @param first for which numbers, by the least that their last two digits may be
     * @param last and the most
     */
    public void copy(int from, int to, String template, int first, int last) throws SQLException {
        copies.copy("kern_approvals", this::copied, from, to, "approval_id = '" + template + "'", first, last);
    }

    /** Makes copies of a run's trail, each for a run of its own. */
    public void copyTrail(int from, int to, String runId) throws SQLException {
        for (String table : List.of("kern_audit", "kern_audit_heads")) {
            copies.copy(
                    table,
                    column -> column.equals("run_id") ? Copies.ID : "template." + column,
                    from,
                    to,
                    "run_id = '" + runId + "'",
                    0,
                    99);
        }
    }

    private String copied(String column) {
        return switch (column) {
            case "approval_id" -> Copies.ID;
            case "created_at", "updated_at" -> Copies.TIME;
            default -> columns.getOrDefault(column, "template." + column);
        };
    }
}
