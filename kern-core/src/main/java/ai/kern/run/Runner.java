package ai.kern.run;

import ai.kern.event.RunStream;
import ai.kern.requirement.Resolution;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What can be run: an agent or a team. All doors lead to one engine. Safe for use by many threads.
 *
 * <p>Every door throws a {@link KernException} of its own kind when it is refused, and a {@link ai.kern.db.DbException} when
 * the database fails; the run is then as it was, or is recovered. Every door that takes the id of a run throws a
 * {@link RunnerMismatchException} for the run of another agent or team, and every door that knows a user an
 * {@link OwnerMismatchException} for a run or session of another user. The run of a member of a team is read by itself, and
 * continued, retried, cancelled and recovered by its root alone; else it is a {@link RunConflictException} that names the root.
 * A runner that is declared {@code memberOnly()} refuses at each door with an {@link IllegalStateException}.
 */
public interface Runner {
    /** Its id: stable over processes, stored with each run. */
    String id();

    /** Its name, for people. */
    String name();

    /** Whether it is an agent or a team. */
    RunnerKind kind();

    /** What it is good for, in a sentence for the leader of a team; may be empty. */
    default String role() {
        return "";
    }

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
     * Starts a run of a text whose result has the form of a record or bean, and waits; {@link RunOutput#contentAs} reads it, here
     * or after a pause.
     *
     * @throws IllegalArgumentException if the type has no JSON schema
     * @throws RunFailedException if it ended as ERROR, which it also does when the model keeps to another form twice
     */
    default RunOutput run(String input, Class<?> recordOrBean) {
        return run(RunRequest.builder(input).output(recordOrBean).build());
    }

    /**
     * Continues a paused run and waits until it has its result or waits again. All answers are checked before any is stored;
     * what is not answered stays open, and the run stays PAUSED while anything is. Where nothing is open, no answer is needed:
     * the run goes on with what was settled.
     *
     * @throws RunNotFoundException if there is no such run
     * @throws RunNotPausedException if it is not PAUSED
     * @throws RunnerMismatchException if another agent or team started it
     * @throws OwnerMismatchException if the request names a user, and another one owns it
     * @throws RunConflictException if somebody else was first, or it is a member's run
     * @throws InvalidResolutionException if an answer does not fit; nothing was stored
     * @throws ToolDefinitionChangedException if a call that was let through is not what was shown any more
     * @throws KernException of the module that serves a gate, where one stands before a call that waits. That of approvals
     *     throws an {@code ApprovalPendingException} if no call can go on before records are decided, an
     *     {@code ApprovalMissingException} if a record is gone, and an {@code ApprovalChangedException} if what is stored is not
     *     what was shown and decided; the call does not run and the run stays PAUSED
     * @throws RunFailedException if it ended as ERROR
     */
    RunOutput continueRun(ContinueRequest request);

    /**
     * Continues a paused run without an answer: one of which nothing is open any more goes on, since what it waited for was
     * decided or came to be known elsewhere. Any other stays PAUSED: one that waits for answers is returned as it is, and one of
     * which nothing can go on before an administrator has decided is refused, by approvals with an
     * {@code ApprovalPendingException}.
     *
     * @throws KernException as {@link #continueRun(ContinueRequest)} does
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
     * Goes on with a run that ended as ERROR, from its last stored step: results that are stored stay, approvals that were used
     * stay used, and those that were not stay valid. Waits until the run has its result or waits for somebody.
     *
     * @throws RunNotFoundException if there is no such run
     * @throws RunnerMismatchException if another agent or team started it
     * @throws OwnerMismatchException if the request names a user, and another one owns it
     * @throws RunConflictException if it is not ERROR, if it is a member's run (the message names the root), or if somebody else
     *     was first
     * @throws RunFailedException if it ended as ERROR again
     */
    RunOutput retry(RetryRequest request);

    /** Goes on with a run that ended as ERROR. */
    default RunOutput retry(String runId) {
        return retry(RetryRequest.of(runId));
    }

    /**
     * Starts a run and does not wait: the future completes as {@link #run(RunRequest)} returns or throws. Cancelling it cancels
     * the run while that is RUNNING, and keeps one that has not begun from beginning; a run that waits or has ended stays as it
     * is.
     */
    CompletableFuture<RunOutput> runAsync(RunRequest request);

    /** Starts a run of a text in a new session and does not wait. */
    default CompletableFuture<RunOutput> runAsync(String input) {
        return runAsync(RunRequest.of(input));
    }

    /** Continues a paused run as {@link #continueRun(ContinueRequest)} does, and does not wait. */
    CompletableFuture<RunOutput> continueRunAsync(ContinueRequest request);

    /** Continues a paused run without an answer and does not wait. */
    default CompletableFuture<RunOutput> continueRunAsync(String runId) {
        return continueRunAsync(runId, List.of());
    }

    /** Continues a paused run with answers and does not wait. */
    default CompletableFuture<RunOutput> continueRunAsync(String runId, Collection<Resolution> answers) {
        return continueRunAsync(ContinueRequest.of(runId, answers));
    }

    /** Goes on with a run that ended as ERROR and does not wait. */
    CompletableFuture<RunOutput> retryAsync(RetryRequest request);

    /**
     * Starts a run whose events are read while it goes on. What the run comes to is the same as behind the other doors.
     *
     * @return the stream; to be closed, which cancels the run if it is RUNNING still
     */
    RunStream stream(RunRequest request);

    /** Starts a run of a text in a new session, whose events are read while it goes on. */
    default RunStream stream(String input) {
        return stream(RunRequest.of(input));
    }

    /** Continues a paused run as {@link #continueRun(ContinueRequest)} does; its events are read while it goes on. */
    RunStream continueStream(ContinueRequest request);

    /** Continues a paused run without an answer; its events are read while it goes on. */
    default RunStream continueStream(String runId) {
        return continueStream(runId, List.of());
    }

    /** Continues a paused run with answers; its events are read while it goes on. */
    default RunStream continueStream(String runId, Collection<Resolution> answers) {
        return continueStream(ContinueRequest.of(runId, answers));
    }

    /** Goes on with a run that ended as ERROR; its events are read while it goes on. */
    RunStream retryStream(RetryRequest request);

    /**
     * Starts a run in the background: it is stored when this returns, and goes on.
     *
     * @return its id, for {@link #await}, {@link #find}, {@link #follow} and {@link #cancel}
     */
    String start(RunRequest request);

    /** Starts a run of a text in a new session in the background. */
    default String start(String input) {
        return start(RunRequest.of(input));
    }

    /**
     * Waits until nobody works on a run any more, whichever process does: it is PAUSED, COMPLETED, ERROR or CANCELLED then.
     *
     * @throws RunNotFoundException if there is no such run
     * @throws RunnerMismatchException if another agent or team started it
     * @throws KernException if the waiting thread is interrupted; the run goes on
     */
    RunOutput await(String runId);

    /**
     * Waits for a run as {@link #await(String)} does, but no longer than a time.
     *
     * @param timeout 1 ms to 365 days
     * @return the run; empty if it is worked on still
     * @throws IllegalArgumentException if the time is shorter or longer
     */
    Optional<RunOutput> await(String runId, Duration timeout);

    /**
     * Reads the events of a run that was started elsewhere: a client that lost its connection goes on behind the last event that
     * it saw. While this process has them, these are the events of the run's stream with their own sequence; it keeps the last
     * {@value RunStream#BUFFERED} of each stream and background run that goes on, and of the last 100 that did. Otherwise they
     * are rebuilt from what is stored: the run's start, the model's answers as a whole, its calls, and where it stands now, but
     * neither pieces of answers nor pauses that are over. A rebuilt stream always begins at the run's start, whatever was seen,
     * with a sequence from 1 that no other stream shares. Closing the stream does nothing to the run.
     *
     * @param afterSequence the last event that was seen of the stream that this process keeps; 0 for none
     * @throws IllegalArgumentException if that is negative
     * @throws RunNotFoundException if there is no such run
     * @throws RunnerMismatchException if another agent or team started it
     */
    RunStream follow(String runId, long afterSequence);

    /**
     * Reads the events of a run on behalf of a user; refused unless that user owns it or nobody does.
     *
     * @throws OwnerMismatchException if another user owns it
     */
    RunStream follow(String runId, String userId, long afterSequence);

    /**
     * Makes a run CANCELLED. A paused one is at once and for ever; a running one, wherever it runs, stops before its next side
     * effect. A run that is CANCELLED already stays so.
     *
     * @throws RunNotFoundException if there is no such run
     * @throws RunnerMismatchException if another agent or team started it
     * @throws RunConflictException if it has ended otherwise, or is a member's run
     */
    RunOutput cancel(String runId);

    /**
     * Makes a run CANCELLED on behalf of a user; refused unless that user owns it or nobody does.
     *
     * @throws OwnerMismatchException if another user owns it
     */
    RunOutput cancel(String runId, String userId);

    /**
     * Reads a run, a member's too.
     *
     * @return the run; empty if there is none of this id
     * @throws RunnerMismatchException if another agent or team started it
     */
    Optional<RunOutput> find(String runId);

    /**
     * Reads a run on behalf of a user; refused unless that user owns it or nobody does.
     *
     * @return the run; empty if there is none of this id
     * @throws RunnerMismatchException if another agent or team started it
     * @throws OwnerMismatchException if another user owns it
     */
    Optional<RunOutput> find(String runId, String userId);

    /**
     * Takes over a PENDING or RUNNING run whose process is gone, and brings it to where it waits or ends.
     *
     * @throws RunNotFoundException if there is no such run
     * @throws RunnerMismatchException if another agent or team started it
     * @throws RunConflictException if its lease has not expired, it is in no state to be recovered, or it is a member's run
     * @throws RunFailedException if it ended as ERROR
     */
    RunOutput recover(String runId);
}
