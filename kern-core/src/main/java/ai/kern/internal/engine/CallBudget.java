package ai.kern.internal.engine;

import ai.kern.db.Db;
import ai.kern.db.RunState;
import java.time.Clock;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How many tool calls are left to a run and all below it, under its own limit and those of the runs above. What was called
 * before is counted from what is stored, when it is first asked. Safe for use by many threads.
 */
final class CallBudget {
    /** No limit. */
    static final CallBudget NONE = new CallBudget(null, "", Integer.MAX_VALUE, () -> 0);

    private final @Nullable CallBudget above;
    private final String leader;
    private final int limit;
    private final IntSupplier stored;
    private final Object lock;
    private int used;
    private boolean isCounted;

    private CallBudget(@Nullable CallBudget above, String leader, int limit, IntSupplier stored) {
        this.above = above;
        this.leader = leader;
        this.limit = limit;
        this.stored = stored;
        this.lock = above == null ? new Object() : above.lock;
    }

    /** That of a run under the one whose this is. */
    CallBudget under(EngineSettings settings, RunBook book) {
        return book.settings()
                .totalToolCallLimit()
                .map(most -> new CallBudget(
                        this == NONE ? null : this,
                        settings.id(),
                        most,
                        () -> settings.db().load(book.run().id()).stream()
                                .mapToInt(state -> callsOf(settings.db(), state, book.readings()))
                                .sum()))
                .orElse(this);
    }

    private static int callsOf(Db db, RunState state, Readings readings) {
        return RunBook.of(state, Clock.systemUTC(), readings).calls().stream()
                .mapToInt(call -> 1
                        + call.assigned().stream()
                                .flatMap(assigned -> AssignedRuns.load(db, state.run(), call.key(), assigned).stream())
                                .mapToInt(below -> callsOf(db, below, readings))
                                .sum())
                .sum();
    }

    /** Whether a call may be made. */
    boolean isLeft() {
        synchronized (lock) {
            return left() > 0;
        }
    }

    /** Takes note of calls, and says how many of them may be made. */
    int take(int wanted) {
        synchronized (lock) {
            int granted = Math.min(wanted, left());
            spend(wanted);
            return granted;
        }
    }

    /** What a model is told whose call may not be made any more. */
    String usedUp() {
        synchronized (lock) {
            return above != null && above.left() <= 0
                    ? above.usedUp()
                    : "The limit of " + limit + " tool calls of '" + leader + "' and all its members is used up. Answer"
                            + " without tools.";
        }
    }

    private int left() {
        if (this == NONE) {
            return limit;
        }
        if (!isCounted) {
            used = stored.getAsInt();
            isCounted = true;
        }
        int here = Math.max(0, limit - used);
        return above == null ? here : Math.min(here, above.left());
    }

    private void spend(int calls) {
        if (this != NONE) {
            used += calls;
        }
        if (above != null) {
            above.spend(calls);
        }
    }
}
