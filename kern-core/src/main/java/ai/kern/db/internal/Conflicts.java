package ai.kern.db.internal;

import ai.kern.db.Attempt;
import ai.kern.db.Execution;
import ai.kern.db.LeaseUse;
import ai.kern.run.Run;
import ai.kern.run.RunConflictException;
import java.time.Instant;
import java.util.Optional;

/** What conflicts are called, the same on every database of kern's own. */
public final class Conflicts {
    private Conflicts() {}

    /** A run was to be created and is there. */
    public static RunConflictException exists(Run wanted, Run found) {
        return new RunConflictException(
                wanted.id(),
                "run " + wanted.id() + " was to be created, but it is stored already: " + state(found)
                        + ". Load it and go on from there");
    }

    /** A run was to be written or leased and is not there. */
    public static RunConflictException missing(String runId) {
        return new RunConflictException(
                runId, "run " + runId + " is not stored in this database. A run is created by its version 1");
    }

    /** A run has another version than the one that was to be replaced. */
    public static RunConflictException version(Run wanted, Run found) {
        return new RunConflictException(
                wanted.id(),
                "version " + (wanted.version() - 1) + " of run " + wanted.id() + " was to become " + wanted.status()
                        + ", but what is stored is " + state(found) + ". Load it and decide anew");
    }

    /** The lease of a root does not allow what was to be done. */
    public static RunConflictException lease(Run root, LeaseUse wanted, Optional<String> token, Instant until) {
        boolean mustBeOwn = wanted instanceof LeaseUse.Hold || wanted instanceof LeaseUse.Release;
        return new RunConflictException(
                root.id(),
                "run " + root.id() + " is at " + state(root) + ", and " + (mustBeOwn ? lost(token) : alive(until)));
    }

    private static String lost(Optional<String> token) {
        return "the lease under which it was to be written is not its lease: "
                + (token.isPresent() ? "another process has it" : "nobody has one")
                + ". Load it and decide anew";
    }

    private static String alive(Instant until) {
        return "a process works on it, whose lease lasts until " + until
                + " and longer if it is renewed. Wait for that process, or until its lease has expired";
    }

    /** An entry, execution or requirement is there already. */
    public static RunConflictException duplicate(String runId, String what) {
        return new RunConflictException(
                runId,
                what + " of run " + runId + " is stored already: somebody else was first. Load it and decide anew");
    }

    /** How {@link #duplicate} calls an execution. */
    public static String name(Execution execution) {
        return "the " + execution.phase() + " of " + execution.ofAttempt();
    }

    /** A requirement was to be settled and is not open. */
    public static RunConflictException notOpen(String runId, String requirementId, Optional<?> found) {
        return new RunConflictException(
                runId,
                "requirement " + requirementId + " of run " + runId + " was to be settled while open, but it is "
                        + found.map(Object::toString).orElse("not stored") + ". Load it and decide anew");
    }

    /** A claim that must have ended may still be at work, or one that must be there is not. */
    public static RunConflictException claim(Attempt attempt, Optional<Instant> aliveUntil) {
        return new RunConflictException(
                attempt.call().runId(),
                attempt
                        + aliveUntil
                                .map(until -> " may still be at work: its claim counts as alive until " + until
                                        + ". Wait until then, or for its outcome")
                                .orElse(" has no claim in this database"));
    }

    /** An attempt whose outcome must not be known has one. */
    public static RunConflictException outcome(Attempt attempt) {
        return new RunConflictException(
                attempt.call().runId(),
                "the outcome of " + attempt + " is stored by now. Load the run and go on from it");
    }

    /** Something refers to a run or session that is not there. */
    public static RunConflictException missingReference(String runId, String what) {
        return new RunConflictException(
                runId, what + " names a run or session that is not stored. Store it first, or in the same commit");
    }

    private static String state(Run run) {
        return "version " + run.version() + ", " + run.status();
    }
}
