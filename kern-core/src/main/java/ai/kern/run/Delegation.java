package ai.kern.run;

import ai.kern.tool.ToolArguments;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What makes a tool one whose calls are executed by runs of others: members of a team. Each assignment of a call is a child run
 * with a transcript of its own in the same tree; a child that pauses leaves the call without a result until the root is
 * continued. Who works on what is stored when the call starts, and is not asked again. What a delegation says follows from its
 * arguments alone, so that every process comes to the same. Safe for use by many threads.
 */
public interface Delegation {
    /** All to whom calls may be given, each id once. */
    List<Runner> members();

    /**
     * Says who works on a call, and on what, or what the call comes to at once.
     *
     * @param earlier the run's calls before this one of tools that delegate, in their order, those of the same message included;
     *     nothing in them is masked. One that was started and has no outcome is being worked on
     * @throws IllegalArgumentException if the arguments name nobody or nothing that there is; the model is told the message
     */
    Plan plan(ToolArguments arguments, List<ToolExecution> earlier);

    /**
     * Says what a call comes to once all its child runs have ended.
     *
     * @param results in the order of the assignments
     */
    Result result(ToolArguments arguments, List<MemberResult> results);

    /**
     * Says what is left to do in a run whose model wants to end it; nothing, unless a delegation says otherwise.
     *
     * @param calls the run's calls of tools that delegate, in their order; nothing in them is masked
     */
    default Optional<OpenWork> openWork(List<ToolExecution> calls) {
        return Optional.empty();
    }

    /**
     * How often a model is sent back to its {@linkplain #openWork open work} at most, from 0; once more at each retry. What this
     * says when a run is started holds for it to its end; of several delegations the one that says most. 0 unless a delegation
     * says otherwise.
     */
    default int openWorkRounds() {
        return 0;
    }

    /** What becomes of a call when it starts. */
    sealed interface Plan permits Assignments, Result {}

    /**
     * Members work on the call, beside each other.
     *
     * @param all at least one
     */
    record Assignments(List<Assignment> all) implements Plan {
        public Assignments {
            all = List.copyOf(all);
            if (all.isEmpty()) {
                throw new IllegalStateException("a call is given to one member at least; give its result instead");
            }
        }
    }

    /**
     * What keeps a run from ending with what its model said in plain words. The model is sent back to it, and the run ends as
     * ERROR where that is of no use.
     *
     * @param what what is left, in words that stand behind a colon
     * @param todo what the model is told to do about it
     */
    record OpenWork(String what, String todo) {
        public OpenWork {
            Objects.requireNonNull(what, "what");
            Objects.requireNonNull(todo, "todo");
        }
    }

    /**
     * A task for a member.
     *
     * @param memberId the member's id
     * @param task what it is told
     */
    record Assignment(String memberId, String task) {
        public Assignment {
            Objects.requireNonNull(memberId, "memberId");
            Objects.requireNonNull(task, "task");
        }
    }

    /**
     * What became of an assignment.
     *
     * @param memberId the member's id
     * @param runId its run
     * @param status COMPLETED, ERROR or CANCELLED
     * @param content what it had to say; empty unless it is COMPLETED
     * @param failure why it ended as ERROR
     */
    record MemberResult(String memberId, String runId, RunStatus status, String content, Optional<RunFailure> failure) {
        public MemberResult {
            Objects.requireNonNull(memberId, "memberId");
            Objects.requireNonNull(runId, "runId");
            Objects.requireNonNull(status, "status");
            Objects.requireNonNull(content, "content");
            Objects.requireNonNull(failure, "failure");
        }

        /** Whether the member has its result. */
        public boolean isCompleted() {
            return status == RunStatus.COMPLETED;
        }
    }

    /**
     * What a call comes to.
     *
     * @param status SUCCEEDED or FAILED
     * @param text what the model is told
     * @param endsRun whether the run ends with it, and it is the run's content. Where it comes from members and another call
     *     for members of the same message has failed, the model is told of both first, and the result is a part of the content
     */
    record Result(OutcomeStatus status, String text, boolean endsRun) implements Plan {
        public Result {
            Objects.requireNonNull(status, "status");
            Objects.requireNonNull(text, "text");
        }
    }
}
