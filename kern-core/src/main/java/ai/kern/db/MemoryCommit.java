package ai.kern.db;

import ai.kern.db.internal.Conflicts;
import ai.kern.run.OwnerMismatchException;
import ai.kern.run.Run;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One commit in memory: all is checked and done on copies, which are put in place at the end or not at all. */
final class MemoryCommit {
    private final Map<String, Session> sessions;
    private final Map<String, Map<String, String>> states;
    private final Map<String, MemoryRun> runs;
    private final Instant now;

    private final Map<String, Session> changedSessions = new HashMap<>();
    private final Map<String, Map<String, String>> changedStates = new HashMap<>();
    private final Map<String, MemoryRun> changedRuns = new HashMap<>();

    MemoryCommit(
            Map<String, Session> sessions,
            Map<String, Map<String, String>> states,
            Map<String, MemoryRun> runs,
            Instant now) {
        this.sessions = sessions;
        this.states = states;
        this.runs = runs;
        this.now = now;
    }

    /** Does a changeset to the copies, and throws where it does not fit. */
    void prepare(Changeset changeset) {
        changeset.session().ifPresent(this::session);
        changeset.runs().forEach(this::write);
        lease(changeset.rootId(), changeset.lease());
        changeset.entries().forEach(this::add);
        changeset.withoutOutcome().forEach(this::requireNoOutcome);
        changeset.endedClaims().forEach(this::requireEnded);
        changeset.executions().forEach(execution -> add(execution, now.plus(changeset.claimLife())));
        changeset.requirements().forEach(this::add);
        changeset.settlements().forEach(this::settle);
        changeset.state().forEach(patch -> change(changeset.rootId(), patch));
    }

    /** Puts the copies in place. */
    void apply() {
        sessions.putAll(changedSessions);
        states.putAll(changedStates);
        runs.putAll(changedRuns);
    }

    private void session(Session wanted) {
        Session found = sessions.get(wanted.id());
        if (found == null) {
            changedSessions.put(wanted.id(), wanted);
        } else if (found.userId().isPresent()
                && wanted.userId().isPresent()
                && !found.userId().equals(wanted.userId())) {
            throw new OwnerMismatchException("session " + wanted.id() + " belongs to another user than "
                    + wanted.userId().get() + ". Use a session of that user");
        }
    }

    private void write(Run run) {
        MemoryRun found = runs.get(run.id());
        if (run.version() > 1) {
            MemoryRun changed = changed(run.id());
            if (changed.run.version() != run.version() - 1) {
                throw Conflicts.version(run, changed.run);
            }
            changed.run = run;
        } else if (found != null) {
            throw Conflicts.exists(run, found.run);
        } else {
            requireSession(run.id(), run.sessionId());
            changedRuns.put(run.id(), new MemoryRun(run));
        }
    }

    private void lease(String rootId, LeaseUse use) {
        if (use instanceof LeaseUse.Late) {
            return;
        }
        MemoryRun root = changed(rootId);
        if (!allows(root, use)) {
            Run found = runs.getOrDefault(rootId, root).run;
            throw Conflicts.lease(found, use, Optional.ofNullable(root.leaseToken), root.leaseUntil);
        }
        if (use instanceof LeaseUse.Acquire acquire) {
            root.leaseToken = acquire.token();
            root.leaseUntil = now.plus(acquire.duration());
        } else if (!(use instanceof LeaseUse.Hold)) {
            root.leaseToken = null;
        }
    }

    private boolean allows(MemoryRun root, LeaseUse use) {
        if (use instanceof LeaseUse.Hold hold) {
            return hold.token().equals(root.leaseToken);
        }
        if (use instanceof LeaseUse.Release release) {
            return release.token().equals(root.leaseToken);
        }
        return use instanceof LeaseUse.Break || !root.isLeasedAt(now);
    }

    private void add(Entry entry) {
        if (!changed(entry.runId()).entries.add(entry)) {
            throw Conflicts.duplicate(entry.runId(), "entry " + entry.sequence());
        }
    }

    private void add(Execution execution, Instant aliveUntil) {
        MemoryRun run = changed(execution.call().runId());
        if (!run.executions.add(execution)) {
            throw Conflicts.duplicate(run.run.id(), Conflicts.name(execution));
        }
        if (execution.phase() == ExecutionPhase.CLAIM) {
            run.claimsAliveUntil.put(execution.ofAttempt(), aliveUntil);
        }
    }

    private void requireNoOutcome(Attempt attempt) {
        boolean known = changed(attempt.call().runId()).executions.stream()
                .anyMatch(fact -> fact.phase() == ExecutionPhase.OUTCOME
                        && fact.ofAttempt().equals(attempt));
        if (known) {
            throw Conflicts.outcome(attempt);
        }
    }

    private void requireEnded(Attempt attempt) {
        Instant aliveUntil = changed(attempt.call().runId()).claimsAliveUntil.get(attempt);
        if (aliveUntil == null || aliveUntil.isAfter(now)) {
            throw Conflicts.claim(attempt, Optional.ofNullable(aliveUntil));
        }
    }

    private void add(StoredRequirement requirement) {
        MemoryRun run = changed(requirement.call().runId());
        if (run.requirement(requirement.id()).isPresent() || !run.requirements.add(requirement)) {
            throw Conflicts.duplicate(run.run.id(), "requirement " + requirement.id());
        }
    }

    private void settle(Settlement settlement) {
        MemoryRun run = changed(settlement.runId());
        StoredRequirement found = run.requirement(settlement.requirementId())
                .filter(StoredRequirement::isOpen)
                .orElseThrow(() -> Conflicts.notOpen(
                        settlement.runId(),
                        settlement.requirementId(),
                        run.requirement(settlement.requirementId()).map(StoredRequirement::status)));
        run.requirements.remove(found);
        run.requirements.add(found.settled(settlement));
    }

    private void change(String rootId, StatePatch patch) {
        requireSession(rootId, patch.sessionId());
        Map<String, String> state = changedStates.computeIfAbsent(
                patch.sessionId(), id -> new HashMap<>(states.getOrDefault(id, Map.of())));
        patch.value().ifPresentOrElse(value -> state.put(patch.key(), value), () -> state.remove(patch.key()));
    }

    private void requireSession(String runId, String sessionId) {
        if (!sessions.containsKey(sessionId) && !changedSessions.containsKey(sessionId)) {
            throw Conflicts.missingReference(runId, "the commit (session " + sessionId + ")");
        }
    }

    /** The copy of a run that this commit changes. */
    private MemoryRun changed(String runId) {
        return changedRuns.computeIfAbsent(runId, id -> {
            MemoryRun found = runs.get(id);
            if (found == null) {
                throw Conflicts.missing(id);
            }
            return found.copy();
        });
    }
}
