package ai.kern.run;

import ai.kern.tool.ToolArguments;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What makes a tool one whose calls are executed by runs of others: members of a team. Each assignment of a call is a child run
 * with a transcript of its own in the same tree; a child that pauses leaves the call without a result until the root is
 * continued. Who works on what is stored when the call starts, and is not asked again. Safe for use by many threads.
 */
public interface Delegation {
    /** All to whom calls may be given, each id once. */
    List<Runner> members();

    /**
     * Says who works on a call, and on what.
     *
     * @param earlier the run's calls before this one
     * @return at least one assignment, to members
     * @throws IllegalArgumentException if the arguments name nobody or nothing that there is; the model is told the message
     */
    List<Assignment> assign(ToolArguments arguments, List<ToolExecution> earlier);

    /**
     * Says what a call comes to once all its child runs have ended.
     *
     * @param results in the order of the assignments
     */
    Result result(List<MemberResult> results);

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
     * @param endsRun whether the run ends with it, and it is the run's content
     */
    record Result(OutcomeStatus status, String text, boolean endsRun) {
        public Result {
            Objects.requireNonNull(status, "status");
            Objects.requireNonNull(text, "text");
        }
    }
}
