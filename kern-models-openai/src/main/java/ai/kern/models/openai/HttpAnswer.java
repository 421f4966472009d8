package ai.kern.models.openai;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** What a server answered, read to its end. Immutable, as long as nobody writes into the body. */
final class HttpAnswer {
    private static final Pattern SECONDS = Pattern.compile("\\d+(\\.\\d+)?");
    private static final Duration LONGEST_WAIT = Duration.ofDays(365);
    private static final int EXCERPT = 16 * 1024;

    private final HttpUrl url;
    private final int status;
    private final Headers headers;
    private final byte[] body;

    /**
     * @param url where it was asked
     * @param body the first bytes only, where it is the page of an error and very long
     */
    HttpAnswer(HttpUrl url, int status, Headers headers, byte[] body) {
        this.url = url;
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    int status() {
        return status;
    }

    byte[] body() {
        return body;
    }

    /** The provider's id of the request. */
    Optional<String> requestId() {
        return Optional.ofNullable(headers.get("x-request-id"));
    }

    String contentType() {
        @Nullable String type = headers.get("content-type");
        return type == null ? "no content type" : type;
    }

    boolean isSuccessful() {
        return status >= 200 && status < 300;
    }

    boolean isRedirect() {
        return status >= 300 && status < 400;
    }

    /** Where a redirect leads, without a query, which may carry credentials. */
    String redirectTarget() {
        @Nullable String location = headers.get("location");
        @Nullable HttpUrl target = location == null ? null : url.resolve(location);
        return target == null ? "nowhere" : shown(target);
    }

    /**
     * How long the server asks to wait: milliseconds, seconds or a date, else until the limit that is used up is reset. Never
     * negative; a number means 365 days at most.
     */
    Optional<Duration> retryAfter(Instant now) {
        @Nullable String milliseconds = headers.get("retry-after-ms");
        if (milliseconds != null && SECONDS.matcher(milliseconds).matches()) {
            return Optional.of(duration(milliseconds, 1e6));
        }
        @Nullable String value = headers.get("retry-after");
        if (value != null && SECONDS.matcher(value).matches()) {
            return Optional.of(duration(value, 1e9));
        }
        @Nullable Instant date = headers.getInstant("retry-after");
        if (date == null) {
            return RateLimits.resetAfter(headers);
        }
        return Optional.of(date.isAfter(now) ? Duration.between(now, date) : Duration.ZERO);
    }

    /** However many digits the count has. */
    private static Duration duration(String count, double nanos) {
        return Duration.ofNanos(
                Math.round(Math.min(Double.parseDouble(count) * nanos, (double) LONGEST_WAIT.toNanos())));
    }

    /** What the server itself says of a retry, where it says anything. */
    Optional<Boolean> shouldRetry() {
        return Optional.ofNullable(headers.get("x-should-retry"))
                .filter(value -> value.equals("true") || value.equals("false"))
                .map(Boolean::valueOf);
    }

    /** The beginning of the body on one line, for an error. */
    String excerpt() {
        int length = Math.min(body.length, EXCERPT);
        String text = new String(body, 0, length, StandardCharsets.UTF_8)
                .replaceAll("[\\s\\p{Cntrl}]+", " ")
                .strip();
        return text.isEmpty() ? "an empty body" : text;
    }

    /** A URL without its query and user, which may carry credentials. */
    static String shown(HttpUrl url) {
        return url.newBuilder()
                .query(null)
                .fragment(null)
                .username("")
                .password("")
                .build()
                .toString();
    }
}
