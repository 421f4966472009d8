package ai.kern.run;

import ai.kern.requirement.Resolution;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What can be run: an agent or a team. All doors lead to one engine. Safe for use by many threads.
 *
 * <p>Every door throws a {@link KernException} of its own kind when it is refused, and a {@link ai.kern.db.DbException} when
 * the database fails; the run is then as it was, or is recovered.
 */
public interface Runner {
    /** Its id: stable over processes, stored with each run. */
    String id();

    /** Its name, for people. */
    String name();

    /** Whether it is an agent or a team. */
    RunnerKind kind();

    /** What it can do, and what stands before each tool. */
    RunnerDescription describe();

    /**
     * Starts a run and waits until it has its result or waits for somebody.
     *
     * @throws RunFailedException if it ended as ERROR
     * @throws OwnerMismatchException if the session belongs to another user
     */
    RunOutput run(RunRequest request);

    /** Starts a run of a text in a new session. */
    default RunOutput run(String input) {
        return run(RunRequest.of(input));
    }

    /**
     * Continues a paused run and waits until it has its result or waits again. All answers are checked before any is stored;
     * what is not answered stays open, and the run stays PAUSED while anything is. Where nothing is open, no answer is needed:
     * the run goes on with what was settled.
     *
     * @throws RunNotFoundException if there is no such run
     * @throws RunNotPausedException if it is not PAUSED
     * @throws RunConflictException if somebody else was first
     * @throws InvalidResolutionException if an answer does not fit; nothing was stored
     * @throws ToolDefinitionChangedException if a call that was let through is not what was shown any more
     * @throws RunFailedException if it ended as ERROR
     */
    RunOutput continueRun(ContinueRequest request);

    /**
     * Continues a paused run without an answer: one of which nothing is open any more goes on, since what it waited for was
     * decided or came to be known elsewhere; any other stays PAUSED.
     */
    default RunOutput continueRun(String runId) {
        return continueRun(runId, List.of());
    }

    /** Continues a paused run with answers. */
    default RunOutput continueRun(String runId, Collection<Resolution> answers) {
        return continueRun(ContinueRequest.of(runId, answers));
    }

    /** Continues a paused run with answers; only the id of the output is used. */
    default RunOutput continueRun(RunOutput run, Collection<Resolution> answers) {
        return continueRun(run.runId(), answers);
    }

    /**
     * Makes a run CANCELLED. A paused one is at once and for ever; a running one, wherever it runs, stops before its next side
     * effect. A run that is CANCELLED already stays so.
     *
     * @throws RunNotFoundException if there is no such run
     * @throws RunConflictException if it has ended otherwise
     */
    RunOutput cancel(String runId);

    /** Makes a run CANCELLED on behalf of a user; refused unless that user owns it or nobody does. */
    RunOutput cancel(String runId, String userId);

    /** Reads a run. */
    Optional<RunOutput> find(String runId);

    /** Reads a run on behalf of a user; refused unless that user owns it or nobody does. */
    Optional<RunOutput> find(String runId, String userId);

    /**
     * Takes over a PENDING or RUNNING run whose process is gone, and brings it to where it waits or ends.
     *
     * @throws RunConflictException if its lease has not expired, or it is in no state to be recovered
     */
    RunOutput recover(String runId);
}
