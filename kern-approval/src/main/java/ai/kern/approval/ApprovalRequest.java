package ai.kern.approval;

import ai.kern.db.Limits;
import ai.kern.requirement.InputField;
import ai.kern.requirement.PauseType;
import ai.kern.run.CallKey;
import ai.kern.run.RunnerKind;
import ai.kern.tool.ApprovalType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is shown to those who decide. It is written once with its record and never changes. Redacted arguments are masked in it.
 * Instants are kept to the millisecond. Immutable.
 *
 * @param call what identifies the call
 * @param attempt the attempt whose outcome is not known; 0 where the call was not started
 * @param runId the run to continue: the root of the tree
 * @param memberRunId the run that owns the call, where that is not the root
 * @param sessionId the session of the run
 * @param userId the user who owns the run, if anybody does
 * @param sourceType whether the run to continue is an agent's or a team's
 * @param sourceName the name of that agent or team
 * @param agentId the id of the agent, or of the member whose run owns the call; empty if the team itself wants to call
 * @param teamId the id of the team whose run is to be continued, if it is a team's
 * @param approvalType whether the record decides, or tells what was decided
 * @param pauseType why the call waits
 * @param toolName the tool
 * @param toolArgs the arguments, as JSON text
 * @param toolCallId the id that the model's provider gave the call; not unique
 * @param pauseGroup what the records of one pause have in common
 * @param context what the user said last, with masks where it quotes a redacted argument
 * @param requirements the values that are asked for
 * @param terms under which terms the call is let through
 * @param digest identifies the call, its arguments and its terms
 * @param expiresAt until when it can be decided, by the database's clock; for ever if there is none
 * @param createdAt when it was asked
 */
public record ApprovalRequest(
        CallKey call,
        int attempt,
        String runId,
        Optional<String> memberRunId,
        String sessionId,
        Optional<String> userId,
        RunnerKind sourceType,
        String sourceName,
        Optional<String> agentId,
        Optional<String> teamId,
        ApprovalType approvalType,
        PauseType pauseType,
        String toolName,
        String toolArgs,
        String toolCallId,
        String pauseGroup,
        String context,
        List<InputField> requirements,
        ApprovalTerms terms,
        String digest,
        Optional<Instant> expiresAt,
        Instant createdAt) {
    public ApprovalRequest {
        Objects.requireNonNull(call, "call");
        Limits.checkName(runId, "the id of a run");
        memberRunId.ifPresent(id -> Limits.checkName(id, "the id of a member run"));
        Limits.checkName(sessionId, "the id of a session");
        userId.ifPresent(id -> Limits.checkName(id, "the id of a user"));
        Objects.requireNonNull(sourceType, "sourceType");
        Objects.requireNonNull(sourceName, "sourceName");
        agentId.ifPresent(id -> Limits.checkName(id, "the id of an agent"));
        teamId.ifPresent(id -> Limits.checkName(id, "the id of a team"));
        Objects.requireNonNull(approvalType, "approvalType");
        Objects.requireNonNull(pauseType, "pauseType");
        Limits.checkName(toolName, "the name of a tool");
        Objects.requireNonNull(toolArgs, "toolArgs");
        Objects.requireNonNull(toolCallId, "toolCallId");
        Limits.checkName(pauseGroup, "the id of a pause");
        Objects.requireNonNull(context, "context");
        requirements = List.copyOf(requirements);
        Objects.requireNonNull(terms, "terms");
        Limits.checkName(digest, "a digest");
        expiresAt = expiresAt.map(instant -> instant.truncatedTo(ChronoUnit.MILLIS));
        createdAt = createdAt.truncatedTo(ChronoUnit.MILLIS);
    }
}
