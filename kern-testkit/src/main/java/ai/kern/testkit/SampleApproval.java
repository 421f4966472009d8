package ai.kern.testkit;

import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.ApprovalRequest;
import ai.kern.approval.ApprovalTerms;
import ai.kern.requirement.InputField;
import ai.kern.requirement.PauseType;
import ai.kern.run.RunStatus;
import ai.kern.run.RunnerKind;
import ai.kern.tool.ApprovalType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A record for the contract of approvals, in the making. Not safe for use by several threads. */
final class SampleApproval {
    /** What is stored with the requirement of each: the call's arguments in clear. */
    static final String QUESTION = "{\"format\":1,\"arguments\":\"{\\\"to\\\":\\\"shop\\\",\\\"amount\\\":10}\"}";

    private static final String ARGUMENTS = "{\"to\":\"shop\",\"amount\":10}";
    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"to\":{\"type\":\"string\"},\"amount\":{\"type\":\"integer\"}},"
                    + "\"required\":[\"to\",\"amount\"],\"additionalProperties\":false}";

    private final String id;
    private PauseType pauseType = PauseType.CONFIRMATION;
    private boolean editable;
    private Optional<String> approvers = Optional.empty();
    private int quorum = 1;
    private boolean fourEyes;
    private boolean requesterMayApprove;
    private Optional<String> userId = Optional.of("ann");
    private Optional<Instant> expiresAt = Optional.empty();
    private Optional<Duration> runWithin = Optional.empty();
    private List<String> redacted = List.of();
    private String toolName = "pay";
    private Optional<String> memberRunId = Optional.empty();
    private Instant createdAt = Sample.NOW;

    private SampleApproval(String id) {
        this.id = id;
    }

    /** A record of a user's call that waits for a confirmation by anybody else. */
    static SampleApproval of(String id) {
        return new SampleApproval(id);
    }

    SampleApproval pause(PauseType type) {
        pauseType = type;
        return this;
    }

    SampleApproval asEditable() {
        editable = true;
        return this;
    }

    SampleApproval approvers(String role) {
        approvers = Optional.of(role);
        return this;
    }

    SampleApproval quorum(int people) {
        quorum = people;
        return this;
    }

    SampleApproval withFourEyes() {
        fourEyes = true;
        return this;
    }

    SampleApproval withOwnApproval() {
        requesterMayApprove = true;
        return this;
    }

    SampleApproval user(Optional<String> user) {
        userId = user;
        return this;
    }

    SampleApproval expiresAt(Instant instant) {
        expiresAt = Optional.of(instant);
        return this;
    }

    SampleApproval runWithin(Duration duration) {
        runWithin = Optional.of(duration);
        return this;
    }

    SampleApproval redacted(String pointer) {
        redacted = List.of(pointer);
        return this;
    }

    SampleApproval tool(String name) {
        toolName = name;
        return this;
    }

    SampleApproval ofMember(String runId) {
        memberRunId = Optional.of(runId);
        return this;
    }

    SampleApproval createdAt(Instant instant) {
        createdAt = instant;
        return this;
    }

    ApprovalRecord in(String runId) {
        boolean asksForValues = pauseType == PauseType.USER_INPUT;
        ApprovalTerms terms = new ApprovalTerms(
                Optional.of(SCHEMA),
                asksForValues ? Optional.of(SCHEMA) : Optional.empty(),
                editable,
                approvers,
                quorum,
                fourEyes,
                requesterMayApprove,
                runWithin,
                redacted);
        ApprovalRequest request = new ApprovalRequest(
                Sample.call(runId),
                pauseType == PauseType.OUTCOME_UNKNOWN ? 1 : 0,
                runId,
                memberRunId,
                Sample.SESSION,
                userId,
                RunnerKind.AGENT,
                "Files",
                Optional.of("files"),
                Optional.empty(),
                ApprovalType.REQUIRED,
                pauseType,
                toolName,
                ARGUMENTS,
                "call_1",
                "pause",
                "Pay the shop",
                asksForValues ? List.of(field("to"), field("amount")) : List.of(),
                terms,
                "digest of " + id,
                expiresAt,
                createdAt);
        return ApprovalRecord.pending(id, request, RunStatus.PAUSED);
    }

    private static InputField field(String name) {
        return new InputField(name, "{}", "", true);
    }
}
