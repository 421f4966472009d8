package ai.kern.models.openai;

import ai.kern.event.ModelAnswer;
import ai.kern.event.ModelObservation;
import ai.kern.event.ModelQuestion;
import ai.kern.model.Usage;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * The span of one request to a model, current on the thread that asks. A client of this module finds it there, and adds what
 * nobody else knows: its server, and what the server says of its answer. For one thread.
 */
final class ChatSpan implements ModelObservation {
    private static final String OPERATION = "chat";
    private static final String UNKNOWN_PROVIDER = "_OTHER";
    private static final ContextKey<ChatSpan> CURRENT = ContextKey.named("ai.kern.chat-span");

    private final Telemetry telemetry;
    private final Consumer<Usage> cost;
    private final long begin = System.nanoTime();
    private final Span span;
    private final Scope scope;
    private final AttributesBuilder ofMetrics = Attributes.builder();
    private String provider = UNKNOWN_PROVIDER;
    private List<String> finishReasons = List.of();

    /**
     * @param cost is told what the request cost
     */
    @SuppressWarnings("MustBeClosedChecker") // closed at the end of the observation
    ChatSpan(Telemetry telemetry, String sessionId, ModelQuestion question, Consumer<Usage> cost) {
        this.telemetry = telemetry;
        this.cost = cost;
        SpanBuilder builder = telemetry
                .tracer
                .spanBuilder(OPERATION + " " + question.modelId())
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(GenAi.OPERATION, OPERATION)
                .setAttribute(GenAi.REQUEST_MODEL, question.modelId())
                .setAttribute(GenAi.CONVERSATION_ID, sessionId);
        if (question.outputSchema().isPresent()) {
            builder.setAttribute(GenAi.OUTPUT_TYPE, "json");
        }
        if (telemetry.capturesContent) {
            builder.setAttribute(
                    GenAi.INPUT_MESSAGES, MessageContent.of(question.messages().get()));
        }
        ofMetrics.put(GenAi.OPERATION, OPERATION).put(GenAi.REQUEST_MODEL, question.modelId());
        this.span = builder.startSpan();
        this.scope = Context.current().with(span).with(CURRENT, this).makeCurrent();
    }

    /** The span of the request for which this thread asks a client, if anybody observes it. */
    static Optional<ChatSpan> current() {
        @Nullable ChatSpan current = Context.current().get(CURRENT);
        return Optional.ofNullable(current);
    }

    /** A client asks this server. */
    void asks(HttpUrl url) {
        provider = url.host().endsWith(".openai.azure.com") ? "azure.ai.openai" : "openai";
        span.setAttribute(GenAi.SERVER_ADDRESS, url.host());
        span.setAttribute(GenAi.SERVER_PORT, (long) url.port());
        ofMetrics.put(GenAi.SERVER_ADDRESS, url.host()).put(GenAi.SERVER_PORT, (long) url.port());
    }

    /** The server's answer says this of itself. */
    void hears(Answer answer) {
        finishReasons = answer.finishReason().map(List::of).orElseGet(List::of);
        answer.id().ifPresent(id -> span.setAttribute(GenAi.RESPONSE_ID, id));
        answer.model().ifPresent(model -> {
            span.setAttribute(GenAi.RESPONSE_MODEL, model);
            ofMetrics.put(GenAi.RESPONSE_MODEL, model);
        });
        if (!finishReasons.isEmpty()) {
            span.setAttribute(GenAi.FINISH_REASONS, finishReasons);
        }
    }

    @Override
    public void answered(ModelAnswer answer) {
        Usage usage = answer.usage();
        cost.accept(usage);
        setUsage(span, usage);
        if (telemetry.capturesContent) {
            span.setAttribute(
                    GenAi.OUTPUT_MESSAGES, MessageContent.of(answer.message().get(), finishReasons));
        }
        Attributes attributes = end(ofMetrics);
        recordTokens(usage.inputTokens(), "input", attributes);
        recordTokens(usage.outputTokens(), "output", attributes);
    }

    /** What it cost, where anybody said so. */
    static void setUsage(Span span, Usage usage) {
        if (usage.equals(Usage.NONE)) {
            return;
        }
        span.setAttribute(GenAi.INPUT_TOKENS, usage.inputTokens());
        span.setAttribute(GenAi.OUTPUT_TOKENS, usage.outputTokens());
        span.setAttribute(GenAi.CACHED_TOKENS, usage.cachedInputTokens());
        span.setAttribute(GenAi.REASONING_TOKENS, usage.reasoningTokens());
    }

    private void recordTokens(long count, String type, Attributes attributes) {
        if (count > 0) {
            telemetry.tokenUsage.record(
                    count, attributes.toBuilder().put(GenAi.TOKEN_TYPE, type).build());
        }
    }

    @Override
    public void failed(Throwable cause) {
        String type = Telemetry.errorType(cause);
        Telemetry.fail(span, type);
        end(ofMetrics.put(GenAi.ERROR_TYPE, type));
    }

    private Attributes end(AttributesBuilder builder) {
        span.setAttribute(GenAi.PROVIDER, provider);
        Attributes attributes = builder.put(GenAi.PROVIDER, provider).build();
        telemetry.operationDuration.record(Telemetry.secondsSince(begin), attributes);
        scope.close();
        span.end();
        return attributes;
    }
}
