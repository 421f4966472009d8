package ai.kern.models.openai;

import ai.kern.event.ToolEnd;
import ai.kern.event.ToolObservation;
import ai.kern.event.ToolStart;
import ai.kern.run.OutcomeStatus;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.Locale;

/** The span of one execution of a tool, below that of its run and current on the thread on which its body runs. */
final class ToolSpan implements ToolObservation {
    private static final String OPERATION = "execute_tool";

    private final Telemetry telemetry;
    private final String toolName;
    private final long begin = System.nanoTime();
    private final Span span;
    private final Scope scope;

    /**
     * @param run the context of its run's span
     */
    @SuppressWarnings("MustBeClosedChecker") // closed at the end of the observation
    ToolSpan(Telemetry telemetry, Context run, ToolStart start) {
        this.telemetry = telemetry;
        this.toolName = start.call().toolName();
        SpanBuilder builder = telemetry
                .tracer
                .spanBuilder(OPERATION + " " + toolName)
                .setParent(run)
                .setAttribute(GenAi.OPERATION, OPERATION)
                .setAttribute(GenAi.TOOL_NAME, toolName)
                .setAttribute(GenAi.TOOL_TYPE, "function")
                .setAttribute(GenAi.TOOL_CALL_ID, start.callId())
                .setAttribute(GenAi.CALL_KEY, start.call().key().toString())
                .setAttribute(GenAi.RUN_ID, start.call().key().runId())
                .setAttribute(GenAi.ATTEMPT, (long) start.attempt());
        if (!start.description().isBlank()) {
            builder.setAttribute(GenAi.TOOL_DESCRIPTION, start.description());
        }
        if (telemetry.capturesContent) {
            builder.setAttribute(
                    GenAi.TOOL_ARGUMENTS, start.call().masked().arguments().json());
        }
        this.span = builder.startSpan();
        this.scope = run.with(span).makeCurrent();
    }

    @Override
    public void ended(ToolEnd end) {
        AttributesBuilder attributes = Attributes.builder().put(GenAi.TOOL_NAME, toolName);
        if (end.status() != OutcomeStatus.SUCCEEDED) {
            String type = end.errorType().orElseGet(() -> end.status().name().toLowerCase(Locale.ROOT));
            Telemetry.fail(span, type);
            attributes.put(GenAi.ERROR_TYPE, type);
        }
        if (telemetry.capturesContent) {
            span.setAttribute(GenAi.TOOL_RESULT, end.text().get());
        }
        telemetry.toolDuration.record(Telemetry.secondsSince(begin), attributes.build());
        scope.close();
        span.end();
    }
}
