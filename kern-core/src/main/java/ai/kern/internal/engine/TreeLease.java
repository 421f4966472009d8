package ai.kern.internal.engine;

import ai.kern.db.LeaseKeeper;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The lease of a tree of runs, as far as this process knows: it is the root's, and every run of the tree is written under it.
 * Safe for use by many threads.
 */
final class TreeLease {
    private final LeaseKeeper keeper;
    private final AtomicBoolean lost = new AtomicBoolean();
    private final AtomicBoolean released = new AtomicBoolean();
    private final List<Runnable> whenLost = new CopyOnWriteArrayList<>();
    private volatile @Nullable String token;

    TreeLease(LeaseKeeper keeper) {
        this.keeper = keeper;
    }

    /** Its token while this process has it. */
    Optional<String> token() {
        return Optional.ofNullable(token);
    }

    /** Whether it was found to be another's. */
    boolean isLost() {
        return lost.get();
    }

    /** Whether it was given back, after this process had it. */
    boolean isReleased() {
        return released.get();
    }

    /** Renews it from now on. */
    void keep(String taken) {
        token = taken;
        keeper.keep(taken, this::lose);
    }

    private void lose() {
        lost.set(true);
        whenLost.forEach(Runnable::run);
    }

    /** Has something called when it is found to be another's; at once if that has happened. */
    void whenLost(Runnable action) {
        whenLost.add(action);
        if (isLost()) {
            action.run();
        }
    }

    /** Calls it no more. */
    void forget(Runnable action) {
        whenLost.remove(action);
    }

    /** Stops renewing it, whatever becomes of it. */
    void stopRenewing() {
        String held = token;
        if (held != null) {
            released.set(true);
            token = null;
            keeper.drop(held);
        }
    }
}
