package ai.kern.db.sqlite;

import ai.kern.db.jdbi.TableNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;

/**
 * Finds why rows cannot be taken over. A table that is to take values of its columns' types alone is made anew by a migration,
 * under the name of the old one with {@link #NEW} behind it, and filled from that one, which may hold values of any type: nothing
 * kept another program from writing them.
 */
final class UnfitValues {
    private static final String NEW = "_strict";

    /** So many of each column are told of. */
    private static final int MOST = 5;

    private UnfitValues() {}

    /**
     * Looks at the tables that are not strict yet, in the transaction in which a migration failed: whether their values fit into
     * the new table, where it was made already, or are at least what their own columns say.
     *
     * @return of each value its table, column and row, and what was found and expected; not the value itself
     */
    static List<String> find(Handle handle, TableNames names) {
        List<String> found = new ArrayList<>();
        for (TableNames.Table table : TableNames.Table.values()) {
            String name = names.of(table);
            List<Column> made = columns(handle, name + NEW, true);
            boolean isMadeOfIt = !made.isEmpty()
                    && names(handle, name)
                            .containsAll(made.stream().map(Column::name).toList());
            for (Column column : isMadeOfIt ? made : columns(handle, name, false)) {
                found.addAll(column.misfits(handle, name));
            }
        }
        return found;
    }

    /** The columns of a table, whatever their types: one that others made under the name of the new one has others. */
    private static List<String> names(Handle handle, String table) {
        return handle.createQuery("SELECT name FROM pragma_table_info(:table)")
                .bind("table", table)
                .mapTo(String.class)
                .list();
    }

    /** The columns of a table, in the types that kern's tables have, if it is there and strict or not. */
    private static List<Column> columns(Handle handle, String table, boolean isStrict) {
        return handle.createQuery("""
                        SELECT info.name, info.type, info."notnull"
                        FROM pragma_table_list AS list, pragma_table_info(list.name) AS info
                        WHERE list.schema = 'main' AND list.name = :table AND list.strict = :strict
                            AND info.type IN ('INTEGER', 'TEXT')""")
                .bind("table", table)
                .bind("strict", isStrict)
                .map((row, context) ->
                        new Column(row.getString("name"), row.getString("type"), row.getBoolean("notnull")))
                .list();
    }

    /** A column and what it takes. */
    private record Column(String name, String type, boolean isRequired) {

        List<String> misfits(Handle handle, String table) {
            String found = "typeof(\"" + name + "\")";
            String fitting = isRequired ? "(:type)" : "(:type, 'null')";
            return handle.createQuery("SELECT rowid, " + found + " FROM \"" + table + "\" WHERE " + found + " NOT IN "
                            + fitting + " LIMIT " + MOST)
                    .bind("type", type.toLowerCase(Locale.ROOT))
                    .map((row, context) -> "table " + table + ", column " + name + ", rowid " + row.getLong(1)
                            + ": found " + row.getString(2) + ", expected " + type)
                    .list();
        }
    }
}
