package ai.kern.specs.db;

import static org.assertj.core.api.Assertions.assertThatCode;

import ai.kern.db.Attempt;
import ai.kern.db.Changeset;
import ai.kern.db.Db;
import ai.kern.db.Execution;
import ai.kern.db.ExecutionPhase;
import ai.kern.db.LeaseRenewal;
import ai.kern.db.LeaseUse;
import ai.kern.db.Session;
import ai.kern.db.StatePatch;
import ai.kern.run.CallKey;
import ai.kern.run.Run;
import ai.kern.run.RunStatus;
import ai.kern.run.RunnerKind;
import ai.kern.specs.support.Background;
import ai.kern.specs.support.EngineSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Transactions that touch the same rows lock them in one order, so that none waits for another that waits for it. */
@Tag("DB-4")
class LockOrderTest extends EngineSpec {
    private static final Instant NOW = Instant.parse("2026-11-01T10:15:30.123Z");
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final int COMMITS = 300;

    /** A run that somebody works on, under its id as the token of the lease. */
    private static Run create(Db db) {
        String id = UUID.randomUUID().toString();
        Run run = new Run(
                id,
                id,
                Optional.empty(),
                "files",
                "Files",
                RunnerKind.AGENT,
                "session",
                Optional.empty(),
                RunStatus.RUNNING,
                1,
                UUID.randomUUID().toString(),
                NOW,
                NOW,
                "{}",
                "{}");
        db.commit(Changeset.builder(run.changesetId(), id, new LeaseUse.Acquire(id, LEASE))
                .run(run)
                .session(new Session("session", Optional.empty(), NOW))
                .build());
        return run;
    }

    private static Run commit(Db db, Run run, UnaryOperator<Changeset.Builder> content) {
        Run next = run.next(RunStatus.RUNNING, "{}", UUID.randomUUID().toString(), NOW);
        db.commit(content.apply(Changeset.builder(next.changesetId(), run.id(), new LeaseUse.Hold(run.id()))
                        .run(next))
                .build());
        return next;
    }

    private static Void commitOften(Db db, Run run, UnaryOperator<Changeset.Builder> content) {
        Run last = run;
        for (int i = 0; i < COMMITS; i++) {
            last = commit(db, last, content);
        }
        return null;
    }

    @Test
    void aRenewalAndACommitOfTheSameClaimsDoNotDeadlock() {
        Db db = lab.db();
        Run created = create(db);
        Attempt first = new Attempt(new CallKey(created.id(), 1, 0), 1);
        Attempt second = new Attempt(new CallKey(created.id(), 1, 1), 1);
        Run run = commit(db, created, changeset -> changeset.executions(List.of(claim(first), claim(second))));
        LeaseRenewal end = new LeaseRenewal(List.of(), List.of(second, first), Duration.ZERO);
        db.renew(end);
        AtomicBoolean over = new AtomicBoolean();
        Background<Void> renewals = Background.start(() -> {
            while (!over.get()) {
                db.renew(end);
            }
            return null;
        });

        try {
            assertThatCode(() -> commitOften(db, run, changeset -> changeset.endedClaims(List.of(second, first))))
                    .doesNotThrowAnyException();
        } finally {
            over.set(true);
        }
        assertThatCode(renewals::join).doesNotThrowAnyException();
    }

    private static Execution claim(Attempt attempt) {
        return new Execution(attempt.call(), attempt.number(), ExecutionPhase.CLAIM, NOW, "{}");
    }

    private static StatePatch put(String key) {
        return new StatePatch("session", key, Optional.of("1"));
    }

    private static StatePatch remove(String key) {
        return new StatePatch("session", key, Optional.empty());
    }

    private static Background<Void> patching(Db db, StatePatch... patches) {
        Run run = create(db);
        return Background.start(() -> commitOften(db, run, changeset -> changeset.state(List.of(patches))));
    }

    @Test
    void runsOfOneSessionThatPutAndRemoveKeysDoNotDeadlock() {
        Db db = lab.db();
        List<Background<Void>> all = List.of(
                patching(db, put("a"), remove("b")),
                patching(db, put("b"), remove("a")),
                patching(db, put("a"), put("b")));

        assertThatCode(() -> all.forEach(Background::join)).doesNotThrowAnyException();
    }
}
