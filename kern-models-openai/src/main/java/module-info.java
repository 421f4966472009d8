/** Models that speak to servers with OpenAI's APIs. */
module ai.kern.models.openai {
    requires transitive ai.kern.core;
    requires transitive io.opentelemetry.api;
    requires transitive okhttp3;
    requires okhttp3.sse;
    requires okio;
    requires io.github.resilience4j.circuitbreaker;
    requires io.github.resilience4j.ratelimiter;
    requires io.github.resilience4j.retry;
    requires io.github.resilience4j.core;
    requires io.opentelemetry.common;
    requires io.opentelemetry.context;
    requires org.slf4j;
    requires static org.jspecify;

    exports ai.kern.models.openai;
}
