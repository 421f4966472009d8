package ai.kern.specs.approval;

import static ai.kern.testkit.ScriptedAnswer.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalGate;
import ai.kern.approval.Decision;
import ai.kern.event.RunStream;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.ExternalExecution;
import ai.kern.requirement.Resolution;
import ai.kern.requirement.UserInput;
import ai.kern.run.Actor;
import ai.kern.run.ContinueRequest;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedCall;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import ai.kern.tool.Param;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * A marker in a redacted argument, through everything that can become of a call: it stands in the run's own rows and nowhere else.
 * The same without redaction finds it everywhere, so that the search is known to find what is there.
 */
@Tag("AUD-3")
class RedactionSweepTest extends ApprovalSpec {
    private static final String MARKER = "hunter2";
    private static final Actor ANN = Actor.of("ann");
    private static final ApprovalGate REQUIRED = ApprovalGate.required().expiresIn(Duration.ofHours(1));

    private final Traces traces = new Traces();
    private boolean redacts = true;
    private int secrets;

    record Card(@Param(redact = true) String number, String holder) {}

    record Charge(Card card, List<Card> others, Map<String, Card> byName, int cents) {}

    record OpenCard(String number, String holder) {}

    record OpenCharge(OpenCard card, List<OpenCard> others, Map<String, OpenCard> byName, int cents) {}

    @AfterEach
    void stopCollecting() {
        traces.close();
    }

    /** A secret that no other call has; in JSON it has to be quoted. */
    private String secret() {
        secrets++;
        return MARKER + " \"" + secrets + "\"";
    }

    private String card() {
        return "{\"number\":\"" + secret().replace("\"", "\\\"") + "\",\"holder\":\"ann\"}";
    }

    private ScriptedCall charge(int cents) {
        return call(
                "charge",
                "{\"card\":" + card() + ",\"others\":[" + card() + "],\"byName\":{\"x\":" + card() + "},\"cents\":"
                        + cents + "}");
    }

    /** A tool that repeats what it gets, and fails with it where there is nothing to charge. */
    private FunctionTool.Builder<?> tool() {
        FunctionTool.Builder<?> tool = FunctionTool.builder("charge");
        return redacts
                ? tool.parameters(Charge.class).call((charge, context) -> charged(charge.cents(), charge))
                : tool.parameters(OpenCharge.class).call((charge, context) -> charged(charge.cents(), charge));
    }

    private static String charged(int cents, Object charge) {
        if (cents == 0) {
            throw new IllegalArgumentException("nothing to charge in " + charge);
        }
        return "charged " + charge;
    }

    private Agent agent(FunctionTool.Builder<?> tool, ScriptedCall call) {
        return lab.builder(ScriptedModel.of(ScriptedAnswer.calls(call), ScriptedAnswer.text("done")), tool)
                .toolHooks(invocation -> {
                    LoggerFactory.getLogger("ai.kern.specs.hook").info("called with {}", invocation.arguments());
                    return invocation.proceed();
                })
                .build();
    }

    private RunOutput start(Agent agent) {
        return traces.of(lab.run(agent, RunRequest.builder("go").user("ann").build()));
    }

    private RunOutput start(FunctionTool.Builder<?> tool, ScriptedCall call) {
        return start(agent(tool, call));
    }

    /** Takes the events of a run. */
    private void streamed(FunctionTool.Builder<?> tool, ScriptedCall call) {
        try (RunStream stream =
                agent(tool, call).stream(RunRequest.builder("go").user("ann").build())) {
            stream.forEach(traces::of);
            traces.of(stream.result());
        }
    }

    /** Starts a run, has somebody answer it in front of the program, and takes what comes of it, be it an exception. */
    private <R> void answered(
            FunctionTool.Builder<?> tool, ScriptedCall call, Class<R> asks, Function<R, Resolution> answer) {
        Agent agent = agent(tool, call);
        RunOutput run = start(agent);
        Resolution resolution = answer.apply(asks.cast(run.activeRequirements().get(0)));
        attempt(() -> traces.of(lab.continueRun(
                agent,
                ContinueRequest.builder(run.runId()).answers(resolution).by(ANN).build())));
    }

    private void attempt(ThrowingCallable action) {
        Throwable thrown = catchThrowable(action);
        if (thrown != null) {
            traces.of(thrown);
        }
    }

    private interface Deciding {
        void about(String recordId);
    }

    /** Starts a run, has its record decided, and takes what comes of it, be it an exception. */
    private void decided(FunctionTool.Builder<?> tool, ScriptedCall call, Deciding deciding) {
        Agent agent = agent(tool, call);
        RunOutput run = start(agent);
        attempt(() -> deciding.about(awaited(run).recordId()));
        attempt(() -> traces.of(lab.continueRun(agent, run.runId())));
    }

    private Deciding approving(UnaryOperator<Decision> with) {
        return id -> approvals().approvals().approve(id, with.apply(Decision.by(ADMIN)));
    }

    private Map<String, Object> edited(int cents) {
        Map<String, String> card = Map.of("number", secret(), "holder", "bob");
        return Map.of("card", card, "others", List.of(card, card), "byName", Map.of("y", card), "cents", cents);
    }

    private Map<String, Object> provided(Object number) {
        return Map.of("card", Map.of("number", number, "holder", "bob"));
    }

    private ScriptedCall withoutCard() {
        return call("charge", "{\"others\":[" + card() + "],\"byName\":{},\"cents\":3}");
    }

