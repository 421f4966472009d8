package ai.kern.internal.engine;

import ai.kern.db.Changeset;
import ai.kern.db.DbException;
import ai.kern.db.LeaseUse;
import ai.kern.db.RunState;
import ai.kern.run.CallKey;
import ai.kern.run.KernException;
import ai.kern.run.Run;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cancels runs, wherever they are worked on. Safe for use by many threads. */
final class Cancelling {
    private static final Logger LOG = LoggerFactory.getLogger(Cancelling.class);

    /** How often a cancellation is tried again that somebody else's commit overtook. */
    private static final int TRIES = 1_000;

    private final Engine engine;

    Cancelling(Engine engine) {
        this.engine = engine;
    }

    /** Makes a run CANCELLED, whoever works on it; one that is already stays so. */
    RunOutput cancel(String runId, Optional<String> userId) {
        int tries = 0;
        while (true) {
            RunState state = engine.runs().load(runId, userId);
            Run run = state.run();
            boolean isCancelled = run.status() == RunStatus.CANCELLED;
            if (run.status().isEnded() && !isCancelled) {
                throw new RunConflictException(
                        runId, "run " + runId + " is " + run.status() + " and cannot be cancelled any more");
            }
            try {
                if (!isCancelled) {
                    return cancelled(state, new LeaseUse.Break());
                }
                cancelMembersLeft(state, new LeaseUse.None());
                return engine.runs().output(state);
            } catch (RunConflictException wroteMeanwhile) {
                if (++tries == TRIES) {
                    throw wroteMeanwhile;
                }
            }
        }
    }

    /** Makes a run CANCELLED if it is still worked on under a lease; one that waits or has ended stays as it is. */
    void cancelWorkOf(String runId, TreeLease lease) {
        for (int tries = 0; tries < TRIES; tries++) {
            Optional<String> token = lease.token();
            RunState state = engine.runs().load(runId, Optional.empty());
            if (token.isEmpty() || lease.isLost() || state.run().status() != RunStatus.RUNNING) {
                return;
            }
            try {
                cancelled(state, new LeaseUse.Release(token.get()));
                return;
            } catch (RunConflictException wroteMeanwhile) {
                LOG.debug("run {} was written while it was to be cancelled; read again", runId, wroteMeanwhile);
            }
        }
        throw new RunConflictException(
                runId, "run " + runId + " was written so often that it could not be cancelled in " + TRIES + " tries");
    }

    private RunOutput cancelled(RunState state, LeaseUse lease) {
        Run run = state.run();
        String id = UUID.randomUUID().toString();
        Changeset.Builder changeset = Changeset.builder(id, run.rootId(), lease);
        Run cancelled = cancel(changeset, id, state);
        members(state).forEach(member -> cancel(changeset, id, member));
        try {
            engine.settings().db().commit(changeset.build());
        } catch (DbException failure) {
            if (!Journal.isStored(engine.settings().db(), cancelled, failure)) {
                throw failure;
            }
        }
        if (run.status() != RunStatus.PAUSED) {
            tellTheLoopHere();
            engine.settings().db().load(run.id()).ifPresent(now -> cancelMembersLeft(now, new LeaseUse.None()));
        }
        return outputOfCancelled(new RunState(cancelled, state.entries(), state.executions(), state.requirements()));
    }

    private Run cancel(Changeset.Builder changeset, String id, RunState state) {
        Run run = state.run();
        Run cancelled = run.next(
                RunStatus.CANCELLED,
                run.progress(),
                id,
                engine.settings().clock().instant().truncatedTo(ChronoUnit.MILLIS));
        changeset
                .run(cancelled)
                .contributions(engine.gates().statusChanged(run, requirements(state), RunStatus.CANCELLED));
        return cancelled;
    }

    /**
     * Ends the runs under a run that has ended: those that were created before the lease was broken and after they were read,
     * those that could not be read then, and those that wait though the run above them failed. No more can come.
     */
    void cancelMembersLeft(RunState above, LeaseUse lease) {
        List<RunState> left = members(above);
        if (left.isEmpty()) {
            return;
        }
        String id = UUID.randomUUID().toString();
        Changeset.Builder changeset = Changeset.builder(id, above.run().rootId(), lease);
        left.forEach(member -> cancel(changeset, id, member));
        engine.settings().db().commit(changeset.build());
    }

    /** The runs under a run that have not ended, whether their runners are members still or not. */
    private List<RunState> members(RunState state) {
        List<RunState> members = new ArrayList<>();
        assigned(state)
                .forEach((call, all) -> all.forEach(assigned -> {
                    Optional<RunState> member = member(state, call, assigned);
                    member.filter(stored -> !stored.run().status().isEnded()).ifPresent(members::add);
                    member.ifPresent(stored -> members.addAll(members(stored)));
                }));
        return members;
    }

    /** Read without the rest of the run, which may be unreadable. */
    private static List<RequirementRecord> requirements(RunState state) {
        Readings readings = new Readings();
        return state.requirements().stream()
                .map(stored -> new RequirementRecord(stored, readings))
                .toList();
    }

    private Map<CallKey, List<Documents.Assigned>> assigned(RunState state) {
        try {
            Map<CallKey, List<Documents.Assigned>> assigned = new LinkedHashMap<>();
            RunBook.of(state, engine.settings().clock())
                    .calls()
                    .forEach(call -> assigned.put(call.key(), call.assigned()));
            return assigned;
        } catch (DbException unreadable) {
            warn(state.run(), unreadable);
            return Map.of();
        }
    }

    /** A run is cancelled all the same where those of its members cannot be read; cancelling it again takes them then. */
    private Optional<RunState> member(RunState above, CallKey call, Documents.Assigned assigned) {
        try {
            return AssignedRuns.load(engine.settings().db(), above.run(), call, assigned);
        } catch (DbException unreadable) {
            warn(above.run(), unreadable);
            return Optional.empty();
        }
    }

    private static void warn(Run above, DbException unreadable) {
        LOG.warn(
                "run {} is cancelled without runs of its members, which cannot be read; none of them is worked on any"
                        + " more. Cancel it again to cancel them, too",
                above.rootId(),
                unreadable);
    }

    /** A run is cancelled also where what it holds cannot be read. */
    private RunOutput outputOfCancelled(RunState state) {
        try {
            return engine.runs().output(state);
        } catch (RuntimeException unreadable) {
            throw new KernException(
                    "run " + state.run().id()
                            + " is CANCELLED, and nothing of it starts any more; but it cannot be shown: "
                            + unreadable.getMessage(),
                    unreadable);
        }
    }

    /** Lets a loop in this process know at once that its lease is gone; without it, the next renewal does. */
    private void tellTheLoopHere() {
        try {
            engine.settings().db().leases().renewNow();
        } catch (DbException notNow) {
            LOG.warn("a cancelled run may go on until its next commit, since leases could not be renewed", notNow);
        }
    }
}
