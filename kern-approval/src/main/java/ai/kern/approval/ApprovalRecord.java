package ai.kern.approval;

import ai.kern.db.Limits;
import ai.kern.requirement.AnswerType;
import ai.kern.requirement.InputField;
import ai.kern.requirement.PauseType;
import ai.kern.run.RunStatus;
import ai.kern.run.RunnerKind;
import ai.kern.tool.ApprovalType;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The record of one call that has to be approved, as of the moment at which it was read. A record whose time to be decided is
 * over is {@link ApprovalStatus#EXPIRED}, whether or not anybody has noted that yet. Immutable.
 *
 * @param id its id, which is the id of the requirement that it settles
 * @param request what is shown to those who decide
 * @param status where it stands
 * @param answer what the votes and the decision are about beyond yes; empty if that is all
 * @param votes the approvals so far, the oldest first, where several are needed; each person once
 * @param decision how it became what it is; empty while it waits, and where time alone has decided
 * @param use that the call was started under it
 * @param outcome how the call ended
 * @param runStatus the status of the run that is to be continued
 * @param updatedAt when the record changed last, by the database's clock
 */
public record ApprovalRecord(
        String id,
        ApprovalRequest request,
        ApprovalStatus status,
        Optional<ApprovalAnswer> answer,
        List<ApprovalVote> votes,
        Optional<ApprovalDecision> decision,
        Optional<ApprovalUse> use,
        Optional<ApprovalOutcome> outcome,
        RunStatus runStatus,
        Instant updatedAt) {
    public ApprovalRecord {
        Limits.checkName(id, "the id of a record");
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(answer, "answer");
        votes = List.copyOf(votes);
        Objects.requireNonNull(decision, "decision");
        Objects.requireNonNull(use, "use");
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(runStatus, "runStatus");
        Objects.requireNonNull(updatedAt, "updatedAt");
    }

    /** A record on which nobody has decided yet, last changed when it was asked. */
    public static ApprovalRecord pending(String id, ApprovalRequest request, RunStatus runStatus) {
        return new ApprovalRecord(
                id,
                request,
                ApprovalStatus.PENDING,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                runStatus,
                request.createdAt());
    }

    /** Whether it waits for a decision. */
    public boolean isPending() {
        return status == ApprovalStatus.PENDING;
    }

    /** What one approves who approves now: the request, or the request with the answer that others gave. */
    public String shownDigest() {
        return answer.map(ApprovalAnswer::digest).orElse(request.digest());
    }

    /** See {@link ApprovalRequest#runId()}. */
    public String runId() {
        return request.runId();
    }

    /** See {@link ApprovalRequest#memberRunId()}. */
    public Optional<String> memberRunId() {
        return request.memberRunId();
    }

    /** See {@link ApprovalRequest#sessionId()}. */
    public String sessionId() {
        return request.sessionId();
    }

    /** See {@link ApprovalRequest#userId()}. */
    public Optional<String> userId() {
        return request.userId();
    }

    /** See {@link ApprovalRequest#sourceType()}. */
    public RunnerKind sourceType() {
        return request.sourceType();
    }

    /** See {@link ApprovalRequest#sourceName()}. */
    public String sourceName() {
        return request.sourceName();
    }

    /** See {@link ApprovalRequest#agentId()}. */
    public Optional<String> agentId() {
        return request.agentId();
    }

    /** See {@link ApprovalRequest#teamId()}. */
    public Optional<String> teamId() {
        return request.teamId();
    }

    /** See {@link ApprovalRequest#approvalType()}. */
    public ApprovalType approvalType() {
        return request.approvalType();
    }

    /** See {@link ApprovalRequest#pauseType()}. */
    public PauseType pauseType() {
        return request.pauseType();
    }

    /** See {@link ApprovalRequest#toolName()}. */
    public String toolName() {
        return request.toolName();
    }

    /** See {@link ApprovalRequest#toolArgs()}. */
    public String toolArgs() {
        return request.toolArgs();
    }

    /** See {@link ApprovalRequest#toolCallId()}. */
    public String toolCallId() {
        return request.toolCallId();
    }

    /** See {@link ApprovalRequest#pauseGroup()}. */
    public String pauseGroup() {
        return request.pauseGroup();
    }

    /** See {@link ApprovalRequest#context()}. */
    public String context() {
        return request.context();
    }

    /** See {@link ApprovalRequest#requirements()}. */
    public List<InputField> requirements() {
        return request.requirements();
    }

    /** See {@link ApprovalRequest#terms()}. */
    public ApprovalTerms terms() {
        return request.terms();
    }

    /** See {@link ApprovalRequest#digest()}. */
    public String digest() {
        return request.digest();
    }

    /** See {@link ApprovalRequest#expiresAt()}. */
    public Optional<Instant> expiresAt() {
        return request.expiresAt();
    }

    /** See {@link ApprovalRequest#createdAt()}. */
    public Instant createdAt() {
        return request.createdAt();
    }

    /** The arguments with which the call is to run, if they were changed. */
    public Optional<String> decidedArgs() {
        return answer.flatMap(ApprovalAnswer::arguments);
    }

    /** The values, result, error or choice that an approval brought, as the JSON text of an object. */
    public Optional<String> resolutionData() {
        return answer.flatMap(ApprovalAnswer::data);
    }

    /** Who decided, if somebody did. */
    public Optional<String> resolvedBy() {
        return decision.flatMap(ApprovalDecision::by);
    }

    /** When it was decided. */
    public Optional<Instant> resolvedAt() {
        return decision.map(ApprovalDecision::at);
    }

    /** What the decider wrote, or what happened. */
    public Optional<String> note() {
        return decision.flatMap(ApprovalDecision::note);
    }

    /** Until when the call may be started. */
    public Optional<Instant> useBy() {
        return decision.flatMap(ApprovalDecision::useBy);
    }

    /** Whether it was changed last when something that it tells of happened. */
    boolean isDated() {
        return Stream.of(
                        votes.stream().map(ApprovalVote::at),
                        decision.map(ApprovalDecision::at).stream(),
                        use.map(ApprovalUse::at).stream(),
                        outcome.map(ApprovalOutcome::at).stream(),
                        Stream.of(createdAt()))
                .flatMap(times -> times)
                .anyMatch(updatedAt::equals);
    }

    /** What the approval answers. */
    AnswerType answerType() {
        return answer.map(ApprovalAnswer::type).orElse(AnswerType.CONFIRM);
    }

    /** This record with an answer and votes for it, still undecided. */
    ApprovalRecord voted(Optional<ApprovalAnswer> given, List<ApprovalVote> allVotes, Instant now) {
        return new ApprovalRecord(id, request, status, given, allVotes, decision, use, outcome, runStatus, now);
    }

    /** This record as it was decided. */
    ApprovalRecord decided(ApprovalDecision by) {
        return new ApprovalRecord(
                id, request, by.status(), answer, votes, Optional.of(by), use, outcome, runStatus, by.at());
    }

    /** This record after a start of its call. */
    ApprovalRecord used(ApprovalUse by) {
        return new ApprovalRecord(
                id, request, status, answer, votes, decision, Optional.of(by), outcome, runStatus, by.at());
    }

    /** This record after an attempt of its call ended. */
    ApprovalRecord ended(ApprovalOutcome how) {
        return new ApprovalRecord(
                id, request, status, answer, votes, decision, use, Optional.of(how), runStatus, how.at());
    }

    /** This record with the status of its run. */
    ApprovalRecord mirroring(RunStatus next) {
        return new ApprovalRecord(id, request, status, answer, votes, decision, use, outcome, next, updatedAt);
    }

    /** This record as it is where its time to be decided is over and nobody has noted that yet. */
    ApprovalRecord overdue() {
        return new ApprovalRecord(
                id, request, ApprovalStatus.EXPIRED, answer, votes, decision, use, outcome, runStatus, updatedAt);
    }
}
