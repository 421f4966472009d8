package ai.kern.models.openai;

import ai.kern.model.ModelException;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.util.List;

/** The instruments that everything observed is told to. Safe for use by many threads. */
final class Telemetry {
    private static final String SCOPE = "ai.kern";
    private static final double NANOS = 1e9;
    private static final List<Double> OPERATION_SECONDS =
            List.of(0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
    private static final List<Double> WAITING_SECONDS =
            List.of(1.0, 10.0, 60.0, 300.0, 900.0, 3600.0, 14_400.0, 86_400.0, 604_800.0);
    private static final List<Long> TOKENS = List.of(
            1L,
            4L,
            16L,
            64L,
            256L,
            1024L,
            4096L,
            16_384L,
            65_536L,
            262_144L,
            1_048_576L,
            4_194_304L,
            16_777_216L,
            67_108_864L);

    final Tracer tracer;
    final boolean capturesContent;
    final DoubleHistogram operationDuration;
    final LongHistogram tokenUsage;
    final DoubleHistogram stretchDuration;
    final DoubleHistogram toolDuration;
    final LongCounter requirements;
    final LongCounter decisions;
    final DoubleHistogram decisionWait;

    Telemetry(OpenTelemetry openTelemetry, boolean capturesContent) {
        this.capturesContent = capturesContent;
        this.tracer = openTelemetry.getTracer(SCOPE);
        Meter meter = openTelemetry.getMeter(SCOPE);
        this.operationDuration =
                seconds(meter, "gen_ai.client.operation.duration", "GenAI operation duration.", OPERATION_SECONDS);
        this.tokenUsage = meter.histogramBuilder("gen_ai.client.token.usage")
                .ofLongs()
                .setUnit("{token}")
                .setDescription("Number of input and output tokens used.")
                .setExplicitBucketBoundariesAdvice(TOKENS)
                .build();
        this.stretchDuration = seconds(
                meter,
                "kern.run.stretch.duration",
                "How long runs were worked on, from start or continuation to pause or end.",
                OPERATION_SECONDS);
        this.toolDuration = seconds(meter, "kern.tool.duration", "How long tools ran.", OPERATION_SECONDS);
        this.requirements = meter.counterBuilder("kern.requirements")
                .setUnit("{requirement}")
                .setDescription("Requirements that were open when a run paused.")
                .build();
        this.decisions = meter.counterBuilder("kern.decisions")
                .setUnit("{decision}")
                .setDescription("Decisions about approvals.")
                .build();
        this.decisionWait = seconds(
                meter, "kern.decision.wait", "How long approvals waited until they were decided.", WAITING_SECONDS);
    }

    private static DoubleHistogram seconds(Meter meter, String name, String description, List<Double> boundaries) {
        return meter.histogramBuilder(name)
                .setUnit("s")
                .setDescription(description)
                .setExplicitBucketBoundariesAdvice(boundaries)
                .build();
    }

    static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / NANOS;
    }

    /** Marks a span as failed, without a message, which may quote anything. */
    static void fail(Span span, String errorType) {
        span.setAttribute(GenAi.ERROR_TYPE, errorType);
        span.setStatus(StatusCode.ERROR);
    }

    /** The status of a server where there is one, else what kept it from answering. */
    static String errorType(Throwable failure) {
        if (!(failure instanceof ModelException model)) {
            return failure.getClass().getName();
        }
        if (model.status().isPresent() && model.status().getAsInt() >= 300) {
            return String.valueOf(model.status().getAsInt());
        }
        Throwable cause = failure.getCause();
        return model.code()
                .or(model::type)
                .orElseGet(() -> (cause == null ? failure : cause).getClass().getName());
    }
}
