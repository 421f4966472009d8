package ai.kern.models.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.kern.agent.Agent;
import ai.kern.event.RunObservation;
import ai.kern.event.RunObserver;
import ai.kern.event.RunStretch;
import ai.kern.event.ToolEnd;
import ai.kern.event.ToolObservation;
import ai.kern.event.ToolStart;
import ai.kern.run.RunOutput;
import ai.kern.tool.FunctionTool;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What observers hear of an agent, and what they cannot do to it. */
class ObservedAgentTest {
    @RegisterExtension
    static final OpenTelemetryExtension TELEMETRY = OpenTelemetryExtension.create();

    private final ModelServer server = new ModelServer();

    /** What a payment needs. */
    record Payment(String to, String card) {}

    @AfterEach
    void stop() {
        server.close();
    }

    /** What a charge needs. */
    record Charge(String to, double amount) {}

    @Test
    void aNumberWrittenWithZerosAtItsEndIsMaskedInTheResultThatQuotesIt() {
        server.answers(calling("{\\\"to\\\":\\\"shop\\\",\\\"amount\\\":1500.50}"))
                .answers("{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"done\"}}]}");
        Object pay = FunctionTool.builder("pay")
                .parameters(Charge.class)
                .redact("/amount")
                .call((charge, context) -> "charged " + charge.amount());
        OpenTelemetryObserver observer = OpenTelemetryObserver.builder(TELEMETRY.getOpenTelemetry())
                .captureContent(true)
                .build();

        agent(observer, pay).run("go");

        assertThat(TELEMETRY.getSpans().toString()).contains("charged").doesNotContain("1500.5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"assertion", "checked", "memory"})
    void anObserverThatThrowsAtTheEndOfAToolDisturbsNoRun(String kind) {
        server.answers(calling("{\\\"to\\\":\\\"shop\\\",\\\"card\\\":\\\"1\\\"}"))
                .answers("{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"done\"}}]}");
        AtomicInteger paid = new AtomicInteger();
        Object pay = FunctionTool.builder("pay")
                .parameters(Payment.class)
                .call((payment, context) -> "paid " + paid.incrementAndGet());
        RunObserver observer = new RunObserver() {
            @Override
            public RunObservation runBegins(RunStretch stretch) {
                return new RunObservation() {
                    @Override
                    public ToolObservation toolBegins(ToolStart start) {
                        return new ToolObservation() {
                            @Override
                            public void ended(ToolEnd end) {
                                if (kind.equals("assertion")) {
                                    throw new AssertionError("a bug of the observer");
                                }
                                if (kind.equals("memory")) {
                                    throw new OutOfMemoryError("of the observer");
                                }
                                ObservedAgentTest.<RuntimeException>sneak(new IOException("exporter gone"));
                            }
                        };
                    }
                };
            }
        };
        Agent agent = agent(observer, pay);
        AtomicReference<RunOutput> output = new AtomicReference<>();

        Throwable thrown = catchThrowable(() -> output.set(agent.run("go")));

        assertThat(paid).hasValue(1);
        assertThat(thrown).isNull();
        assertThat(output.get().status().name()).isEqualTo("COMPLETED");
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    private Agent agent(RunObserver observer, Object... tools) {
        var builder = Agent.builder().name("Payer").model(server.chat().build()).tools(tools);
        return builder.observer(observer).build();
    }

    private static String calling(String arguments) {
        return "{\"choices\":[{\"finish_reason\":\"tool_calls\",\"message\":{\"content\":null,\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"pay\",\"arguments\":\""
                + arguments + "\"}}]}}]}";
    }
}
