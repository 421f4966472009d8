package ai.kern.specs.approval;

import ai.kern.requirement.PauseType;
import ai.kern.specs.approval.Edits.Edit;
import ai.kern.specs.support.PlainSql;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Edits the rows that stand for a run and its approvals, one cell at a time, and puts them back. */
final class RowEditor {
    private static final List<Table> TABLES = List.of(
            new Table("kern_approvals", List.of("approval_id"), "request"),
            new Table("kern_requirements", List.of("run_id", "requirement_id"), "call_sequence, call_index, ordinal"),
            new Table("kern_run_entries", List.of("run_id", "sequence"), "sequence"),
            new Table(
                    "kern_executions",
                    List.of("run_id", "call_sequence", "call_index", "attempt", "phase"),
                    "call_sequence, call_index, attempt, phase"),
            new Table("kern_runs", List.of("run_id"), "run_id"),
            new Table("kern_audit", List.of("run_id", "sequence"), "sequence"),
            new Table("kern_audit_heads", List.of("run_id"), "run_id"));

    private final PlainSql sql;

    RowEditor(PlainSql sql) {
        this.sql = sql;
    }

    /**
     * A table.
     *
     * @param key its primary key
     * @param order an order of a run's rows in which ids have no part
     */
    private record Table(String name, List<String> key, String order) {}

    /** A cell of a table. */
    record Cell(Table table, Map<String, @Nullable Object> row, String column) {
        /** The table's name without its prefix, and the column. */
        String name() {
            return table.name.substring("kern_".length()) + "." + column;
        }

        /** The run to which its row belongs. */
        String runId() {
            return String.valueOf(row.get("run_id"));
        }

        /** Whether it is in a row of the call itself, and not of the transcript, the run or the trail. */
        boolean isOfTheCall() {
            return name().startsWith("approvals")
                    || name().startsWith("requirements")
                    || name().startsWith("executions");
        }

        /** Whether it is in a row of the first call of a message, which is one of {@code pay}. */
        boolean isOfTheFirstCall() {
            return isOfTheCall()
                    && String.valueOf(row.getOrDefault("call_index", 0)).equals("0")
                    && row.getOrDefault("tool_name", "pay").equals("pay");
        }

        /** Whether it is in a row of the question what became of the call. */
        boolean isOfTheDoubt() {
            return isOfTheCall()
                    && List.of("pause_type", "type").stream()
                            .map(row::get)
                            .allMatch(type -> type == null || type.equals(PauseType.OUTCOME_UNKNOWN.name()));
        }

        @Nullable
        Object value() {
            return row.get(column);
        }

        List<Edit> edits() {
            return Edits.of(value());
        }

        private Map<String, @Nullable Object> key() {
            Map<String, @Nullable Object> key = new LinkedHashMap<>();
            table.key.forEach(name -> key.put(name, row.get(name)));
            return key;
        }

        @Override
        public String toString() {
            return name() + " " + key().values();
        }
    }

    /** The cells of a run and of its only member's, if it has one, in an order that is the same for runs of one kind. */
    List<Cell> cells(String runId) {
        List<Cell> cells = new ArrayList<>();
        for (Table table : TABLES) {
            sql.rows(
                            "SELECT * FROM " + table.name
                                    + " WHERE run_id IN (SELECT run_id FROM kern_runs WHERE root_id = ?)"
                                    + " ORDER BY CASE run_id WHEN ? THEN 0 ELSE 1 END, " + table.order,
                            runId,
                            runId)
                    .forEach(row -> row.keySet().forEach(column -> cells.add(new Cell(table, row, column))));
        }
        return cells;
    }

    /** Edits a cell; false where the database itself takes no such value. */
    boolean edit(Cell cell, Edit edit) {
        return put(cell, cell.key(), edit.value());
    }

    /** Puts back what a cell held before an edit. */
    void putBack(Cell cell, Edit edit) {
        Map<String, @Nullable Object> key = cell.key();
        if (key.containsKey(cell.column)) {
            key.put(cell.column, edit.value());
        }
        if (!put(cell, key, cell.value())) {
            throw new AssertionError("the edit of " + cell + " could not be put back");
        }
    }

    private boolean put(Cell cell, Map<String, @Nullable Object> key, @Nullable Object value) {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(value);
        values.addAll(key.values());
        return sql.update(
                        "UPDATE " + cell.table.name + " SET " + cell.column + " = ? WHERE "
                                + String.join(" = ? AND ", key.keySet()) + " = ?",
                        values.toArray())
                == 1;
    }
}