    private void takeEveryWay() {
        start(tool(), charge(1));
        start(tool(), charge(0));
        start(tool().showResult(), charge(1));
        start(tool(), call("charge", "{\"card\":{\"number\":[\"" + MARKER + "\"],\"holder\":7}}"));
        start(tool(), call("charge", "{\"card\":" + card()));
        streamed(tool(), charge(1));
        streamed(tool(), charge(0));
        streamed(tool().showResult(), charge(1));
        streamed(tool().gate(REQUIRED), charge(1));
        takeAnswers(UnaryOperator.identity());
        takeAnswers(tool -> tool.gate(ApprovalGate.audit()));
        takeDecisions();
        takeWhatNobodyDecides();
    }

    private void takeAnswers(UnaryOperator<FunctionTool.Builder<?>> gate) {
        UnaryOperator<FunctionTool.Builder<?>> confirmed =
                tool -> gate.apply(tool.requiresConfirmation().editable());
        answered(confirmed.apply(tool()), charge(1), Confirmation.class, Confirmation::confirm);
        answered(confirmed.apply(tool()), charge(0), Confirmation.class, Confirmation::confirm);
        answered(confirmed.apply(tool()), charge(1), Confirmation.class, asked -> asked.confirm(edited(2)));
        answered(confirmed.apply(tool()), charge(1), Confirmation.class, asked -> asked.confirm(edited(0)));
        answered(
                confirmed.apply(tool()),
                charge(1),
                Confirmation.class,
                asked -> asked.confirm(provided(List.of(secret()))));
        answered(confirmed.apply(tool()), charge(1), Confirmation.class, asked -> asked.reject("not today"));
        UnaryOperator<FunctionTool.Builder<?>> asking = tool -> gate.apply(tool.requiresUserInput("card"));
        answered(asking.apply(tool()), withoutCard(), UserInput.class, asked -> asked.provide(provided(secret())));
        answered(
                asking.apply(tool()),
                withoutCard(),
                UserInput.class,
                asked -> asked.provide(provided(List.of(secret()))));
        UnaryOperator<FunctionTool.Builder<?>> outside = tool -> gate.apply(tool.externalExecution());
        answered(outside.apply(tool()), charge(1), ExternalExecution.class, asked -> asked.result(echo(asked)));
        answered(outside.apply(tool()), charge(1), ExternalExecution.class, asked -> asked.error(echo(asked)));
    }

    private static String echo(ExternalExecution asked) {
        return "charged " + asked.toolCall().arguments().asMap();
    }

    private void takeDecisions() {
        FunctionTool.Builder<?> charge = tool().editable().gate(REQUIRED);
        decided(charge, charge(1), approving(yes -> yes));
        decided(charge, charge(0), approving(yes -> yes));
        decided(charge, charge(1), approving(yes -> yes.arguments(edited(2))));
        decided(charge, charge(1), approving(yes -> yes.arguments(edited(0))));
        decided(charge, charge(1), approving(yes -> yes.arguments(provided(List.of(secret())))));
        decided(charge, charge(1), id -> approvals().approvals().reject(id, Decision.by(ADMIN)));
        decided(charge, charge(1), id -> approvals().approvals().cancel(id, Decision.by(ADMIN)));
        FunctionTool.Builder<?> asking = tool().requiresUserInput("card").gate(REQUIRED);
        decided(asking, withoutCard(), approving(yes -> yes.values(provided(secret()))));
        decided(asking, withoutCard(), approving(yes -> yes.values(provided(List.of(secret())))));
        ScriptedCall call = charge(1);
        decided(
                tool().externalExecution().gate(REQUIRED),
                call,
                approving(yes -> yes.result("did " + call.arguments())));
        decided(
                tool().externalExecution().gate(REQUIRED),
                call,
                approving(yes -> yes.error("not " + call.arguments())));
    }

    private void takeWhatNobodyDecides() {
        decided(tool().gate(REQUIRED), charge(1), id -> {
            lab.moveTime(Duration.ofHours(2));
            approvals().approvals().expireDue(10);
        });
        Agent agent = agent(tool().gate(REQUIRED), charge(1));
        RunOutput run = start(agent);
        RunOutput anew = traces.of(lab.continueRun(
                agent,
                ContinueRequest.builder(run.runId())
                        .askAnew(awaited(run).recordId())
                        .build()));
        attempt(() -> lab.continueRun(agent, run.runId()));
        traces.of(lab.continueRun(
                agent,
                ContinueRequest.builder(run.runId())
                        .drop(awaited(anew).recordId(), "enough of it")
                        .build()));
        traces.of(agent.cancel(start(agent).runId()));
        traces.add("descriptions", agent.describe());
    }

    private Set<String> placesOfTheMarker() throws SQLException {
        takeEveryWay();
        traces.of(approvals());
        if (lab.kind().isDurable()) {
            traces.ofRows(lab);
        }
        return traces.placesOf(MARKER);
    }

    @Test
    void aRedactedArgumentStandsInTheRowsOfItsRunAndNowhereElse() throws SQLException {
        assertThat(placesOfTheMarker())
                .isSubsetOf("table kern_run_entries", "table kern_executions", "table kern_requirements");
    }

    @Test
    void withoutRedactionTheSameArgumentStandsEverywhere() throws SQLException {
        redacts = false;

        Set<String> places = placesOfTheMarker();

        assertThat(places)
                .contains(
                        "printer",
                        "log",
                        "JSON of outputs",
                        "text of requirements",
                        "text of calls",
                        "JSON of calls",
                        "text of executions",
                        "text of records",
                        "JSON of records",
                        "text of events",
                        "JSON of events",
                        "trail");
        if (lab.kind().isDurable()) {
            assertThat(places)
                    .contains(
                            "table kern_run_entries",
                            "table kern_executions",
                            "table kern_requirements",
                            "table kern_approvals",
                            "table kern_audit");
        }
    }
}
