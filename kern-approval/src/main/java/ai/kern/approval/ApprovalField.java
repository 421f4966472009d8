package ai.kern.approval;

import java.util.Locale;
import java.util.Optional;

/** A field by which records are filtered. Its value in a query is compared as a whole. */
public enum ApprovalField {
    /** Where the record stands, by the name of an {@link ApprovalStatus}. */
    STATUS,
    /** The run to continue. */
    RUN_ID,
    /** The run that owns the call, where that is not the one to continue. */
    MEMBER_RUN_ID,
    /** The session. */
    SESSION_ID,
    /** The user who owns the run. */
    USER_ID,
    /** Agent or team, by the name of a {@link ai.kern.run.RunnerKind}. */
    SOURCE_TYPE,
    /** The agent. */
    AGENT_ID,
    /** The team. */
    TEAM_ID,
    /** The tool. */
    TOOL_NAME,
    /** The type of the approval, by the name of an {@link ai.kern.tool.ApprovalType}. */
    APPROVAL_TYPE,
    /** Why the call waits, by the name of a {@link ai.kern.requirement.PauseType}. */
    PAUSE_TYPE,
    /** The pause. */
    PAUSE_GROUP,
    /** The role that deciders must have. */
    APPROVERS,
    /** Who decided. */
    RESOLVED_BY,
    /** The status of the run to continue, by the name of a {@link ai.kern.run.RunStatus}. */
    RUN_STATUS;

    /** What a record has in this field. */
    public Optional<String> of(ApprovalRecord record) {
        return switch (this) {
            case STATUS -> Optional.of(record.status().name());
            case RUN_ID -> Optional.of(record.runId());
            case MEMBER_RUN_ID -> record.memberRunId();
            case SESSION_ID -> Optional.of(record.sessionId());
            case USER_ID -> record.userId();
            case SOURCE_TYPE -> Optional.of(record.sourceType().name());
            case AGENT_ID -> record.agentId();
            case TEAM_ID -> record.teamId();
            case TOOL_NAME -> Optional.of(record.toolName());
            case APPROVAL_TYPE -> Optional.of(record.approvalType().name());
            case PAUSE_TYPE -> Optional.of(record.pauseType().name());
            case PAUSE_GROUP -> Optional.of(record.pauseGroup());
            case APPROVERS -> record.terms().approvers();
            case RESOLVED_BY -> record.resolvedBy();
            case RUN_STATUS -> Optional.of(record.runStatus().name());
        };
    }

    /** The field's name as databases and the HTTP contract have it: in lower case, with underscores. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
