package ai.kern.db.jdbi;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * A transaction that keeps statements back and sends them together, the last of them with its commit: one way to the database and
 * back, where each takes longer than the statement. One that must change a row and does not fails all of it ({@link Failure#UNMET})
 * without saying which one that was.
 */
final class JoinedTransaction extends Transaction {
    private static final String SEPARATOR = ";\n";

    /** So many statements are sent at once at most: a driver may wait for answers in between, and keeps each text. */
    private static final int MOST = 32;

    private final List<Pending> pending = new ArrayList<>();

    /** A statement that is not sent yet. */
    private record Pending(String text, Command command, Values values) {}

    JoinedTransaction(Handle handle) {
        super(handle);
    }

    @Override
    void add(Command command, Values values) {
        add(new Pending(command.text(), command, values));
    }

    @Override
    void require(Command command, Values values, Supplier<? extends RuntimeException> missed) {
        add(new Pending(command.requiring(), command, values));
    }

    @Override
    boolean change(Command command, Values values) {
        add(new Pending(command.requiring(), command, values));
        return true;
    }

    private void add(Pending statement) {
        if (pending.size() == MOST) {
            send();
        }
        pending.add(statement);
    }

    @Override
    void send() {
        if (!pending.isEmpty()) {
            send("");
        }
    }

    @Override
    void complete() {
        send("COMMIT");
    }

    private void send(String end) {
        List<Pending> sent = List.copyOf(pending);
        pending.clear();
        StringBuilder text = new StringBuilder();
        for (Pending statement : sent) {
            text.append(text.length() == 0 ? "" : SEPARATOR).append(statement.text);
        }
        if (!end.isEmpty()) {
            text.append(text.length() == 0 ? "" : SEPARATOR).append(end);
        }
        execute(text.toString(), statement -> bind(statement, sent));
    }

    private static void bind(PreparedStatement statement, List<Pending> sent) throws SQLException {
        int place = 1;
        for (Pending one : sent) {
            place = one.command.bind(statement, place, one.values);
        }
    }
}
