package ai.kern.models.openai;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Collects what both clients need: where the server is, how patient to be with it, and what to ask of the model. Not safe for
 * use by several threads. Neither a builder nor what it builds ever shows the key or the value of a header.
 *
 * @param <B> the builder itself
 */
public abstract sealed class OpenAiModelBuilder<B extends OpenAiModelBuilder<B>>
        permits OpenAiChat.Builder, OpenAiResponses.Builder {
    private static final String DEFAULT_BASE_URL = "https://api.openai.com/v1";
    private static final String OPENAI_HOST = "api.openai.com";
    private static final Set<String> WRITTEN_PER_REQUEST =
            Set.of("model", "messages", "input", "instructions", "tools", "stream");
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final Duration LONGEST_CONNECT = Duration.ofDays(1);
    private static final int LARGEST_ANSWER = 64 * 1024 * 1024;

    private @Nullable String model;
    private @Nullable String baseUrl;
    private @Nullable String apiKey;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration callTimeout = Duration.ofMinutes(5);
    private int maxAttempts = 4;
    private Duration initialBackoff = Duration.ofMillis(500);
    private Duration retryBudget = Duration.ofMinutes(10);
    private OptionalInt maxOutputTokens = OptionalInt.empty();
    private OptionalDouble temperature = OptionalDouble.empty();
    private final Map<String, JsonNode> requestFields = new LinkedHashMap<>();
    private @Nullable OkHttpClient httpClient;
    private Time time = Time.SYSTEM;
    private int largestAnswer = LARGEST_ANSWER;
    private UnaryOperator<@Nullable String> environment = System::getenv;

    OpenAiModelBuilder() {}

    abstract B self();

    /** The model's name at its server, {@code gpt-5-mini} for one. Required. */
    public B model(String name) {
        this.model = requireText(name, "model name");
        return self();
    }

    /**
     * Where the server's API begins, without the name of an endpoint: {@code http://localhost:11434/v1}. By default the
     * environment's {@code OPENAI_BASE_URL}, else OpenAI's own. A query, where a server needs one, is kept.
     */
    public B baseUrl(String url) {
        this.baseUrl = requireText(url, "base URL");
        return self();
    }

    /**
     * The key, sent as a bearer token. By default the environment's {@code OPENAI_API_KEY}, whatever the base URL. Only
     * OpenAI's own server insists on one.
     */
    public B apiKey(String key) {
        this.apiKey = requireText(key, "API key");
        return self();
    }

    /** Adds a header to every request, in place of one of the same name. Its value is treated as a secret. */
    public B header(String name, String value) {
        requireText(name, "header name");
        String text = value.strip();
        try {
            new Headers.Builder().set(name, text);
        } catch (IllegalArgumentException e) {
            // The cause would show the value.
            throw new IllegalArgumentException(
                    "The header " + name + " has a character in its name or value that HTTP does not allow");
        }
        headers.put(name, text);
        return self();
    }

    /** How long a connection may take to stand, from 1 ms to a day. 10 seconds by default. */
    public B connectTimeout(Duration timeout) {
        this.connectTimeout = requireWithin(LONGEST_CONNECT, timeout, "connect timeout");
        return self();
    }

    /** How long one attempt may take until its answer is complete, from 1 ms to 365 days. 5 minutes by default. */
    public B callTimeout(Duration timeout) {
        this.callTimeout = requireWithin(LONGEST, timeout, "call timeout");
        return self();
    }

    /** How often a request is tried at most, the first time included; 1 switches retries off. 4 by default. */
    public B maxAttempts(int attempts) {
        if (attempts < 1) {
            throw new IllegalArgumentException("At least 1 attempt is needed, not " + attempts);
        }
        this.maxAttempts = attempts;
        return self();
    }

    /**
     * The pause before the second attempt, give or take a quarter; each further one is twice as long, up to 20 seconds. A
     * server that names a time ({@code Retry-After}) is obeyed instead. From 1 ms to 365 days; half a second by default.
     */
    public B initialBackoff(Duration pause) {
        this.initialBackoff = requireWithin(LONGEST, pause, "initial back-off");
        return self();
    }

    /**
     * How long a request may take with all its attempts and the pauses between them; an attempt is cut off when the budget is
     * used up, and a pause that would go beyond it is not begun. From 1 ms to 365 days; 10 minutes by default.
     */
    public B retryBudget(Duration budget) {
        this.retryBudget = requireWithin(LONGEST, budget, "retry budget");
        return self();
    }

    /** How many tokens the model may write in one answer, those of its reasoning included. The server's limit by default. */
    public B maxOutputTokens(int tokens) {
        if (tokens < 1) {
            throw new IllegalArgumentException("The model needs at least 1 output token, not " + tokens);
        }
        this.maxOutputTokens = OptionalInt.of(tokens);
        return self();
    }

    /** How freely the model chooses its words, from 0. The server's default unless set; some models take none. */
    public B temperature(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("A temperature is a number, not " + value);
        }
        this.temperature = OptionalDouble.of(value);
        return self();
    }

    /**
     * Sets a field of every request that has no method here, {@code top_p} for one, or replaces one that has. Servers that know
     * {@code max_tokens} alone take it this way.
     *
     * @param json the field's value as JSON text: {@code 0.9}, {@code "low"} with its quotes, <code>{"a": 1}</code>
     * @throws IllegalArgumentException if the text is no JSON, or the field carries the conversation itself
     */
    public B requestField(String name, String json) {
        if (WRITTEN_PER_REQUEST.contains(requireText(name, "field name"))) {
            throw new IllegalArgumentException("The field " + name + " is written for each request and cannot be set");
        }
        try {
            requestFields.put(name, WireJson.read(json));
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "The value of field " + name + " is no JSON: " + e.getOriginalMessage(), e);
        }
        return self();
    }

    /**
     * An HTTP client of the application's own, whose connection pool, proxy, TLS settings and interceptors are used.
     * Timeouts, redirects (never followed) and retries are this builder's, and so are the threads. A client per model by
     * default.
     */
    public B httpClient(OkHttpClient client) {
        this.httpClient = Objects.requireNonNull(client, "client");
        return self();
    }

    B time(Time value) {
        this.time = value;
        return self();
    }

    B largestAnswer(int bytes) {
        this.largestAnswer = bytes;
        return self();
    }

    B environment(UnaryOperator<@Nullable String> variables) {
        this.environment = variables;
        return self();
    }

    /** All of it, checked. */
    Settings settings() {
        @Nullable String name = model;
        if (name == null) {
            throw new IllegalStateException("No model is named: call model(\"gpt-5-mini\") before build()");
        }
        HttpUrl url = parsedBaseUrl();
        return new Settings(
                name,
                url,
                key(url),
                Map.copyOf(headers),
                connectTimeout,
                callTimeout,
                maxAttempts,
                initialBackoff,
                retryBudget,
                maxOutputTokens,
                temperature,
                Collections.unmodifiableMap(new LinkedHashMap<>(requestFields)),
                Optional.ofNullable(httpClient),
                time,
                largestAnswer);
    }

    private HttpUrl parsedBaseUrl() {
        String text =
                firstWithText(baseUrl, environment.apply("OPENAI_BASE_URL")).orElse(DEFAULT_BASE_URL);
        @Nullable HttpUrl url = HttpUrl.parse(text);
        if (url == null) {
            throw new IllegalStateException("The base URL is no http or https URL; expected one like "
                    + DEFAULT_BASE_URL + " from baseUrl(…) or the environment variable OPENAI_BASE_URL");
        }
        if (!url.username().isEmpty() || !url.password().isEmpty()) {
            throw new IllegalStateException(
                    "The base URL carries a user or password, which are not sent; use apiKey(…) or header(…)");
        }
        return url;
    }

    private String key(HttpUrl url) {
        Optional<String> key = firstWithText(apiKey, environment.apply("OPENAI_API_KEY"));
        if (key.isEmpty() && isOpenAi(url) && !headers.containsKey("Authorization")) {
            throw new IllegalStateException("There is no API key for " + HttpAnswer.shown(url)
                    + ": set the environment variable OPENAI_API_KEY, call apiKey(…), or name another server with"
                    + " baseUrl(…)");
        }
        String text = key.orElse("");
        if (!text.chars().allMatch(character -> character > ' ' && character < 127)) {
            throw new IllegalStateException(
                    "The API key has a character that no header may have, a line break for one; check where it comes from");
        }
        return text;
    }

    private static boolean isOpenAi(HttpUrl url) {
        String host = url.host().toLowerCase(Locale.ROOT);
        return host.equals(OPENAI_HOST) || host.endsWith("." + OPENAI_HOST);
    }

    private static Optional<String> firstWithText(@Nullable String one, @Nullable String other) {
        for (@Nullable String text : new @Nullable String[] {one, other}) {
            if (text != null && !text.isBlank()) {
                return Optional.of(text.strip());
            }
        }
        return Optional.empty();
    }

    static String requireText(String text, String what) {
        if (Objects.requireNonNull(text, what).isBlank()) {
            throw new IllegalArgumentException("The " + what + " is blank");
        }
        return text.strip();
    }

    private static Duration requireWithin(Duration longest, Duration duration, String what) {
        Objects.requireNonNull(duration, what);
        if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(longest) > 0) {
            throw new IllegalArgumentException("The " + what + " is at least 1 ms and at most " + longest.toDays()
                    + (longest.toDays() == 1 ? " day" : " days") + ", not " + duration);
        }
        return duration;
    }

    /** What is being built, without key and headers. */
    @Override
    public final String toString() {
        return getClass().getEnclosingClass().getSimpleName() + ".Builder[model=" + model + ", headers="
                + headers.keySet() + ", apiKey=" + (apiKey == null ? "from the environment" : "***") + "]";
    }
}
