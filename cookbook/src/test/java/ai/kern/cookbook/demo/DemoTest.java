package ai.kern.cookbook.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.cookbook.CookbookModel;
import ai.kern.db.Db;
import ai.kern.db.RunQuery;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.testkit.MovedTime;
import ai.kern.testkit.Script;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import ai.kern.testkit.ScriptedOpenAiServer;
import ai.kern.tool.FunctionTool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The demo does what the README says. */
class DemoTest extends DemoSpec {
    @Test
    @Tag("HITL-1")
    void theFreeCallRunsAndTheProtectedOneWaits() throws IOException {
        assertThat(demo("").start()).isPresent();

        assertThat(exists("test.txt")).isTrue();
        assertThat(exists(".env")).isTrue();
        assertThat(printed.toString())
                .startsWith("No OPENAI_API_KEY or OPENAI_BASE_URL is set: a scripted server")
                .contains("http://127.0.0.1:", "PAUSED", "waits for confirmation", "The run waits in")
                .contains("./kern demo --dir " + folder + " --answer approve (or reject)");
    }

    @Test
    @Tag("HITL-9")
    void aRunThatStillWaitsIsGoneOnWithAndNoOtherIsStarted() throws IOException {
        demo("").start();
        String waiting = runId();
        printed.getBuffer().setLength(0);

        assertThat(demo("").start()).isPresent();

        assertThat(runId()).isEqualTo(waiting);
        assertThat(printed.toString())
                .contains("Run " + waiting + " of an earlier call has not ended, so the demo goes on with it")
                .contains("--answer approve");
        demo("").proceed(runId(), Optional.of(Demo.Answer.APPROVE));
        assertThat(exists(".env")).isFalse();
        try (Db db = SqliteDb.open(folder.resolve("kern.db"))) {
            assertThat(db.runs(RunQuery.all()).items()).hasSize(1);
        }
    }

    @Test
    void aRunThatHasEndedIsFollowedByAnother() throws IOException {
        demo("").start();
        demo("").proceed(runId(), Optional.of(Demo.Answer.APPROVE));

        assertThat(demo("").start()).isPresent();

        assertThat(exists(".env")).isTrue();
    }

    /** Leaves a run RUNNING, by a process that died so long ago. */
    private void die(Duration ago) throws IOException {
        Files.writeString(folder.resolve("made-by-kern-demo.txt"), "");
        Files.createDirectories(folder.resolve("files"));
        try (Db db = dbOfThePast(ago)) {
            Agent dying = Agent.builder()
                    .name("File keeper")
                    .model(ScriptedModel.playing(request -> {
                        throw new OutOfMemoryError("as planned");
                    }))
                    .db(db)
                    .build();
            assertThatThrownBy(() -> dying.run("go")).isInstanceOf(OutOfMemoryError.class);
        }
    }

    private Db dbOfThePast(Duration ago) {
        MovedTime past = new MovedTime();
        past.move(ago.negated());
        return SqliteDb.builder()
                .path(folder.resolve("kern.db"))
                .timeOffset(past.offset())
                .open();
    }

    @Test
    @Tag("HITL-13")
    void aRunWhoseProcessDiedIsTakenUp() throws IOException {
        die(Duration.ofHours(1));

        assertThat(demo("").start()).isPresent();

        assertThat(printed.toString()).contains("of an earlier call has not ended", "waits for confirmation");
    }

    @Test
    @Tag("HITL-13")
    void aRunOnWhichAProcessMayStillWorkIsLeftAlone() throws IOException {
        die(Duration.ZERO);

        assertThatThrownBy(() -> demo("").start())
                .isInstanceOf(DemoException.class)
                .hasCauseInstanceOf(RunConflictException.class)
                .hasMessageContaining("RUNNING, and another process works on it");
    }

