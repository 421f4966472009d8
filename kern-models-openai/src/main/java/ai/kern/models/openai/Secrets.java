package ai.kern.models.openai;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * What must never be read in a message: the API key, the values of extra headers, credentials in the base URL's query, encoded or
 * not. Servers quote them in their errors, so every text that comes from outside passes here before it is thrown. Immutable.
 */
final class Secrets {
    private static final String MASK = "***";
    /** Names of headers whose values are secret however short they are. */
    private static final Pattern CREDENTIALS =
            Pattern.compile("key|token|auth|secret|password|credential|cookie", Pattern.CASE_INSENSITIVE);
    /** Another header's value shorter than this is a flag or a number, and masking it would only garble messages. */
    private static final int SHORTEST_SECRET_HEADER = 8;
    /** A scheme before a credential, which servers quote without it: {@code Bearer sk-…}. */
    private static final Pattern SCHEME = Pattern.compile("^[A-Za-z-]+ +");

    private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");

    private final List<String> longestFirst;

    Secrets(Server server) {
        this.longestFirst = Stream.of(
                        Stream.of(server.apiKey()),
                        server.headers().entrySet().stream().flatMap(Secrets::secretsOf),
                        credentialsIn(server.baseUrl()))
                .flatMap(Function.identity())
                .filter(secret -> !secret.isBlank())
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    private static Stream<String> secretsOf(Map.Entry<String, String> header) {
        String value = header.getValue();
        if (CREDENTIALS.matcher(header.getKey()).find()) {
            return Stream.of(value, SCHEME.matcher(value).replaceFirst(""));
        }
        return value.length() >= SHORTEST_SECRET_HEADER ? Stream.of(value) : Stream.empty();
    }

    private static Stream<String> credentialsIn(HttpUrl url) {
        @Nullable String query = url.encodedQuery();
        String[] sent = query == null ? new String[0] : query.split("&", -1);
        return IntStream.range(0, url.querySize())
                .filter(i -> CREDENTIALS.matcher(url.queryParameterName(i)).find())
                .boxed()
                .flatMap(i -> formsOf(sent[i], url.queryParameterValue(i)));
    }

    /** A credential as it was given, as it was sent, and as others encode it. */
    private static Stream<String> formsOf(String sent, @Nullable String value) {
        if (value == null) {
            return Stream.empty();
        }
        String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8);
        return Stream.of(value, sent.substring(sent.indexOf('=') + 1), encoded, encoded.replace("+", "%20"))
                .flatMap(form -> Stream.of(form, lowerCaseEscapes(form)));
    }

    private static String lowerCaseEscapes(String encoded) {
        return ESCAPE.matcher(encoded).replaceAll(escape -> escape.group().toLowerCase(Locale.ROOT));
    }

    /** The text without a secret. */
    String mask(String text) {
        String masked = text;
        for (String secret : longestFirst) {
            masked = masked.replace(secret, MASK);
        }
        return masked;
    }

    @Nullable
    String maskOrNull(@Nullable String text) {
        return text == null ? null : mask(text);
    }

    /** Whether a failure, its causes and what it suppressed say nothing secret. A cause that cannot be masked is left out. */
    boolean areAbsentFrom(Throwable failure) {
        return areAbsentFrom(failure, 0);
    }

    private boolean areAbsentFrom(@Nullable Throwable failure, int depth) {
        if (failure == null) {
            return true;
        }
        String text = failure.toString();
        if (depth > 20 || !mask(text).equals(text) || !areAbsentFrom(failure.getCause(), depth + 1)) {
            return false;
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            if (!areAbsentFrom(suppressed, depth + 1)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return MASK;
    }
}
