package ai.kern.db.jdbi;

import ai.kern.db.RunChange;
import ai.kern.db.RunChanges;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/**
 * Transactions of whose runs somebody may be told: by the database, as a part of the commit, where it can; else, after it, those
 * who listen here. Safe for use by many threads.
 */
final class Announcements {
    private final Connections connections;
    private final Optional<String> notification;
    private final RunChanges changes;

    /** @param notification the statement by which the database tells everybody of the run {@code :runId} */
    Announcements(Connections connections, Optional<String> notification, RunChanges changes) {
        this.connections = connections;
        this.notification = notification;
        this.changes = changes;
    }

    /**
     * Does something in one transaction that may write.
     *
     * @param work is given what takes the runs of which somebody is to be told
     */
    <T> T write(BiFunction<Handle, Consumer<String>, T> work) {
        Set<String> announced = new LinkedHashSet<>();
        try {
            T result = connections.write(handle -> {
                T done = work.apply(handle, announced::add);
                notification.ifPresent(sql -> announced.forEach(runId ->
                        handle.createQuery(sql).bind("runId", runId).mapToMap().list()));
                return done;
            });
            announced.forEach(runId -> tell(RunChange.of(runId)));
            return result;
        } catch (JdbiException unclear) {
            // It may be committed, with only the answer lost.
            tell(RunChange.anything());
            throw unclear;
        }
    }

    private void tell(RunChange change) {
        if (notification.isEmpty()) {
            changes.tell(change);
        }
    }
}
