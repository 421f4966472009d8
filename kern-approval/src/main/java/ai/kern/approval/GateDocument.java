package ai.kern.approval;

import ai.kern.internal.Redaction;
import ai.kern.internal.StoredJson;
import ai.kern.requirement.PauseType;
import ai.kern.run.Run;
import ai.kern.run.RunnerKind;
import ai.kern.tool.ApprovalType;
import ai.kern.tool.GatedCall;
import ai.kern.tool.ToolDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the gate stores with a call's requirement, where nobody is shown it.
 *
 * @param type whether the record decides, or tells what was decided
 * @param nonce random, so that nobody finds redacted arguments by trying digests
 * @param terms under which terms the call was asked about
 * @param expiresIn how long it can be decided
 * @param expiresAt until when it can be decided, by the database's clock
 * @param attempt the attempt whose outcome is asked about, or 0
 * @param recordId the record that tells of the call
 * @param shown the digest of all that is shown of the request; empty where nothing is shown yet
 */
record GateDocument(
        ApprovalType type,
        String nonce,
        ApprovalTerms terms,
        Optional<Duration> expiresIn,
        Optional<Instant> expiresAt,
        int attempt,
        String recordId,
        String shown) {
    private static final int FORMAT = 1;

    GateDocument {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(nonce, "nonce");
        Objects.requireNonNull(terms, "terms");
        Objects.requireNonNull(expiresIn, "expiresIn");
        Objects.requireNonNull(expiresAt, "expiresAt");
        Objects.requireNonNull(recordId, "recordId");
        Objects.requireNonNull(shown, "shown");
    }

    static GateDocument read(String text, String requirementId) {
        return StoredJson.read(
                text, GateDocument.class, FORMAT, "what the approval gate stored with requirement " + requirementId);
    }

    /** The document of a call of a tool that comes to its gate for the first time. */
    static GateDocument of(ApprovalGate gate, ToolDefinition tool, GatedCall call) {
        ApprovalTerms terms = new ApprovalTerms(
                call.schema(),
                call.fieldsSchema(),
                call.editable(),
                gate.approvers(),
                gate.quorum(),
                gate.fourEyes(),
                gate.requesterMayApprove(),
                gate.runWithin(),
                tool.redacted());
        return new GateDocument(
                gate.type(), Digests.nonce(), terms, gate.expiresIn(), Optional.empty(), 0, call.requirementId(), "");
    }

    /** The document of a question about an attempt's outcome, under the same terms. */
    GateDocument about(int startedAttempt, String requirementId) {
        String about = type == ApprovalType.AUDIT ? recordId : requirementId;
        return new GateDocument(type, Digests.nonce(), terms, expiresIn, Optional.empty(), startedAttempt, about, "");
    }

    GateDocument until(Optional<Instant> end) {
        return new GateDocument(type, nonce, terms, expiresIn, end, attempt, recordId, shown);
    }

    GateDocument showing(String digest) {
        return new GateDocument(type, nonce, terms, expiresIn, expiresAt, attempt, recordId, digest);
    }

    /** Whether what the engine asks about is what stands in the transcript and in the terms. */
    boolean isAbout(GatedCall call) {
        if (attempt > 0) {
            return call.pauseType() == PauseType.OUTCOME_UNKNOWN
                    && call.fieldsSchema().isEmpty()
                    && !call.editable();
        }
        String requested = call.requested().isBlank() ? "{}" : call.requested();
        return call.pauseType() != PauseType.OUTCOME_UNKNOWN
                && requested.equals(call.arguments())
                && terms.schema().equals(call.schema())
                && terms.fieldsSchema().equals(call.fieldsSchema())
                && terms.editable() == call.editable();
    }

    /** What is shown of a call to those who decide. */
    ApprovalRequest request(GatedCall call) {
        Run run = call.run();
        Run root = call.root();
        return new ApprovalRequest(
                call.key(),
                attempt,
                run.rootId(),
                run.isRoot() ? Optional.empty() : Optional.of(run.id()),
                run.sessionId(),
                run.userId(),
                root.runnerKind(),
                root.runnerName(),
                run.isRoot() && run.runnerKind() == RunnerKind.TEAM ? Optional.empty() : Optional.of(run.runnerId()),
                root.runnerKind() == RunnerKind.TEAM ? Optional.of(root.runnerId()) : Optional.empty(),
                type,
                call.pauseType(),
                call.toolName(),
                Redaction.mask(call.arguments(), terms.redacted()),
                call.providerCallId(),
                call.pauseId(),
                Redaction.maskIn(call.input(), List.of(call.arguments()), terms.redacted()),
                call.fields(),
                terms,
                Digests.ofCall(call.key().toString(), attempt, call.toolName(), call.arguments(), this),
                expiresAt,
                call.askedAt());
    }

    String write() {
        return StoredJson.write(this, FORMAT);
    }
}
