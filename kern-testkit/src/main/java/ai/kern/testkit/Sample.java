package ai.kern.testkit;

import ai.kern.db.Attempt;
import ai.kern.db.Changeset;
import ai.kern.db.Entry;
import ai.kern.db.EntryKind;
import ai.kern.db.Execution;
import ai.kern.db.ExecutionPhase;
import ai.kern.db.LeaseUse;
import ai.kern.db.RequirementStatus;
import ai.kern.db.Session;
import ai.kern.db.Settlement;
import ai.kern.db.StoredRequirement;
import ai.kern.requirement.PauseType;
import ai.kern.run.CallKey;
import ai.kern.run.Run;
import ai.kern.run.RunStatus;
import ai.kern.run.RunnerKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Rows for the contract of databases. */
final class Sample {
    static final Instant NOW = Instant.parse("2026-11-01T10:15:30.123Z");
    static final Duration LEASE = Duration.ofSeconds(30);
    static final String SESSION = "session";
    static final LeaseUse NO_LEASE = new LeaseUse.None();

    private Sample() {}

    static String newId() {
        return UUID.randomUUID().toString();
    }

    static LeaseUse acquire(String token) {
        return new LeaseUse.Acquire(token, LEASE);
    }

    static LeaseUse hold(String token) {
        return new LeaseUse.Hold(token);
    }

    static Session session() {
        return new Session(SESSION, Optional.of("ann"), NOW);
    }

    /** The first version of a root. */
    static Run root(String id) {
        return run(id, id, Optional.empty(), "{\"started\":1}", "{}");
    }

    /** The first version of a run that a call started. */
    static Run child(String id, String rootId, CallKey parent) {
        return run(id, rootId, Optional.of(parent), "{}", "{}");
    }

    static Run run(String id, String rootId, Optional<CallKey> parent, String settings, String progress) {
        return new Run(
                id,
                rootId,
                parent,
                "files",
                "Files",
                parent.isEmpty() ? RunnerKind.TEAM : RunnerKind.AGENT,
                SESSION,
                Optional.of("ann"),
                RunStatus.PENDING,
                1,
                newId(),
                NOW,
                NOW,
                settings,
                progress);
    }

    /** A changeset that writes a run, under the run's own changeset id. */
    static Changeset.Builder changeset(Run run, LeaseUse lease) {
        return Changeset.builder(run.changesetId(), run.rootId(), lease).run(run);
    }

    /** A changeset that creates a root and, where need be, its session. */
    static Changeset.Builder creation(Run root, LeaseUse lease) {
        return changeset(root, lease).session(session());
    }

    /** A changeset of a tree that writes no run. */
    static Changeset.Builder changeset(String rootId, LeaseUse lease) {
        return Changeset.builder(newId(), rootId, lease);
    }

    static Run next(Run run, RunStatus status) {
        return run.next(status, "{\"version\":" + (run.version() + 1) + "}", newId(), NOW.plusSeconds(run.version()));
    }

    static CallKey call(String runId) {
        return new CallKey(runId, 1, 0);
    }

    static Attempt attempt(String runId, int number) {
        return new Attempt(call(runId), number);
    }

    static Entry entry(String runId, int sequence) {
        return entry(runId, sequence, "{\"text\":\"entry " + sequence + "\"}");
    }

    static Entry entry(String runId, int sequence, String document) {
        EntryKind kind = sequence == 0 ? EntryKind.SYSTEM : sequence % 2 == 1 ? EntryKind.ASSISTANT : EntryKind.USER;
        return new Entry(runId, sequence, kind, NOW, document);
    }

    static Execution claim(Attempt attempt) {
        return fact(attempt, ExecutionPhase.CLAIM);
    }

    static Execution outcome(Attempt attempt) {
        return fact(attempt, ExecutionPhase.OUTCOME);
    }

    static Execution fact(Attempt attempt, ExecutionPhase phase) {
        return new Execution(attempt.call(), attempt.number(), phase, NOW, "{\"phase\":\"" + phase + "\"}");
    }

    static StoredRequirement requirement(String id, CallKey call, int ordinal) {
        return new StoredRequirement(
                id,
                call,
                ordinal,
                PauseType.CONFIRMATION,
                RequirementStatus.OPEN,
                NOW,
                "{\"asks\":\"" + id + "\"}",
                Optional.empty());
    }

    static Settlement settlement(String id, String runId, RequirementStatus status) {
        return new Settlement(id, runId, status, NOW.plusSeconds(1), "{\"answer\":true}");
    }
}
