package ai.kern.models.openai;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** Reads the headers in which OpenAI and its kin tell how much of a limit is left, and when it is whole again. */
final class RateLimits {
    private static final List<String> LIMITED = List.of("requests", "tokens");
    /** As in Go: {@code 6m0s}, {@code 1.5s}, {@code 20ms}. */
    private static final Pattern PART = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h|d)");

    private RateLimits() {}

    /** When the last of the limits that are used up is reset; empty if none is, or the headers say nothing. */
    static Optional<Duration> resetAfter(Headers headers) {
        return LIMITED.stream()
                .filter(limited -> "0".equals(headers.get("x-ratelimit-remaining-" + limited)))
                .flatMap(limited -> duration(headers.get("x-ratelimit-reset-" + limited)))
                .max(Duration::compareTo);
    }

    private static Stream<Duration> duration(@Nullable String text) {
        Duration sum = Duration.ZERO;
        String value = text == null ? "" : text.strip();
        Matcher part = PART.matcher(value);
        int end = 0;
        while (part.find(end) && part.start() == end) {
            sum = sum.plusNanos(Math.round(Double.parseDouble(part.group(1)) * nanos(part.group(2))));
            end = part.end();
        }
        return end > 0 && end == value.length() ? Stream.of(sum) : Stream.empty();
    }

    private static double nanos(String unit) {
        return switch (unit) {
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 60e9;
            case "h" -> 3600e9;
            default -> 86_400e9;
        };
    }
}
