package ai.kern.db.jdbi;

import ai.kern.db.RunChange;
import ai.kern.db.RunChanges;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes transactions that write, and has those told who listen to changes: by the database, as a part of the commit or behind it,
 * where it can; else, after it, those who listen here. Safe for use by many threads.
 */
final class Transactions {
    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

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
        Committed<T> committed = committed(begin, work);
        if (notification.isEmpty()) {
            committed.told.forEach(runId -> changes.tell(RunChange.of(runId)));
            committed.untold.forEach(runId -> changes.tell(RunChange.of(runId)));
        } else if (!committed.untold.isEmpty()) {
            tell(begin, committed.untold);
        }
        return committed.result;
    }

    /**
     * What was done.
     *
     * @param told the runs of which the commit told, if the database can
     * @param untold those of which nobody was told yet
     */
    private record Committed<T>(T result, Set<String> told, Set<String> untold) {}

    private <T> Committed<T> committed(Function<Handle, Transaction> begin, Function<Transaction, T> work) {
        Set<String> untold = new LinkedHashSet<>();
        try {
            return connections.write(handle -> {
                Transaction transaction = begin.apply(handle);
                T result = work.apply(transaction);
                untold.addAll(transaction.toldAfterCommit());
                complete(transaction, transaction.toldWithCommit());
                return new Committed<>(result, transaction.toldWithCommit(), untold);
            });
        } catch (JdbiException unclear) {
            // It may be committed, with only the answer lost.
            if (notification.isEmpty()) {
                changes.tell(RunChange.anything());
            } else if (!untold.isEmpty() && failures.kind(unclear) != Failure.UNMET) {
                tell(begin, untold);
            }
            throw unclear;
        }
    }

    private void complete(Transaction transaction, Set<String> told) {
        notification.ifPresent(command ->
                told.forEach(runId -> transaction.add(command, new Values().text("runId", runId))));
        transaction.complete();
    }

    /** Has the database tell of what is done, or may be; that it cannot is no failure of that, whatever its connections throw. */
    private void tell(Function<Handle, Transaction> begin, Set<String> runIds) {
        try {
            connections.write(handle -> {
                complete(begin.apply(handle), runIds);
                return runIds;
            });
        } catch (RuntimeException failure) {
            LOG.warn(
                    "a change of {} was committed, or may have been, and other processes could not be told; who waits"
                            + " for it there learns of it when he looks by himself",
                    runIds,
                    failures.exception("telling of a change", failure));
            changes.tell(RunChange.anything());
        }
    }
}
