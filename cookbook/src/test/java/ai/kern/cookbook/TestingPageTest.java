package ai.kern.cookbook;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.cookbook.demo.FileTools;
import ai.kern.db.Db;
import ai.kern.db.InMemoryDb;
import ai.kern.db.TimeOffset;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.model.Message;
import ai.kern.model.Model;
import ai.kern.models.openai.OpenAiChat;
import ai.kern.requirement.Confirmation;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRecovery;
import ai.kern.team.Team;
import ai.kern.testkit.CountingDb;
import ai.kern.testkit.DbContract;
import ai.kern.testkit.Fault;
import ai.kern.testkit.FaultPlan;
import ai.kern.testkit.FaultPoint;
import ai.kern.testkit.MovedTime;
import ai.kern.testkit.Script;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import ai.kern.testkit.ScriptedOpenAiServer;
import ai.kern.testkit.ServerFault;
import ai.kern.tool.FunctionTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of docs/testing.md, and that it does what the page says. */
class TestingPageTest {
    @TempDir
    Path folder;

    @Test
    void theDeletionWaitsForAPerson() throws IOException {
        Path old = Files.createFile(folder.resolve("old.txt"));
        ScriptedModel model =
                ScriptedModel.of(calls(call("delete_file", "{\"path\":\"old.txt\"}")), text("It is gone."));
        Agent agent = Agent.builder().model(model).tools(new FileTools(folder)).build();

        RunOutput waiting = agent.run("Delete old.txt");

        assertThat(waiting.isPaused()).isTrue();
        assertThat(old).exists();

        Confirmation asked = (Confirmation) waiting.activeRequirements().get(0);
        RunOutput ended = agent.continueRun(waiting, List.of(asked.confirm()));

        assertThat(old).doesNotExist();
        assertThat(ended.content()).isEqualTo("It is gone.");
        assertThat(model.requests()).hasSize(2);
    }

    @Test
    void scriptsThatChoose() {
        Script script = request -> switch (Script.lastUserText(request)) {
            case "hello" -> text("Hello yourself.");
            case "fail" -> ScriptedAnswer.failure("the model is out of order");
            default -> text("What?");
        };
        Agent agent = Agent.builder().model(ScriptedModel.playing(script)).build();

        assertThat(agent.run("hello").content()).isEqualTo("Hello yourself.");
        assertThatThrownBy(() -> agent.run("fail")).isInstanceOf(RunFailedException.class);
        assertThat(agent.run("mumble").content()).isEqualTo("What?");
    }

    @Test
    void scriptsForSeveralWhoShareAModel() {
        Script script = Script.byInstructions(Map.of(
                "You run an office",
                Script.byTurn(
                        calls(call("delegate_task_to_member", "{\"member_id\":\"payer\",\"task\":\"Pay the rent.\"}")),
                        text("The rent is paid.")),
                "You pay bills",
                Script.byTurn(text("Paid."))));
        Model model = ScriptedModel.playing(script);
        Agent payer = Agent.builder()
                .name("Payer")
                .model(model)
                .instructions("You pay bills.")
                .build();
        Team office = Team.builder()
                .model(model)
                .instructions("You run an office.")
                .members(payer)
                .build();

        RunOutput run = office.run("Pay the rent.");

        assertThat(run.content()).isEqualTo("The rent is paid.");
        assertThat(run.toolExecutions().get(0).result()).contains("Paid.");
    }

    @Test
    void aServerThatIsBusyIsAskedAgain() {
        try (ScriptedOpenAiServer server = ScriptedOpenAiServer.start(text("Hello."))) {
            server.answerNext(ServerFault.error(429, "slow down").header("Retry-After", "0"));
            Model model = OpenAiChat.builder()
                    .model("gpt-4o-mini")
                    .baseUrl(server.baseUrl())
                    .build();

            RunOutput run = Agent.builder().model(model).build().run("hello");

            assertThat(run.content()).isEqualTo("Hello.");
            assertThat(server.requests()).hasSize(2);
            server.verify();
        }
    }

    static class MyDbTest extends DbContract {
        @Override
        protected Db open(Path folder, TimeOffset time) {
            return SqliteDb.builder()
                    .path(folder.resolve("my.db"))
                    .timeOffset(time)
                    .open();
        }
    }

    @Test
    void aRunOfTextAloneCostsTwoCommits() {
        CountingDb db = new CountingDb(new InMemoryDb());
        Agent agent =
                Agent.builder().model(ScriptedModel.of(text("Hello."))).db(db).build();

        agent.run("hello");

        assertThat(db.commits()).isEqualTo(2);
    }

    private final List<String> payments = new CopyOnWriteArrayList<>();

    private Agent payer(Model model, Db db, FaultPlan plan) {
        FunctionTool.Builder<?> pay = FunctionTool.builder("pay")
                .call((arguments, context) -> payments.add(context.idempotencyKey()))
                .requiresConfirmation();
        return Agent.builder()
                .name("Payer")
                .model(plan.model(model))
                .tools(pay)
                .toolHooks(plan.toolHook())
                .db(plan.db(db))
                .build();
    }

    private void payWith(Agent agent) {
        RunOutput run = agent.run("Pay.");
        Confirmation asked = (Confirmation) run.activeRequirements().get(0);
        agent.continueRun(run, List.of(asked.confirm()));
    }

    @Test
    void whereverTheProcessDiesThePaymentIsMadeAtMostOnce() {
        Model model = ScriptedModel.of(calls(call("pay")), text("Paid."));
        FaultPlan recording = FaultPlan.recording();
        payWith(payer(model, new InMemoryDb(), recording));

        for (FaultPoint point : recording.points()) {
            payments.clear();
            MovedTime time = new MovedTime();
            Db db = new InMemoryDb(time.offset());
            Agent dying = payer(model, db, FaultPlan.of(point, Fault.stop()));
            assertThatThrownBy(() -> payWith(dying)).isInstanceOf(Fault.EngineStop.class);

            time.move(Duration.ofSeconds(31));
            Agent next = payer(model, db, FaultPlan.recording());
            try (RunRecovery recovery = RunRecovery.builder(db).runners(next).build()) {
                recovery.recoverNow();
            }

            assertThat(payments).as("stopped %s", point).hasSizeLessThan(2);
        }
    }

    @Test
    void theModelIsToldWhyACallDidNotRun() throws IOException {
        Files.createFile(folder.resolve("old.txt"));
        ScriptedModel model =
                ScriptedModel.of(calls(call("delete_file", "{\"path\":\"old.txt\"}")), text("As you like."));
        Agent agent = Agent.builder().model(model).tools(new FileTools(folder)).build();
        RunOutput waiting = agent.run("Delete old.txt");
        Confirmation asked = (Confirmation) waiting.activeRequirements().get(0);

        agent.continueRun(waiting, List.of(asked.reject("I still need it")));

        assertThat(model.lastRequest().messages())
                .last()
                .isInstanceOf(Message.ToolResult.class)
                .extracting(Message::text)
                .asString()
                .contains("I still need it");
    }
}
