package ai.kern.db.jdbi;

import ai.kern.db.RunChange;
import ai.kern.db.RunChanges;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/**
 * Makes transactions that write, and has those told who listen to changes: by the database, as a part of the commit, where it can;
 * else, after it, those who listen here. Safe for use by many threads.
 */
final class Transactions {
    private final Connections connections;
    private final boolean areJoined;
    private final Optional<Command> notification;
    private final RunChanges changes;
    private final Failures failures;

    /** @param runs the name of the table of runs */
    Transactions(
            Connections connections, Dialect dialect, Sql sql, String runs, RunChanges changes, Failures failures) {
        this.connections = connections;
        this.areJoined = dialect.takesSeveralStatements();
        this.notification = dialect.notification(runs).map(sql::command);
        this.changes = changes;
        this.failures = failures;
    }

    /**
     * Does something in one transaction. Where statements are sent together and a condition of one does not hold, all of it is
     * done again, one statement after the other: then it is known which one that was, or, if that has changed meanwhile, it is
     * done.
     */
    <T> T write(Function<Transaction, T> work) {
        if (areJoined) {
            try {
                return commit(JoinedTransaction::new, work);
            } catch (JdbiException failure) {
                if (failures.kind(failure) != Failure.UNMET) {
                    throw failure;
                }
            }
        }
        return commit(StepwiseTransaction::new, work);
    }

    private <T> T commit(Function<Handle, Transaction> begin, Function<Transaction, T> work) {
        try {
            Committed<T> committed = connections.write(handle -> {
                Transaction transaction = begin.apply(handle);
                T result = work.apply(transaction);
                notification.ifPresent(command -> transaction
                        .announced()
                        .forEach(runId -> transaction.add(command, new Values().text("runId", runId))));
                transaction.complete();
                return new Committed<>(result, transaction.announced());
            });
            committed.announced.forEach(runId -> tell(RunChange.of(runId)));
            return committed.result;
        } catch (JdbiException unclear) {
            // It may be committed, with only the answer lost.
            tell(RunChange.anything());
            throw unclear;
        }
    }

    /** What was done, and of which runs somebody is to be told. */
    private record Committed<T>(T result, Set<String> announced) {}

    private void tell(RunChange change) {
        if (notification.isEmpty()) {
            changes.tell(change);
        }
    }
}
