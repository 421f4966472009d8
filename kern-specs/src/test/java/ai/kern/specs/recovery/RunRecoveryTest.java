package ai.kern.specs.recovery;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.failure;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.db.Changeset;
import ai.kern.db.DbException;
import ai.kern.db.LeaseUse;
import ai.kern.db.RunQuery;
import ai.kern.db.RunState;
import ai.kern.db.Session;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.run.Run;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRecovery;
import ai.kern.run.RunStatus;
import ai.kern.run.RunnerKind;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.LedgerTools;
import ai.kern.specs.support.ProcessDied;
import ai.kern.testkit.DbDecorator;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs whose process died are found and brought to where they wait or end. */
@Tag("HITL-13")
class RunRecoveryTest extends EngineSpec {

    private ScriptedModel script(ScriptedAnswer... answers) {
        return ScriptedModel.of(answers);
    }

    /** Leaves a run RUNNING whose process died while the model was asked. */
    private void die(String id) {
        Agent dying = lab.builder(ScriptedModel.playing(request -> {
                    throw new ProcessDied();
                }))
                .id(id)
                .build();
        assertThatThrownBy(() -> lab.run(dying, "hello")).isInstanceOf(ProcessDied.class);
    }

    private LedgerTools tools() {
        return new LedgerTools(lab.ledger());
    }

    private RunRecovery recovery(Agent... agents) {
        return RunRecovery.builder(lab.db()).runners(agents).build();
    }

    @Test
    @Tag("RUN-11")
    void abandonedRunsComeToTheirEnd() {
        die("files");
        die("files");
        lab.restart();
        lab.expireLeases();
        Agent agent = lab.agent(script(text("hello yourself")));
        try (RunRecovery recovery = recovery(agent)) {
            List<RunOutput> recovered = recovery.recoverNow();

            assertThat(recovered).hasSize(2).allSatisfy(run -> {
                assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
                assertThat(run.content()).isEqualTo("hello yourself");
            });
            assertThat(lab.db().abandonedRuns(10)).isEmpty();
            assertThat(recovery.recoverNow()).isEmpty();
        }
    }

    @Test
    void runsThatCannotBeReadKeepNoOtherFromBeingFound() {
        for (int i = 0; i < 100; i++) {
            die("files");
        }
        lab.restart();
        lab.expireLeases();
        Set<String> damaged = lab.db().abandonedRuns(100).stream().map(Run::id).collect(Collectors.toSet());
        die("files");
        lab.expireLeases();
        lab.decorate(db -> new DbDecorator(db) {
            @Override
            public Optional<RunState> load(String runId) {
                if (damaged.contains(runId)) {
                    throw new DbException("run " + runId + " is damaged", null);
                }
                return super.load(runId);
            }
        });
        Agent agent = lab.agent(script(text("hello yourself")));
        try (RunRecovery recovery = recovery(agent)) {
            assertThatThrownBy(recovery::recoverNow).isInstanceOf(DbException.class);
            assertThatThrownBy(recovery::recoverNow).isInstanceOf(DbException.class);

            assertThat(lab.db().runs(RunQuery.all().status(RunStatus.COMPLETED)).items())
                    .as("the run that stands behind a hundred others")
                    .hasSize(1);
        }
    }

    @Test
    void runsOnWhichSomebodyStillWorksAreLeftAlone() {
        die("files");
        Agent agent = lab.agent(script(text("hello yourself")));
        try (RunRecovery recovery = recovery(agent)) {
            assertThat(recovery.recoverNow()).isEmpty();
        }
    }

    @Test
    void aStartedProtectedCallIsNotRunAgainButAsked() {
        Agent dying = lab.agent(
                script(calls(call("danger", "x"))),
                tools().tool("danger", (item, context) -> {
                            throw new ProcessDied();
                        })
                        .requiresConfirmation());
        RunOutput paused = lab.run(dying, "go");
        assertThatThrownBy(() -> lab.continueAll(dying, paused, requirement -> ((Confirmation) requirement).confirm()))
                .isInstanceOf(ProcessDied.class);
        lab.restart();
        lab.expireLeases();
        Agent agent = lab.agent(
                script(calls(call("danger", "x"))), tools().tool("danger").requiresConfirmation());

        try (RunRecovery recovery = recovery(agent)) {
            assertThat(recovery.recoverNow()).singleElement().satisfies(run -> {
                assertThat(run.isPaused()).isTrue();
                assertThat(run.activeRequirements()).singleElement().isInstanceOf(OutcomeUnknown.class);
            });
        }
    }