    @Test
    @Tag("HITL-13")
    void aRunThatAnotherProcessTakesUpAtTheSameMomentIsShownAsItIsThen() throws IOException {
        die(Duration.ofHours(1));
        Demo late = new Demo(
                folder, "./kern", Map.of(), new BufferedReader(new StringReader("")), new PrintWriter(printed) {
                    private boolean isFirst = true;

                    @Override
                    public void println(String line) {
                        super.println(line);
                        if (isFirst && line.contains("of an earlier call has not ended")) {
                            isFirst = false;
                            assertThatCode(() -> demo("").start()).doesNotThrowAnyException();
                        }
                    }
                });

        assertThat(late.start()).isPresent();

        assertThat(printed.toString()).containsSubsequence("waits for confirmation", "waits for confirmation");
    }

    @Test
    @Tag("HITL-4")
    void theAnswerGoesToTheRunThatWasShown() throws IOException {
        String first = demo("").start().orElseThrow();
        String second;
        try (Db db = SqliteDb.open(folder.resolve("kern.db"));
                CookbookModel model = DemoModel.open(Map.of())) {
            second = Agent.builder()
                    .name("File keeper")
                    .model(model.model())
                    .tools(new FileTools(folder.resolve("files")))
                    .db(db)
                    .build()
                    .run("go")
                    .runId();
        }

        demo("").proceed(first, Optional.of(Demo.Answer.REJECT));

        assertThat(status(first)).isEqualTo(RunStatus.COMPLETED);
        assertThat(status(second)).isEqualTo(RunStatus.PAUSED);
        assertThat(demo("").start()).as("what still waits is gone on with").contains(second);
    }

    private RunStatus status(String runId) {
        try (Db db = SqliteDb.open(folder.resolve("kern.db"))) {
            return db.runs(RunQuery.all()).items().stream()
                    .filter(run -> run.id().equals(runId))
                    .findFirst()
                    .orElseThrow()
                    .status();
        }
    }

    @Test
    @Tag("HITL-9")
    void aRunThatWaitsBehindOneThatHasEndedIsFound() throws IOException {
        String first = demo("").start().orElseThrow();
        try (Db db = SqliteDb.open(folder.resolve("kern.db"))) {
            Agent.builder()
                    .name("File keeper")
                    .model(ScriptedModel.of(ScriptedAnswer.text("done")))
                    .db(db)
                    .build()
                    .run("go");
        }

        assertThat(demo("").start()).contains(first);
    }

    @Test
    @Tag("HITL-4")
    void whoIsTooLateIsToldSoAndReadsOfNoApproval() throws IOException {
        String run = demo("").start().orElseThrow();
        demo("").proceed(run, Optional.of(Demo.Answer.REJECT));
        printed.getBuffer().setLength(0);

        assertThatThrownBy(() -> demo("").proceed(run, Optional.of(Demo.Answer.APPROVE)))
                .isInstanceOf(DemoException.class)
                .hasMessageContaining("does not wait any more, it is COMPLETED");

        assertThat(printed.toString()).doesNotContain("Approved");
        assertThat(exists(".env")).isTrue();
    }

    @Test
    @Tag("HITL-4")
    void anAnswerThatComesSecondIsNotCalledAnApproval() throws IOException {
        String run = demo("").start().orElseThrow();
        printed.getBuffer().setLength(0);
        BufferedReader slow = new BufferedReader(new StringReader("y\n")) {
            @Override
            public String readLine() throws IOException {
                demo("").proceed(run, Optional.of(Demo.Answer.REJECT));
                printed.getBuffer().setLength(0);
                return super.readLine();
            }
        };
        Demo late = new Demo(folder, "./kern", Map.of(), slow, new PrintWriter(printed));

        assertThatThrownBy(() -> late.proceed(run, Optional.empty())).isInstanceOf(RunConflictException.class);

        assertThat(printed.toString()).doesNotContain("Approved");
        assertThat(exists(".env")).isTrue();
    }

