package ai.kern.models.openai;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * Collects where a server is and how patient to be with it. Not safe for use by several threads. Neither a builder nor what it
 * builds ever shows the key, the query of the base URL or the value of a header.
 *
 * @param <B> the builder itself
 */
public abstract sealed class OpenAiServerBuilder<B extends OpenAiServerBuilder<B>> permits OpenAiModelBuilder {
    private static final String DEFAULT_BASE_URL = "https://api.openai.com/v1";
    private static final String OPENAI_HOST = "api.openai.com";
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final Duration LONGEST_CONNECT = Duration.ofDays(1);
    private static final int LARGEST_ANSWER = 64 * 1024 * 1024;

    private @Nullable String baseUrl;
    private @Nullable String apiKey;
    private String keyHeader = "";
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, String> query = new LinkedHashMap<>();
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration callTimeout = Duration.ofMinutes(5);
    private Duration firstTokenTimeout = LONGEST;
    private Duration betweenTokensTimeout = Duration.ofMinutes(1);
    private int maxAttempts = 4;
    private Duration initialBackoff = Duration.ofMillis(500);
    private Duration retryBudget = Duration.ofMinutes(10);
    private @Nullable ServerLimits limits;
    private @Nullable OkHttpClient httpClient;
    private Time time = Time.SYSTEM;
    private int largestAnswer = LARGEST_ANSWER;
    private UnaryOperator<@Nullable String> environment = System::getenv;

    OpenAiServerBuilder() {}

    abstract B self();

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

    /** Sends the key as it is in a header of this name, {@code api-key} for one, instead of as a bearer token. */
    public B apiKeyHeader(String name) {
        this.keyHeader = requireHeader(name, "x");
        return self();
    }

    /** Adds a header to every request, in place of one of the same name. Its value is treated as a secret. */
    public B header(String name, String value) {
        String text = value.strip();
        headers.put(requireHeader(name, text), text);
        return self();
    }

    private static String requireHeader(String name, String value) {
        requireText(name, "header name");
        try {
            new Headers.Builder().set(name, value);
            return name;
        } catch (IllegalArgumentException e) {
            // The cause would show the value.
            throw new IllegalArgumentException(
                    "The header " + name + " has a character in its name or value that HTTP does not allow");
        }
    }

    /** Adds a parameter to the query of every request, {@code api-version} for one, in place of one of the same name. */
    public B queryParameter(String name, String value) {
        query.put(requireText(name, "query parameter"), Objects.requireNonNull(value, "value"));
        return self();
    }

    /** How long a connection may take to stand, from 1 ms to a day. 10 seconds by default. */
    public B connectTimeout(Duration timeout) {
        this.connectTimeout = requireWithin(LONGEST_CONNECT, timeout, "connect timeout");
        return self();
    }

    /**
     * How long one attempt may take until its answer is complete, streamed or not, from 1 ms to 365 days. 5 minutes by
     * default.
     */
    public B callTimeout(Duration timeout) {
        this.callTimeout = requireWithin(LONGEST, timeout, "call timeout");
        return self();
    }

    /**
     * How long a streamed answer may let wait for its first piece, from 1 ms to 365 days. Models that reason without telling
     * are silent for minutes, so by default there is none beside the {@linkplain #callTimeout call timeout}.
     */
    public B firstTokenTimeout(Duration timeout) {
        this.firstTokenTimeout = requireWithin(LONGEST, timeout, "first-token timeout");
        return self();
    }

    /**
     * How long a streamed answer that has begun may be silent, from 1 ms to 365 days; whatever event the server sends ends the
     * silence. A minute by default.
     */
    public B betweenTokensTimeout(Duration timeout) {
        this.betweenTokensTimeout = requireWithin(LONGEST, timeout, "between-tokens timeout");
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
     * server that names a time ({@code Retry-After}, or the reset of a rate limit that is used up) is obeyed instead. From
     * 1 ms to 365 days; half a second by default.
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

    /** Limits to keep to, and a circuit breaker, with all other models that are given the same ones. None by default. */
    public B limits(ServerLimits shared) {
        this.limits = Objects.requireNonNull(shared, "shared");
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

    Patience patience() {
        return new Patience(
                connectTimeout,
                callTimeout,
                firstTokenTimeout,
                betweenTokensTimeout,
                maxAttempts,
                initialBackoff,
                retryBudget,
                Optional.ofNullable(limits),
                time);
    }

    Server server() {
        HttpUrl url = parsedBaseUrl();
        return new Server(
                url, key(url), keyHeader, Map.copyOf(headers), Optional.ofNullable(httpClient), largestAnswer);
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
        HttpUrl.Builder complete = url.newBuilder();
        query.forEach(complete::setQueryParameter);
        return complete.build();
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

    /** What of it may be read by anybody. */
    String shown() {
        return "headers=" + headers.keySet() + ", apiKey=" + (apiKey == null ? "from the environment" : "***");
    }
}
