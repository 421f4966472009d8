package ai.kern.approval;

import ai.kern.requirement.PauseType;
import ai.kern.run.CallKey;
import ai.kern.run.RunStatus;
import ai.kern.run.RunnerKind;
import ai.kern.tool.ApprovalType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Records of a call for which two people have to vote. */
final class SampleRecord {
    static final Instant NOW = Instant.parse("2026-11-01T10:15:30.123Z");

    private SampleRecord() {}

    static ApprovalRecord pending(String id, String runId) {
        return asking(id, runId, "{\"amount\":1}");
    }

    static ApprovalRecord asking(String id, String runId, String arguments) {
        ApprovalTerms terms = new ApprovalTerms(
                Optional.of("{\"type\":\"object\"}"),
                Optional.empty(),
                false,
                Optional.empty(),
                2,
                false,
                false,
                Optional.empty(),
                List.of());
        ApprovalRequest request = new ApprovalRequest(
                new CallKey(runId, 1, 0),
                0,
                runId,
                Optional.empty(),
                "session",
                Optional.of("ann"),
                RunnerKind.AGENT,
                "Payments",
                Optional.of("payments"),
                Optional.empty(),
                ApprovalType.REQUIRED,
                PauseType.CONFIRMATION,
                "pay",
                arguments,
                "call-1",
                "pause-1",
                "Pay it.",
                List.of(),
                terms,
                "digest",
                Optional.empty(),
                NOW);
        return ApprovalRecord.pending(id, request, RunStatus.PAUSED);
    }

    static ApprovalVote vote(String by, String digest) {
        return new ApprovalVote(by, NOW, Optional.empty(), digest);
    }
}
