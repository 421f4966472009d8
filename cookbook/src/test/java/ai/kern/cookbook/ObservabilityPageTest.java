package ai.kern.cookbook;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalGate;
import ai.kern.approval.ApprovalSettings;
import ai.kern.approval.Decision;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.event.RunObservation;
import ai.kern.event.RunObserver;
import ai.kern.event.RunStretch;
import ai.kern.model.Model;
import ai.kern.models.openai.OpenTelemetryObserver;
import ai.kern.requirement.AwaitingDecision;
import ai.kern.run.Actor;
import ai.kern.run.RunOutput;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The code of docs/observability.md, and that it does what the page says. */
class ObservabilityPageTest {
    @RegisterExtension
    static final OpenTelemetryExtension TELEMETRY = OpenTelemetryExtension.create();

    private final OpenTelemetry openTelemetry = TELEMETRY.getOpenTelemetry();
    private final Model model = ScriptedModel.of(calls(call("wipe")), text("done"));
    private final Object tools =
            FunctionTool.builder("wipe").gate(ApprovalGate.required()).call((arguments, context) -> "wiped");

    @TempDir
    Path folder;

    class Tokens implements RunObserver {
        private final LongAdder spent = new LongAdder();

        @Override
        public RunObservation runBegins(RunStretch stretch) {
            return new RunObservation() {
                @Override
                public void ended(RunOutput output) {
                    spent.add(output.usage().outputTokens());
                }
            };
        }
    }

    @Test
    void runsAndDecisionsAreSpans() {
        try (SqliteDb db = open(OpenTelemetryObserver.of(openTelemetry))) {
            Agent agent = agent(db);

            RunOutput waiting = agent.run("go");
            AwaitingDecision open =
                    (AwaitingDecision) waiting.activeRequirements().get(0);
            db.approvals().approve(open.recordId(), Decision.by(Actor.of("ann")));
            agent.continueRun(waiting.runId());
        }

        assertThat(TELEMETRY.getSpans())
                .extracting(SpanData::getName)
                .contains("invoke_agent Files", "execute_tool wipe", "kern.decision wipe");
    }

    private SqliteDb open(RunObserver observer) {
        SqliteDb db = SqliteDb.builder()
                .path(folder.resolve("app.db"))
                .approvals(ApprovalSettings.builder().observer(observer).build())
                .open();
        return db;
    }

    private Agent agent(SqliteDb db) {
        RunObserver observer = OpenTelemetryObserver.of(openTelemetry);
        Agent agent = Agent.builder()
                .name("Files")
                .model(model)
                .tools(tools)
                .db(db)
                .observer(observer)
                .build();
        return agent;
    }

    @Test
    void anObserverOfOnesOwnHearsOfEachStretch() {
        Tokens tokens = new Tokens();

        Agent.builder()
                .model(ScriptedModel.of(text("a few words")))
                .observer(tokens)
                .build()
                .run("go");

        assertThat(tokens.spent.sum()).isNotNegative();
    }

    @Test
    void contentIsToldWhereItIsAskedFor() {
        RunObserver telling = OpenTelemetryObserver.builder(openTelemetry)
                .captureContent(true)
                .build();

        Agent.builder()
                .model(ScriptedModel.of(text("a few words")))
                .observer(telling)
                .build()
                .run("go");

        assertThat(TELEMETRY.getSpans().toString()).contains("a few words");
    }
}
