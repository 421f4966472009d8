package ai.kern.models.openai;

import ai.kern.event.DecisionNotice;
import ai.kern.event.RunObservation;
import ai.kern.event.RunObserver;
import ai.kern.event.RunStretch;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/**
 * Tells OpenTelemetry of runs, by its semantic conventions for generative AI: a span {@code invoke_agent} for each stretch of a
 * run, below it one {@code chat} for each request to the model and one {@code execute_tool} for each execution of a tool, with
 * their metrics; pauses and decisions under names of kern's own. {@code docs/observability.md} lists all of them. Safe for use
 * by many threads.
 *
 * <pre>{@code
 * RunObserver observer = OpenTelemetryObserver.of(openTelemetry);
 * Agent agent = Agent.builder().model(model).observer(observer).build();
 * ApprovalSettings settings = ApprovalSettings.builder().observer(observer).build();
 * }</pre>
 *
 * <p>The spans are current on the threads that do the work, so that those of databases and HTTP clients are below them. Spans
 * of models say more where the model is {@link OpenAiChat} or {@link OpenAiResponses}. Texts, arguments and results are left
 * out unless {@link Builder#captureContent} asks for them, and what tools redact is masked then too; messages of exceptions,
 * which may quote anything, are always left out.
 */
public final class OpenTelemetryObserver implements RunObserver {
    private final Telemetry telemetry;

    private OpenTelemetryObserver(Builder builder) {
        this.telemetry = new Telemetry(builder.openTelemetry, builder.captureContent);
    }

    /** Tells this OpenTelemetry, without content. */
    public static OpenTelemetryObserver of(OpenTelemetry openTelemetry) {
        return builder(openTelemetry).build();
    }

    /** Starts an observer that tells this OpenTelemetry. */
    public static Builder builder(OpenTelemetry openTelemetry) {
        return new Builder(openTelemetry);
    }

    @Override
    public RunObservation runBegins(RunStretch stretch) {
        return new RunSpan(telemetry, stretch);
    }

    @Override
    public void decided(DecisionNotice decision) {
        String kind = decision.kind().name().toLowerCase(Locale.ROOT);
        Attributes common = Attributes.of(
                GenAi.TOOL_NAME,
                decision.toolName(),
                GenAi.DECISION_KIND,
                kind,
                GenAi.APPROVAL_STATUS,
                decision.status().toLowerCase(Locale.ROOT));
        SpanBuilder span = telemetry
                .tracer
                .spanBuilder("kern.decision " + decision.toolName())
                .setStartTimestamp(decision.beganAt())
                .setAllAttributes(common)
                .setAttribute(GenAi.APPROVAL_ID, decision.approvalId())
                .setAttribute(GenAi.RUN_ID, decision.memberRunId().orElse(decision.runId()))
                .setAttribute(GenAi.ROOT_RUN_ID, decision.runId());
        if (telemetry.capturesContent) {
            decision.by().ifPresent(person -> span.setAttribute(GenAi.DECIDER, person));
        }
        span.startSpan().end();
        telemetry.decisions.add(1, common);
        if (decision.isFinal()) {
            telemetry.decisionWait.record(waited(decision.requestedAt(), decision.beganAt()), common);
        }
    }

    private static double waited(Instant requested, Instant decided) {
        return Math.max(0, Duration.between(requested, decided).toMillis() / 1e3);
    }

    /** Collects the settings of an observer. Not safe for use by several threads. */
    public static final class Builder {
        private final OpenTelemetry openTelemetry;
        private boolean captureContent;

        private Builder(OpenTelemetry openTelemetry) {
            this.openTelemetry = Objects.requireNonNull(openTelemetry, "openTelemetry");
        }

        /**
         * Whether spans carry the texts of messages, the arguments and results of tools, and who decided. Not so by default. What
         * tools redact is masked in arguments, and in results that quote it.
         */
        public Builder captureContent(boolean captured) {
            this.captureContent = captured;
            return this;
        }

        /** Builds the observer. */
        public OpenTelemetryObserver build() {
            return new OpenTelemetryObserver(this);
        }
    }
}
