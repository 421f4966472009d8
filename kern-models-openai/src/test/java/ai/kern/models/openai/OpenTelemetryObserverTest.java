package ai.kern.models.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.kern.agent.Agent;
import ai.kern.event.DecisionNotice;
import ai.kern.model.Message;
import ai.kern.model.ModelRequest;
import ai.kern.requirement.Confirmation;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunOutput;
import ai.kern.tool.FunctionTool;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The spans and metrics of runs, by the semantic conventions for generative AI. */
class OpenTelemetryObserverTest {
    private static final String SECRET = "4111-1111-1111-1111";

    @RegisterExtension
    static final OpenTelemetryExtension TELEMETRY = OpenTelemetryExtension.create();

    private final ModelServer server = new ModelServer();

    record Payment(String to, String card) {}

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aRunIsASpanWithThoseOfItsModelAndItsToolsBelow() {
        server.answers(calling("look")).answers(saying("done"));
        RunOutput output = agent(observer(), look("look")).run("go");

        SpanData run = span("invoke_agent Payer");
        assertThat(run.getKind()).isEqualTo(SpanKind.INTERNAL);
        assertThat(run.getAttributes().asMap())
                .containsEntry(GenAi.OPERATION, "invoke_agent")
                .containsEntry(GenAi.AGENT_ID, "payer")
                .containsEntry(GenAi.AGENT_NAME, "Payer")
                .containsEntry(GenAi.CONVERSATION_ID, output.sessionId())
                .containsEntry(GenAi.REQUEST_MODEL, "test-model")
                .containsEntry(GenAi.RUN_ID, output.runId())
                .containsEntry(GenAi.RUN_DOOR, "start")
                .containsEntry(GenAi.RUN_STATUS, "completed")
                .containsEntry(GenAi.INPUT_TOKENS, 20L)
                .containsEntry(GenAi.OUTPUT_TOKENS, 10L);
        assertThat(run.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(spans().filter(span -> span.getParentSpanId().equals(run.getSpanId())))
                .extracting(SpanData::getName)
                .containsExactly("chat test-model", "execute_tool look", "chat test-model");
    }

    @Test
    void theSpanOfARequestSaysWhatTheServerSaid() {
        server.answers(calling("look")).answers(saying("done"));

        agent(observer(), look("look")).run("go");

        SpanData chat = spans().filter(span -> span.getName().equals("chat test-model"))
                .findFirst()
                .orElseThrow();
        assertThat(chat.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(chat.getAttributes().asMap())
                .containsEntry(GenAi.OPERATION, "chat")
                .containsEntry(GenAi.PROVIDER, "openai")
                .containsEntry(GenAi.REQUEST_MODEL, "test-model")
                .containsEntry(GenAi.RESPONSE_ID, "chatcmpl-7")
                .containsEntry(GenAi.RESPONSE_MODEL, "test-model-2026")
                .containsEntry(GenAi.FINISH_REASONS, List.of("tool_calls"))
                .containsEntry(GenAi.SERVER_ADDRESS, server.web.url("/").host())
                .containsEntry(GenAi.SERVER_PORT, (long) server.web.getPort())
                .containsEntry(GenAi.INPUT_TOKENS, 10L)
                .containsEntry(GenAi.OUTPUT_TOKENS, 5L)
                .containsEntry(GenAi.CACHED_TOKENS, 3L)
                .containsEntry(GenAi.REASONING_TOKENS, 2L);
    }

    @Test
    void aStreamedAnswerSaysTheSame() throws Exception {
        server.streams(
                "{\"id\":\"chatcmpl-8\",\"model\":\"m-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}",
                ChatStreamTest.finish("stop"),
                "{\"choices\":[],\"usage\":{\"prompt_tokens\":4,\"completion_tokens\":1}}",
                "[DONE]");

        try (var stream = agent(observer()).stream("go")) {
            stream.result();
        }

        assertThat(span("chat test-model").getAttributes().asMap())
                .containsEntry(GenAi.RESPONSE_ID, "chatcmpl-8")
                .containsEntry(GenAi.RESPONSE_MODEL, "m-1")
                .containsEntry(GenAi.FINISH_REASONS, List.of("stop"))
                .containsEntry(GenAi.INPUT_TOKENS, 4L);
    }

    @Test
    void theOtherApiSaysWhyItsAnswerEndedToo() {
        server.answers("{\"id\":\"resp_1\",\"model\":\"r-1\","
                + Api.RESPONSES.hello.strip().substring(1));

        Agent.builder()
                .model(server.responses().build())
                .observer(observer())
                .build()
                .run("go");

        assertThat(span("chat test-model").getAttributes().asMap())
                .containsEntry(GenAi.RESPONSE_ID, "resp_1")
                .containsEntry(GenAi.RESPONSE_MODEL, "r-1")
                .containsEntry(GenAi.FINISH_REASONS, List.of("stop"));
    }

    @Test
    void theSpanOfAToolIsCurrentWhereItsBodyRuns() {
        server.answers(calling("look", "look")).answers(saying("done"));
        List<String> seen = new CopyOnWriteArrayList<>();

        agent(
                        observer(),
                        FunctionTool.builder("look")
                                .description("Looks.")
                                .parameters(Payment.class)
                                .call((payment, context) -> {
                                    seen.add(Span.current().getSpanContext().getSpanId());
                                    return Thread.currentThread().getName();
                                }))
                .run("go");

        List<SpanData> tools = spans().filter(span -> span.getName().equals("execute_tool look"))
                .toList();
        SpanData run = span("invoke_agent Payer");
        assertThat(tools)
                .hasSize(2)
                .allSatisfy(tool -> assertThat(tool.getParentSpanId()).isEqualTo(run.getSpanId()))
                .allSatisfy(tool -> assertThat(tool.getAttributes().asMap())
                        .containsEntry(GenAi.TOOL_NAME, "look")
                        .containsEntry(GenAi.TOOL_TYPE, "function")
                        .containsEntry(GenAi.TOOL_DESCRIPTION, "Looks.")
                        .containsEntry(GenAi.ATTEMPT, 1L));
        assertThat(tools).extracting(SpanData::getSpanId).containsExactlyInAnyOrderElementsOf(seen);
        assertThat(Span.current().getSpanContext().isValid()).isFalse();
    }

    @Test
    void aToolThatThrowsIsAFailedSpanWithoutItsMessage() {
        server.answers(calling("look")).answers(saying("done"));

        agent(observer(), FunctionTool.builder("look").parameters(Payment.class).call((payment, context) -> {
                    throw new IllegalStateException("card " + SECRET);
                }))
                .run("go");

        SpanData tool = span("execute_tool look");
        assertThat(tool.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(tool.getAttributes().get(GenAi.ERROR_TYPE)).isEqualTo("java.lang.IllegalStateException");
        assertThat(everything()).doesNotContain(SECRET);
    }

    @Test
    void aServerThatRefusesIsAFailedSpanWithItsStatus() {
        server.answers(400, "application/json", "{\"error\":{\"message\":\"card " + SECRET + "\"}}");

        assertThatThrownBy(() -> agent(observer()).run("go")).isInstanceOf(RunFailedException.class);

        for (String name : List.of("chat test-model", "invoke_agent Payer")) {
            assertThat(span(name).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(span(name).getAttributes().get(GenAi.ERROR_TYPE)).isEqualTo("400");
        }
        assertThat(everything()).doesNotContain(SECRET);
    }

    @Test
    void aPauseIsAnEventAndTheContinuationASpanOfItsOwn() {
        server.answers(calling("pay")).answers(saying("done"));
        Agent agent = agent(observer(), pay());

        RunOutput paused = agent.run("go");
        Confirmation open = (Confirmation) paused.activeRequirements().get(0);
        EventData pause = span("invoke_agent Payer").getEvents().get(0);
        assertThat(pause.getName()).isEqualTo("kern.pause");
        assertThat(pause.getAttributes().asMap())
                .containsEntry(GenAi.REQUIREMENT_IDS, List.of(open.id()))
                .containsEntry(GenAi.PAUSE_TYPES, List.of("confirmation"));
        assertThat(span("invoke_agent Payer").getAttributes().get(GenAi.RUN_STATUS))
                .isEqualTo("paused");
        assertThat(metric("kern.requirements").getLongSumData().getPoints()).hasSize(1);

        TELEMETRY.clearSpans();
        agent.continueRun(paused, List.of(open.confirm()));

        assertThat(span("invoke_agent Payer").getAttributes().asMap())
                .containsEntry(GenAi.RUN_DOOR, "continue")
                .containsEntry(GenAi.RUN_ID, paused.runId())
                .containsEntry(GenAi.RUN_STATUS, "completed");
    }

    @Test
    void withoutBeingAskedNothingOfTheContentIsTold() {
        server.answers(calling("pay")).answers(saying("I said so"));
        Agent agent = agent(observer(), pay());
        RunOutput paused = agent.run("user's words");
        agent.continueRun(
                paused, List.of(((Confirmation) paused.activeRequirements().get(0)).confirm()));

        assertThat(everything()).doesNotContain(SECRET, "\"to\"", "user's words", "paid", "I said so");
    }

    @Test
    void contentIsToldWhereItIsAskedForButNeverWhatAToolRedacts() {
        server.answers(calling("pay")).answers(saying("I said so"));
        Agent agent = agent(
                OpenTelemetryObserver.builder(TELEMETRY.getOpenTelemetry())
                        .captureContent(true)
                        .build(),
                pay());

        RunOutput paused = agent.run("user's words");
        agent.continueRun(
                paused, List.of(((Confirmation) paused.activeRequirements().get(0)).confirm()));

        SpanData tool = span("execute_tool pay");
        assertThat(tool.getAttributes().get(GenAi.TOOL_ARGUMENTS)).contains("\"to\":\"shop\"", "[redacted]");
        assertThat(tool.getAttributes().get(GenAi.TOOL_RESULT))
                .contains("paid with")
                .contains("[redacted]");
        List<SpanData> chats =
                spans().filter(span -> span.getName().equals("chat test-model")).toList();
        assertThat(chats.get(0).getAttributes().get(GenAi.INPUT_MESSAGES)).contains("user's words");
        assertThat(chats.get(0).getAttributes().get(GenAi.OUTPUT_MESSAGES))
                .contains("\"type\":\"tool_call\"", "\"finish_reason\":\"tool_calls\"", "[redacted]");
        assertThat(chats.get(1).getAttributes().get(GenAi.INPUT_MESSAGES)).contains("tool_call_response", "[redacted]");
        assertThat(chats.get(1).getAttributes().get(GenAi.OUTPUT_MESSAGES)).contains("I said so");
        assertThat(everything()).doesNotContain(SECRET);
    }

    @Test
    void requestsAndTokensAreMeasured() {
        server.answers(calling("look")).answers(saying("done"));

        agent(observer(), look("look")).run("go");

        assertThat(points("gen_ai.client.operation.duration"))
                .hasSize(1)
                .allSatisfy(point -> assertThat(point.getCount()).isEqualTo(2))
                .allSatisfy(point -> assertThat(point.getAttributes().asMap())
                        .containsEntry(GenAi.OPERATION, "chat")
                        .containsEntry(GenAi.PROVIDER, "openai")
                        .containsEntry(GenAi.REQUEST_MODEL, "test-model")
                        .containsEntry(GenAi.RESPONSE_MODEL, "test-model-2026")
                        .containsEntry(GenAi.SERVER_PORT, (long) server.web.getPort()));
        assertThat(points("gen_ai.client.token.usage"))
                .extracting(point -> point.getAttributes().get(GenAi.TOKEN_TYPE), HistogramPointData::getSum)
                .containsExactlyInAnyOrder(tuple("input", 20.0), tuple("output", 10.0));
        assertThat(points("kern.tool.duration")).hasSize(1);
        assertThat(points("kern.run.stretch.duration"))
                .singleElement()
                .satisfies(point ->
                        assertThat(point.getAttributes().get(GenAi.RUN_STATUS)).isEqualTo("completed"));
    }

    @Test
    void aDecisionIsASpanAndIsCounted() {
        Instant now = Instant.now();
        observer()
                .decided(new DecisionNotice(
                        "approval-1",
                        "run-1",
                        Optional.empty(),
                        "pay",
                        DecisionNotice.Kind.REJECTION,
                        "REJECTED",
                        Optional.of("ann"),
                        now.minus(Duration.ofMinutes(2)),
                        now));

        assertThat(span("kern.decision pay").getAttributes().asMap())
                .containsEntry(GenAi.APPROVAL_ID, "approval-1")
                .containsEntry(GenAi.RUN_ID, "run-1")
                .containsEntry(GenAi.APPROVAL_STATUS, "rejected")
                .containsEntry(GenAi.DECISION_KIND, "rejection")
                .doesNotContainKey(GenAi.DECIDER);
        assertThat(metric("kern.decisions")).isNotNull();
        assertThat(points("kern.decision.wait"))
                .singleElement()
                .satisfies(point -> assertThat(point.getSum()).isEqualTo(120));
    }

    @Test
    void aModelThatIsAskedWithoutAnObserverAddsNothingToSpansOfOthers() {
        server.answers(saying("done"));
        Span others = TELEMETRY
                .getOpenTelemetry()
                .getTracer("application")
                .spanBuilder("others")
                .startSpan();

        Scope scope = others.makeCurrent();
        try {
            server.chat().build().respond(new ModelRequest(List.of(new Message.User("hi")), List.of()));
        } finally {
            scope.close();
            others.end();
        }

        assertThat(span("others").getAttributes().isEmpty()).isTrue();
    }

    private static OpenTelemetryObserver observer() {
        return OpenTelemetryObserver.of(TELEMETRY.getOpenTelemetry());
    }

    private Agent agent(OpenTelemetryObserver observer, Object... tools) {
        return Agent.builder()
                .name("Payer")
                .model(server.chat().build())
                .tools(tools)
                .observer(observer)
                .build();
    }

    private static Object look(String name) {
        return FunctionTool.builder(name).parameters(Payment.class).call((payment, context) -> "seen");
    }

    private static Object pay() {
        return FunctionTool.builder("pay")
                .parameters(Payment.class)
                .redact("/card")
                .requiresConfirmation()
                .call((payment, context) -> "paid with " + payment.card());
    }

    private static String calling(String... tools) {
        StringBuilder calls = new StringBuilder();
        for (int i = 0; i < tools.length; i++) {
            calls.append(i == 0 ? "" : ",")
                    .append("{\"id\":\"call_" + i + "\",\"type\":\"function\",\"function\":{\"name\":\"" + tools[i]
                            + "\",\"arguments\":\"{\\\"to\\\":\\\"shop\\\",\\\"card\\\":\\\"" + SECRET + "\\\"}\"}}");
        }
        return answer("\"content\":null,\"tool_calls\":[" + calls + "]", "tool_calls");
    }

    private static String saying(String text) {
        return answer("\"content\":\"" + text + "\"", "stop");
    }

    private static String answer(String message, String finishReason) {
        return "{\"id\":\"chatcmpl-7\",\"model\":\"test-model-2026\",\"choices\":[{\"finish_reason\":\"" + finishReason
                + "\",\"message\":{" + message + "}}],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":3},\"completion_tokens_details\":{\"reasoning_tokens\":2}}}";
    }

    /** In the order in which they began. */
    private static Stream<SpanData> spans() {
        return TELEMETRY.getSpans().stream().sorted(Comparator.comparingLong(SpanData::getStartEpochNanos));
    }

    private static SpanData span(String name) {
        return spans().filter(span -> span.getName().equals(name)).findFirst().orElseThrow();
    }

    private static MetricData metric(String name) {
        return TELEMETRY.getMetrics().stream()
                .filter(metric -> metric.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<HistogramPointData> points(String name) {
        return List.copyOf(metric(name).getHistogramData().getPoints());
    }

    /** All that was told, as text. */
    private static String everything() {
        return TELEMETRY.getSpans() + " " + TELEMETRY.getMetrics();
    }
}
