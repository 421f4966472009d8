package ai.kern.internal.engine;

import ai.kern.db.Db;
import ai.kern.db.DbException;
import ai.kern.db.RunState;
import ai.kern.run.CallKey;
import ai.kern.run.Run;
import java.util.Optional;

/**
 * The stored runs of members to whom calls were given. Call and run name each other, so that neither can be exchanged in the
 * database without the other: a run of another call, member or tree is none of this one.
 */
final class AssignedRuns {
    private AssignedRuns() {}

    /**
     * The run of a member, if it has begun.
     *
     * @param above the run whose call it is
     * @throws DbException if what is stored under its id is another run
     */
    static Optional<RunState> load(Db db, Run above, CallKey call, Documents.Assigned assigned) {
        Optional<RunState> state = db.load(assigned.runId());
        state.map(RunState::run).ifPresent(run -> check(run, above, call, assigned));
        return state;
    }

    private static void check(Run run, Run above, CallKey call, Documents.Assigned assigned) {
        boolean isIts = run.parentCall().equals(Optional.of(call))
                && run.rootId().equals(above.rootId())
                && run.runnerId().equals(assigned.memberId());
        if (!isIts) {
            throw new DbException(
                    "call " + call + " of the tree of run " + above.rootId() + " is stored as given to '"
                            + assigned.memberId() + "' in run " + run.id() + ", which is stored as one of '"
                            + run.runnerId() + "'"
                            + run.parentCall()
                                    .map(parent -> " for call " + parent)
                                    .orElse("")
                            + " in the tree of run " + run.rootId()
                            + ". Somebody may have changed the database; put it back, or cancel run " + above.rootId(),
                    null);
        }
    }
}