    @Test
    void aRunThatFailsWhenItIsRecoveredEndsAsError() {
        die("files");
        lab.expireLeases();
        try (RunRecovery recovery = recovery(lab.agent(script(failure("still broken"))))) {
            assertThat(recovery.recoverNow())
                    .singleElement()
                    .satisfies(run -> assertThat(run.status()).isEqualTo(RunStatus.ERROR));
        }
    }

    @Test
    void runsOfRunnersThatAreNotHereStayForThoseThatHaveThem() {
        die("files");
        die("mail");
        lab.expireLeases();
        try (RunRecovery recovery = recovery(lab.agent(script(text("done"))))) {
            assertThat(recovery.recoverNow()).hasSize(1);
        }
        assertThat(lab.db().abandonedRuns(10)).extracting(Run::runnerId).containsExactly("mail");
    }

    @Test
    void howeverManyRunsOfRunnersThatAreNotHereThereAreTheOthersAreFound() {
        for (int i = 0; i < 120; i++) {
            storeAbandoned("mail-" + i);
        }
        die("files");
        lab.expireLeases();
        try (RunRecovery recovery = recovery(lab.agent(script(text("done"))))) {
            assertThat(recovery.recoverNow())
                    .singleElement()
                    .satisfies(run -> assertThat(run.run().runnerId()).isEqualTo("files"));
        }
    }

    /** Stores a run of a runner that is not here, which somebody began long ago. */
    private void storeAbandoned(String runId) {
        Instant createdAt = Instant.parse("2020-01-01T00:00:00Z");
        Run run = new Run(
                runId,
                runId,
                Optional.empty(),
                "mail",
                "Mail",
                RunnerKind.AGENT,
                "session",
                Optional.empty(),
                RunStatus.RUNNING,
                1,
                "changeset of " + runId,
                createdAt,
                createdAt,
                "{}",
                "{}");
        lab.db()
                .commit(Changeset.builder(run.changesetId(), runId, new LeaseUse.None())
                        .run(run)
                        .session(new Session("session", Optional.empty(), createdAt))
                        .build());
    }

    @Test
    void aStartedRecoveryLooksByItselfAlsoAfterTheDatabaseFailed() {
        die("files");
        lab.expireLeases();
        AtomicBoolean fails = new AtomicBoolean(true);
        lab.decorate(db -> new DbDecorator(db) {
            @Override
            public List<Run> abandonedRuns(int limit) {
                if (fails.getAndSet(false)) {
                    throw new DbException("not now", null);
                }
                return super.abandonedRuns(limit);
            }
        });
        Agent agent = lab.agent(script(text("hello yourself")));
        try (RunRecovery recovery = RunRecovery.builder(lab.db())
                .runners(agent)
                .interval(Duration.ofMillis(1))
                .build()) {
            recovery.start();

            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> lab.db()
                                    .runs(RunQuery.all().status(RunStatus.COMPLETED))
                                    .items()
                                    .size()
                            == 1);
        }
        assertThat(fails).isFalse();
    }

    @Test
    @Tag("HITL-11")
    void ofSeveralRecoveriesOneTakesEachRun() throws Exception {
        for (int i = 0; i < 8; i++) {
            die("files");
        }
        lab.expireLeases();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<List<RunOutput>>> recoveries = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                lab.restart();
                Agent agent = lab.agent(script(text("done")));
                RunRecovery recovery = recovery(agent);
                recoveries.add(() -> {
                    try (recovery) {
                        return recovery.recoverNow();
                    }
                });
            }
            List<String> recovered = new ArrayList<>();
            for (Future<List<RunOutput>> one : threads.invokeAll(recoveries)) {
                one.get().forEach(run -> recovered.add(run.runId()));
            }
            assertThat(recovered).hasSize(8).doesNotHaveDuplicates();
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aRecoveryWithoutRunnersOrWithTwoOfOneIdIsRefused() {
        Agent agent = lab.agent(script(text("done")));

        assertThatThrownBy(() -> RunRecovery.builder(lab.db()).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("runners");
        assertThatThrownBy(() -> RunRecovery.builder(lab.db()).runners(agent, agent))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("files");
    }
}
