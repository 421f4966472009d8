package ai.kern.models.openai;

import ai.kern.event.ModelObservation;
import ai.kern.event.ModelQuestion;
import ai.kern.event.RunObservation;
import ai.kern.event.RunStretch;
import ai.kern.event.ToolObservation;
import ai.kern.event.ToolStart;
import ai.kern.model.Usage;
import ai.kern.requirement.Requirement;
import ai.kern.run.Run;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunOutput;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.List;
import java.util.Locale;

/** The span of one stretch of a run, current on the thread that works on it. Tools may be begun by any thread. */
final class RunSpan implements RunObservation {
    private static final String OPERATION = "invoke_agent";

    private final Telemetry telemetry;
    private final RunStretch stretch;
    private final long begin = System.nanoTime();
    private final Span span;
    private final Context context;
    private final Scope scope;
    private Usage usage = Usage.NONE;

    @SuppressWarnings("MustBeClosedChecker") // closed at the end of the observation
    RunSpan(Telemetry telemetry, RunStretch stretch) {
        this.telemetry = telemetry;
        this.stretch = stretch;
        Run run = stretch.run();
        this.span = telemetry
                .tracer
                .spanBuilder(OPERATION + " " + run.runnerName())
                .setAttribute(GenAi.OPERATION, OPERATION)
                .setAttribute(GenAi.AGENT_ID, run.runnerId())
                .setAttribute(GenAi.AGENT_NAME, run.runnerName())
                .setAttribute(GenAi.CONVERSATION_ID, run.sessionId())
                .setAttribute(GenAi.REQUEST_MODEL, stretch.modelId())
                .setAttribute(GenAi.RUN_ID, run.id())
                .setAttribute(GenAi.ROOT_RUN_ID, run.rootId())
                .setAttribute(GenAi.RUN_DOOR, door())
                .startSpan();
        this.context = Context.current().with(span);
        this.scope = context.makeCurrent();
    }

    private String door() {
        return stretch.door().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public ModelObservation modelAsked(ModelQuestion question) {
        return new ChatSpan(telemetry, stretch.run().sessionId(), question, cost -> usage = usage.plus(cost));
    }

    @Override
    public ToolObservation toolBegins(ToolStart start) {
        return new ToolSpan(telemetry, context, start);
    }

    @Override
    public void ended(RunOutput output) {
        if (output.isPaused()) {
            tellPause(output.activeRequirements());
        }
        String status = output.status().name().toLowerCase(Locale.ROOT);
        span.setAttribute(GenAi.RUN_STATUS, status);
        output.failure().ifPresent(failure -> Telemetry.fail(span, failure.type()));
        AttributesBuilder attributes = attributes().put(GenAi.RUN_STATUS, status);
        output.failure().ifPresent(failure -> attributes.put(GenAi.ERROR_TYPE, failure.type()));
        end(attributes.build());
    }

    private void tellPause(List<Requirement> open) {
        List<String> types = open.stream()
                .map(requirement -> requirement.pauseType().name().toLowerCase(Locale.ROOT))
                .toList();
        span.addEvent(
                "kern.pause",
                Attributes.of(
                        GenAi.REQUIREMENT_IDS,
                        open.stream().map(Requirement::id).toList(),
                        GenAi.PAUSE_TYPES,
                        types));
        types.forEach(type -> telemetry.requirements.add(
                1,
                Attributes.of(
                        GenAi.PAUSE_TYPE, type, GenAi.AGENT_NAME, stretch.run().runnerName())));
    }

    @Override
    public void failed(Throwable cause) {
        Throwable reason = cause instanceof RunFailedException && cause.getCause() != null ? cause.getCause() : cause;
        String type = Telemetry.errorType(reason);
        Telemetry.fail(span, type);
        end(attributes().put(GenAi.ERROR_TYPE, type).build());
    }

    private AttributesBuilder attributes() {
        return Attributes.builder()
                .put(GenAi.AGENT_NAME, stretch.run().runnerName())
                .put(GenAi.RUN_DOOR, door());
    }

    private void end(Attributes attributes) {
        ChatSpan.setUsage(span, usage);
        telemetry.stretchDuration.record(Telemetry.secondsSince(begin), attributes);
        scope.close();
        span.end();
    }
}
