package ai.kern.benchmarks;

import ai.kern.approval.ApprovalContribution;
import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.ApprovalRequest;
import ai.kern.approval.ApprovalTerms;
import ai.kern.db.Changeset;
import ai.kern.db.LeaseUse;
import ai.kern.db.Session;
import ai.kern.requirement.PauseType;
import ai.kern.run.CallKey;
import ai.kern.run.Run;
import ai.kern.run.RunStatus;
import ai.kern.run.RunnerKind;
import ai.kern.tool.ApprovalType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Stores runs that wait for decisions, as the engine does: the run, its records and their entries in the trail, in one commit. */
final class PendingRecords {
    private static final String SCHEMA =
            "{\"additionalProperties\":false,\"properties\":{\"account\":{\"type\":\"string\"},"
                    + "\"cents\":{\"type\":\"integer\"},\"reason\":{\"type\":\"string\"}},\"required\":[\"account\",\"cents\","
                    + "\"reason\"],\"type\":\"object\"}";

    private PendingRecords() {}

    /** Stores runs, several at once, and gives their records. */
    static List<ApprovalRecord> store(ApprovalDb db, int runs, int recordsOfARun) {
        return store(db, runs, recordsOfARun, record -> List.of(new ApprovalContribution.NewRecord(record)));
    }

    /**
     * Stores runs with what became of their records meanwhile.
     *
     * @param story what is contributed for a record
     */
    static List<ApprovalRecord> store(
            ApprovalDb db, int runs, int recordsOfARun, Function<ApprovalRecord, List<ApprovalContribution>> story) {
        return IntStream.range(0, runs)
                .parallel()
                .boxed()
                .flatMap(number -> store(db, recordsOfARun, story).stream())
                .toList();
    }

    private static List<ApprovalRecord> store(
            ApprovalDb db, int recordsOfARun, Function<ApprovalRecord, List<ApprovalContribution>> story) {
        Instant now = Instant.now();
        String runId = UUID.randomUUID().toString();
        String changesetId = UUID.randomUUID().toString();
        Run run = new Run(
                runId,
                runId,
                Optional.empty(),
                "agent",
                "Agent",
                RunnerKind.AGENT,
                "session",
                Optional.of("ann"),
                RunStatus.PAUSED,
                1,
                changesetId,
                now,
                now,
                "{}",
                "{}");
        List<ApprovalRecord> records = new ArrayList<>();
        for (int index = 0; index < recordsOfARun; index++) {
            records.add(record(runId, index, now));
        }
        db.commit(Changeset.builder(changesetId, runId, new LeaseUse.None())
                .session(new Session("session", Optional.of("ann"), now))
                .run(run)
                .contributions(records.stream()
                        .flatMap(record -> story.apply(record).stream())
                        .toList())
                .build());
        return records;
    }

    private static ApprovalRecord record(String runId, int index, Instant now) {
        ApprovalTerms terms = new ApprovalTerms(
                Optional.of(SCHEMA),
                Optional.empty(),
                false,
                Optional.empty(),
                1,
                false,
                false,
                Optional.empty(),
                List.of());
        ApprovalRequest request = new ApprovalRequest(
                new CallKey(runId, 1, index),
                0,
                runId,
                Optional.empty(),
                "session",
                Optional.of("ann"),
                RunnerKind.AGENT,
                "Agent",
                Optional.of("agent"),
                Optional.empty(),
                ApprovalType.REQUIRED,
                PauseType.CONFIRMATION,
                "pay",
                "{\"account\":\"DE-12345\",\"cents\":1999,\"reason\":\"a refund for order 4711\"}",
                "call_1",
                runId,
                "Please pay the customer of order 4711 back.",
                List.of(),
                terms,
                "d".repeat(64),
                Optional.empty(),
                now);
        return ApprovalRecord.pending(UUID.randomUUID().toString(), request, RunStatus.PAUSED);
    }
}
