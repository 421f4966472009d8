package ai.kern.specs.db;

import ai.kern.db.Changeset;
import ai.kern.db.Db;
import ai.kern.db.Entry;
import ai.kern.db.EntryKind;
import ai.kern.db.Execution;
import ai.kern.db.ExecutionPhase;
import ai.kern.db.LeaseUse;
import ai.kern.db.Session;
import ai.kern.run.CallKey;
import ai.kern.run.Run;
import ai.kern.run.RunStatus;
import ai.kern.run.RunnerKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** Rows for tests of stores. */
final class Rows {
    private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");

    private Rows() {}

    /** The creation of a root, with its session. */
    static Changeset creation(String runId) {
        return creation(runId, "{}");
    }

    static Changeset creation(String runId, String settings) {
        String changesetId = UUID.randomUUID().toString();
        return Changeset.builder(changesetId, runId, new LeaseUse.None())
                .session(new Session("session", Optional.empty(), NOW))
                .run(new Run(
                        runId,
                        runId,
                        Optional.empty(),
                        "files",
                        "Files",
                        RunnerKind.AGENT,
                        "session",
                        Optional.empty(),
                        RunStatus.PENDING,
                        1,
                        changesetId,
                        NOW,
                        NOW,
                        settings,
                        "{}"))
                .build();
    }

    /** The next version of a run, which waits. */
    static Changeset pause(Run run) {
        Run paused = run.next(RunStatus.PAUSED, "{}", UUID.randomUUID().toString(), NOW);
        return Changeset.builder(paused.changesetId(), paused.rootId(), new LeaseUse.None())
                .run(paused)
                .build();
    }

    /** The next version of a run, with some messages and the claims of as many calls as are asked for. */
    static Changeset step(Run run, LeaseUse lease, int messages, int claims) {
        Run next = run.next(RunStatus.RUNNING, "{}", UUID.randomUUID().toString(), NOW);
        int version = (int) next.version();
        return Changeset.builder(next.changesetId(), next.id(), lease)
                .run(next)
                .entries(IntStream.range(0, messages)
                        .mapToObj(i -> new Entry(next.id(), 100 * version + i, EntryKind.USER, NOW, "{}"))
                        .toList())
                .executions(IntStream.range(0, claims)
                        .mapToObj(i ->
                                new Execution(new CallKey(next.id(), version, i), 1, ExecutionPhase.CLAIM, NOW, "{}"))
                        .toList())
                .build();
    }

    /** Whether a stored run waits. */
    static boolean isPaused(Db db, String runId) {
        return db.find(runId).filter(run -> run.status() == RunStatus.PAUSED).isPresent();
    }

    /** The claim of an attempt of a run's first call. */
    static Changeset claim(String runId, int attempt) {
        return Changeset.builder(UUID.randomUUID().toString(), runId, new LeaseUse.None())
                .executions(List.of(new Execution(new CallKey(runId, 1, 0), attempt, ExecutionPhase.CLAIM, NOW, "{}")))
                .build();
    }
}