    @Test
    @Tag("HITL-13")
    void aCallInDoubtIsAskedAbout() throws IOException {
        demo("").start();
        CountDownLatch never = new CountDownLatch(1);
        FunctionTool.Builder<?> stalling = FunctionTool.builder("delete_file")
                .parameters(PathArgument.class)
                .call((argument, context) -> never.await(1, TimeUnit.MINUTES))
                .requiresConfirmation()
                .timeout(Duration.ofMillis(1));
        try (Db db = dbOfThePast(Duration.ofHours(1));
                CookbookModel model = DemoModel.open(Map.of())) {
            Agent agent = Agent.builder()
                    .name("File keeper")
                    .model(model.model())
                    .tools(stalling)
                    .db(db)
                    .build();
            RunOutput run = agent.find(runId()).orElseThrow();
            Confirmation asked = (Confirmation) run.activeRequirements().get(0);
            assertThat(agent.continueRun(run, List.of(asked.confirm())).activeRequirements())
                    .singleElement()
                    .isInstanceOf(OutcomeUnknown.class);
        }

        demo("y\n").proceed(runId(), Optional.empty());

        assertThat(printed.toString()).contains("nobody knows what came of it. May it run again?", "COMPLETED");
        assertThat(exists(".env")).isFalse();
    }

    private record PathArgument(String path) {}

    @Test
    @Tag("OAI-2")
    void aCompatibleServerIsTalkedToWithoutAKeyAndNamed() throws IOException {
        try (ScriptedOpenAiServer server = ScriptedOpenAiServer.start(ScriptedAnswer.text("I would rather not."))) {
            Optional<String> waiting = demo(Map.of("OPENAI_BASE_URL", server.baseUrl(), "OPENAI_MODEL", "qwen3"))
                    .start();

            assertThat(waiting).isEmpty();
            assertThat(printed.toString().lines().findFirst().orElseThrow())
                    .contains("qwen3", server.baseUrl(), "without a key");
            assertThat(server.requests())
                    .singleElement()
                    .satisfies(request ->
                            assertThat(request.header("authorization")).isEmpty());
        }
    }

    @Test
    void openAisOwnServerIsNotAskedWithoutAKey() {
        assertThatThrownBy(() -> demo(Map.of("OPENAI_BASE_URL", "https://api.openai.com/v1"))
                        .start())
                .isInstanceOf(DemoException.class)
                .hasMessageContaining("OPENAI_API_KEY");
    }

    @Test
    @Tag("OAI-3")
    void theKeyGoesToTheServerAndIsNeverPrinted() throws IOException {
        try (ScriptedOpenAiServer server =
                ScriptedOpenAiServer.startWithKey("k9", Script.byTurn(ScriptedAnswer.failure("no model for k9")))) {
            Map<String, String> environment = Map.of("OPENAI_BASE_URL", server.baseUrl(), "OPENAI_API_KEY", "k9");

            assertThatThrownBy(() -> demo(environment).start())
                    .hasMessageContaining("no model for ***")
                    .hasMessageNotContaining("k9");

            assertThat(printed.toString())
                    .contains(server.baseUrl(), "with the key in OPENAI_API_KEY")
                    .doesNotContain("k9");
        }
    }

    @Test
    @Tag("HITL-10")
    void anApprovedCallRunsWhenTheRunIsTakenUpAgain() throws IOException {
        demo("").start();
        demo("").proceed(runId(), Optional.of(Demo.Answer.APPROVE));

        assertThat(exists(".env")).isFalse();
        assertThat(printed.toString()).contains("COMPLETED", "I deleted .env and created test.txt.");
    }

    @Test
    @Tag("HITL-7")
    void aRejectedCallDoesNotRun() throws IOException {
        demo("").start();
        demo("").proceed(runId(), Optional.of(Demo.Answer.REJECT));

        assertThat(exists(".env")).isTrue();
        assertThat(printed.toString()).contains("COMPLETED", "did not run. Note: The person said no.");
    }

    @Test
    void aPersonIsAskedUntilTheAnswerIsClear() throws IOException {
        demo("").start();
        demo("perhaps\nY\n").proceed(runId(), Optional.empty());

        assertThat(exists(".env")).isFalse();
        assertThat(printed.toString()).containsSubsequence("[y/n]", "Please answer y or n.", "[y/n]", "Approved");
    }

    @Test
    @Tag("HITL-4")
    void withoutAnybodyToAskNothingIsDecided() throws IOException {
        demo("").start();

        assertThatThrownBy(() -> demo("").proceed(runId(), Optional.empty())).hasMessageContaining("--answer approve");
        assertThat(exists(".env")).isTrue();
    }
}
