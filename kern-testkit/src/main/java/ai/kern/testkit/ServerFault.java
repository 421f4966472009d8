package ai.kern.testkit;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Something that a {@link ScriptedOpenAiServer} does to one request instead of playing its script, or in the middle of a
 * streamed answer of its script. Immutable.
 */
public final class ServerFault {
    private final Kind kind;
    private final int status;
    private final Map<String, String> headers;
    private final String body;

    private ServerFault(Kind kind, int status, Map<String, String> headers, String body) {
        this.kind = kind;
        this.status = status;
        this.headers = Map.copyOf(headers);
        this.body = Objects.requireNonNull(body, "body");
    }

    /** An error with OpenAI's body, {@code server_error} or {@code invalid_request_error} by its status. */
    public static ServerFault error(int status, String message) {
        return error(status, message, status >= 500 ? "server_error" : "invalid_request_error", "");
    }

    /**
     * An error with OpenAI's body.
     *
     * @param code empty for none
     */
    public static ServerFault error(int status, String message, String type, String code) {
        return raw(
                status,
                "application/json",
                Refusal.errorBody(message, type, code.isEmpty() ? null : code, null)
                        .toString());
    }

    /** Any answer at all. */
    public static ServerFault raw(int status, String contentType, String body) {
        return new ServerFault(Kind.ANSWER, status, Map.of("Content-Type", contentType), body);
    }

    /** The connection is closed without an answer. */
    public static ServerFault dropped() {
        return new ServerFault(Kind.DROP, 0, Map.of(), "");
    }

    /** The connection is closed in the middle of an answer of status 200. */
    public static ServerFault cutOff() {
        return new ServerFault(Kind.CUT_OFF, 200, Map.of("Content-Type", "application/json"), "{\"id\":");
    }

    /** No answer comes until the server is closed. */
    public static ServerFault silence() {
        return new ServerFault(Kind.SILENCE, 0, Map.of(), "");
    }

    /** A streamed answer of the script fails half-way, as the API tells it. */
    public static ServerFault errorInStream(String message) {
        return new ServerFault(Kind.STREAM_ERROR, 200, Map.of(), message);
    }

    /** The connection is closed half-way through a streamed answer of the script. */
    public static ServerFault streamCutOff() {
        return new ServerFault(Kind.STREAM_CUT_OFF, 200, Map.of(), "");
    }

    /** A streamed answer of the script stops half-way until the server is closed. */
    public static ServerFault streamSilence() {
        return new ServerFault(Kind.STREAM_SILENCE, 200, Map.of(), "");
    }

    /** The same answer with a header, {@code Retry-After} for one. */
    public ServerFault header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new ServerFault(kind, status, more, body);
    }

    Kind kind() {
        return kind;
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    /** Whether it is done to an answer that has begun. */
    boolean isInStream() {
        return kind == Kind.STREAM_ERROR || kind == Kind.STREAM_CUT_OFF || kind == Kind.STREAM_SILENCE;
    }

    /** What the error says. */
    String message() {
        return body;
    }

    byte[] body() {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "ServerFault[" + kind + (status == 0 ? "" : " " + status) + "]";
    }

    enum Kind {
        ANSWER,
        DROP,
        CUT_OFF,
        SILENCE,
        STREAM_ERROR,
        STREAM_CUT_OFF,
        STREAM_SILENCE
    }
}
