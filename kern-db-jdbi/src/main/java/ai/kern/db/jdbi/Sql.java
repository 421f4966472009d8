package ai.kern.db.jdbi;

import ai.kern.db.TimeOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Makes statements of text in which <code>{runs}</code> and the like stand for tables, <code>{now}</code> for the time, which
 * needs {@code :offset}, <code>{lock}</code> and <code>{exclusively}</code> for the locking of rows, and <code>{tokens}</code> for the strings of {@code :tokens}.
 */
final class Sql {
    /** The time in a query: one instant for all of its rows, for which an index can be searched. */
    static final String INSTANT = "(SELECT {now})";

    private final Dialect dialect;
    private final TableNames names;
    private final TimeOffset offset;
    private final Map<String, Command> commands = new ConcurrentHashMap<>();

    Sql(Dialect dialect, TableNames names, TimeOffset offset) {
        this.dialect = dialect;
        this.names = names;
        this.offset = offset;
    }

    /** A statement that writes, of such a text; the same object each time. */
    Command command(String text) {
        return commands.computeIfAbsent(text, template -> Command.read(of(template), dialect));
    }

    String of(String text) {
        String sql = text.replace("{now}", "(" + dialect.now() + " + :offset)")
                .replace("{lock}", dialect.rowLock())
                .replace("{exclusively}", dialect.exclusiveRowLock())
                .replace("{tokens}", dialect.elementsOf(":tokens"));
        for (TableNames.Table table : TableNames.Table.values()) {
            sql = sql.replace("{" + table.placeholder() + "}", '"' + names.of(table) + '"');
        }
        return sql;
    }

    /** Whether an update also writes the indexes of columns whose values it leaves as they are. */
    boolean writesWhatStays() {
        return dialect.writesWhatStays();
    }

    /** A column in a condition for which no index is to be searched. */
    String unsearched(String column) {
        return dialect.unsearched(column);
    }

    /** Binds the offset where a text, before it was made a statement, asks for the time. */
    <S extends SqlStatement<S>> S bindTime(S statement, String text) {
        return text.contains("{now}") ? statement.bind("offset", offset()) : statement;
    }

    /** What is bound as {@code :offset}. */
    long offset() {
        return offset.current().toMillis();
    }
}
