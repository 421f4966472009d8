package ai.kern.models.openai;

import java.time.Instant;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads the errors of servers: OpenAI's error object, its imitations, and pages that are no JSON at all. */
final class ServerError {
    private static final String NO_MONEY_LEFT = "insufficient_quota";
    private static final Set<String> PASSING =
            Set.of("server_error", "rate_limit_exceeded", "rate_limit_error", "overloaded_error");

    private ServerError() {}

    /** The failure that a status other than 2xx means. */
    static FailedAttempt ofStatus(HttpAnswer answer, Instant now) {
        FailedAttempt failure;
        if (answer.isRedirect()) {
            failure = FailedAttempt.because("HTTP " + answer.status() + ", a redirect to " + answer.redirectTarget()
                    + ". Redirects are not followed, because they would carry the API key along: set the base URL to the"
                    + " final address");
        } else {
            JsonNode error = errorOf(answer);
            failure = described("HTTP " + answer.status() + ": ", error, answer.excerpt());
            boolean passing = answer.shouldRetry().orElseGet(() -> isPassing(answer.status()));
            failure.retryable(
                    passing && !NO_MONEY_LEFT.equals(failure.code()) && !NO_MONEY_LEFT.equals(failure.type()));
        }
        return failure.status(answer.status()).requestId(answer.requestId()).retryAfter(answer.retryAfter(now));
    }

    /** Refuses an answer of status 200, or an event of a stream, that carries an error. */
    static void refuseErrorIn(JsonNode body) throws FailedAttempt {
        JsonNode error = body.path("error");
        if (!error.isEmpty() || !WireJson.textOf(body, "error").isEmpty()) {
            throw inBody(error);
        }
    }

    /** The failure that an error object inside an answer of status 200 means. */
    static FailedAttempt inBody(JsonNode error) {
        FailedAttempt failure = described("HTTP 200 with an error inside: ", error, "without a message");
        JsonNode code = error.path("code");
        boolean passing = (code.isIntegralNumber() && code.canConvertToInt() && isPassing(code.intValue()))
                || PASSING.contains(String.valueOf(failure.code()))
                || PASSING.contains(String.valueOf(failure.type()));
        return failure.retryable(passing);
    }

    /**
     * Whether a status says that the same request may succeed a moment later. A conflict (409) does not: requests here are
     * complete in themselves and conflict with nothing.
     */
    private static boolean isPassing(int status) {
        return status == 408 || status == 429 || status >= 500;
    }

    private static JsonNode errorOf(HttpAnswer answer) {
        try {
            JsonNode body = WireJson.read(answer.body());
            return WireJson.has(body, "error") ? body.path("error") : body;
        } catch (JacksonException e) {
            return WireJson.object();
        }
    }

    private static FailedAttempt described(String prefix, JsonNode error, String otherwise) {
        String code = codeOf(error);
        String type = WireJson.textOf(error, "type");
        String parameter = WireJson.textOf(error, "param");
        StringBuilder details = new StringBuilder();
        append(details, "type", type);
        append(details, "code", code);
        append(details, "parameter", parameter);
        String message = prefix + messageOf(error, otherwise) + (details.isEmpty() ? "" : " (" + details + ")");
        return FailedAttempt.because(message).code(code.isEmpty() ? null : code).type(type.isEmpty() ? null : type);
    }

    private static String messageOf(JsonNode error, String otherwise) {
        String message = error.isString() ? error.stringValue() : WireJson.textOf(error, "message");
        if (message.isBlank() && WireJson.has(error, "detail")) {
            JsonNode detail = error.path("detail");
            message = detail.isString() ? detail.stringValue() : WireJson.text(detail);
        }
        return message.isBlank() ? otherwise : message;
    }

    private static String codeOf(JsonNode error) {
        JsonNode code = error.path("code");
        return code.isIntegralNumber() ? code.toString() : WireJson.textOf(error, "code");
    }

    private static void append(StringBuilder details, String name, String value) {
        if (!value.isEmpty()) {
            details.append(details.isEmpty() ? "" : ", ")
                    .append(name)
                    .append(' ')
                    .append(value);
        }
    }
}
