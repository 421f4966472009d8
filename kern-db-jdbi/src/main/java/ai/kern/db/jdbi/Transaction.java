package ai.kern.db.jdbi;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.ParsedSql;
import org.jdbi.v3.core.statement.SqlParser;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementCustomizer;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.jdbi.v3.core.statement.Update;

/**
 * A transaction that writes. Statements are carried out in the order in which they are given, at the latest when it is committed
 * or something is read. Not safe for use by several threads.
 */
abstract class Transaction {
    private final Handle handle;
    private final Set<String> toldWithCommit = new LinkedHashSet<>();
    private final Set<String> toldAfterCommit = new LinkedHashSet<>();

    Transaction(Handle handle) {
        this.handle = handle;
    }

    /** Adds a statement that may change any number of rows. */
    abstract void add(Command command, Values values);

    /**
     * Adds a statement that must change a row, or else the transaction fails.
     *
     * @param missed what it means that it changes none; may look at what is stored
     */
    abstract void require(Command command, Values values, Supplier<? extends RuntimeException> missed);

    /**
     * Changes a row, if it is there and as the statement has it. A transaction that sends its statements together takes it that it
     * does so, and is done once more, one statement after the other, where that was not so.
     *
     * @return whether it changed a row
     */
    abstract boolean change(Command command, Values values);

    /** Carries out what was added and not sent yet. */
    abstract void send();

    /** Sends the rest, and commits with it where that is one way to the database. */
    abstract void complete();

    /** Has whoever listens told of a run by the commit itself, where the database can: nothing that is committed goes untold. */
    final void tellWithCommit(String runId) {
        toldWithCommit.add(runId);
    }

    /** Has whoever listens told of a run when this is committed, so that the commit need not wait for those of others who tell. */
    final void tellAfterCommit(String runId) {
        toldAfterCommit.add(runId);
    }

    final Set<String> toldWithCommit() {
        return toldWithCommit;
    }

    final Set<String> toldAfterCommit() {
        return toldAfterCommit;
    }

    /** For what reads, or must know at once what it has done: everything before it is carried out. */
    final Handle handle() {
        send();
        return handle;
    }

    /** Carries out a statement at once; returns how many rows it changed. */
    final int execute(Command command, Values values) {
        send();
        return execute(command.text(), statement -> command.bind(statement, 1, values));
    }

    /** Sends text as it is. */
    final int execute(String text, Binding binding) {
        try (Update update = handle.createUpdate(text)) {
            return update.setTemplateEngine(TemplateEngine.NOP)
                    .setSqlParser(AsItIs.PARSER)
                    .addCustomizer(binding)
                    .execute();
        }
    }

    /** Sets the parameters of a statement. */
    interface Binding extends StatementCustomizer {
        void bind(PreparedStatement statement) throws SQLException;

        @Override
        default void beforeExecution(PreparedStatement statement, StatementContext context) throws SQLException {
            bind(statement);
        }
    }

    /** Leaves a statement and its parameters alone. */
    private static final class AsItIs implements SqlParser {
        static final SqlParser PARSER = new AsItIs();

        @Override
        public ParsedSql parse(String sql, StatementContext context) {
            return ParsedSql.builder().append(sql).build();
        }

        @Override
        public String nameParameter(String name, StatementContext context) {
            throw new UnsupportedOperationException("parameters have no names here: " + name);
        }
    }
}
