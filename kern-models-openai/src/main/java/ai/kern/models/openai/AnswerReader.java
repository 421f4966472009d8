package ai.kern.models.openai;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import okhttp3.Response;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads what a server answered, whatever it is: an answer, a stream of its pieces, an error, a web page. Immutable. */
final class AnswerReader {
    private static final int LONGEST_ERROR_PAGE = 64 * 1024;
    private static final String EVENTS = "text/event-stream";
    private static final List<ByteString> EVENT_FIELDS = Stream.of("data:", "event:", "id:", "retry:", ":")
            .map(ByteString::encodeUtf8)
            .toList();
    private static final int LONGEST_LEADING_SPACE = 1024;

    private final WireFormat format;
    private final Time time;
    private final int largestAnswer;

    AnswerReader(WireFormat format, Settings settings) {
        this.format = format;
        this.time = settings.patience().time();
        this.largestAnswer = settings.server().largestAnswer();
    }

    /** Reads an answer in one piece. */
    Answer whole(HttpUrl url, Response response) throws IOException, FailedAttempt {
        try (InputStream stream = response.body().byteStream()) {
            byte[] body = response.isSuccessful() ? whole(stream) : stream.readNBytes(LONGEST_ERROR_PAGE);
            return decode(new HttpAnswer(url, response.code(), response.headers(), body));
        }
    }

    private byte[] whole(InputStream stream) throws IOException {
        byte[] body = stream.readNBytes(largestAnswer);
        if (body.length == largestAnswer && stream.read() >= 0) {
            throw new AnswerTooLargeException(largestAnswer);
        }
        return body;
    }

    private Answer decode(HttpAnswer answer) throws FailedAttempt {
        if (!answer.isSuccessful()) {
            throw ServerError.ofStatus(answer, time.now());
        }
        try {
            return format.answer(objectIn(answer));
        } catch (FailedAttempt failure) {
            throw located(failure, answer);
        }
    }

    private FailedAttempt located(FailedAttempt failure, HttpAnswer answer) {
        return failure.status(answer.status()).requestId(answer.requestId()).retryAfter(answer.retryAfter(time.now()));
    }

    private static JsonNode objectIn(HttpAnswer answer) throws FailedAttempt {
        JsonNode body;
        try {
            body = WireJson.read(answer.body());
        } catch (JacksonException e) {
            throw FailedAttempt.because(
                    "HTTP " + answer.status() + " with " + answer.contentType() + " that cannot be read as JSON ("
                            + WireJson.reasonOf(e) + "). Is the base URL right? It began: " + answer.excerpt());
        }
        if (!body.isObject()) {
            throw FailedAttempt.because(
                    "HTTP " + answer.status() + " with JSON that is no object. It began: " + answer.excerpt());
        }
        ServerError.refuseErrorIn(body);
        return body;
    }

    /**
     * Reads an answer in pieces, and hands them on. A server that does not stream answers in one piece, which is handed on
     * then.
     */
    Answer streamed(HttpUrl url, Response response, Handover handover) throws IOException, FailedAttempt {
        Pieces pieces = new Pieces(handover);
        Answer answer = response.isSuccessful() && isStream(response)
                ? events(url, response, format.stream(pieces), handover)
                : whole(url, response);
        pieces.rest(answer.response());
        return answer;
    }

    private Answer events(HttpUrl url, Response response, AnswerStream stream, Handover handover)
            throws IOException, FailedAttempt {
        try {
            new EventReader(stream, handover, largestAnswer).read(response);
            return format.answer(stream.whole());
        } catch (FailedAttempt failure) {
            throw located(failure, new HttpAnswer(url, response.code(), response.headers(), new byte[0]));
        }
    }

    /** By what it begins with rather than by its content type, which servers and gateways set as they like. */
    private static boolean isStream(Response response) throws IOException {
        @Nullable String type = response.header("Content-Type");
        BufferedSource beginning = response.body().source().peek();
        for (int i = 0; i < LONGEST_LEADING_SPACE && !beginning.exhausted(); i++) {
            byte next = beginning.getBuffer().getByte(0);
            if (next == '{' || next == '[' || next == '<') {
                return false;
            }
            if (next > ' ') {
                break;
            }
            beginning.skip(1);
        }
        if (type != null && type.startsWith(EVENTS)) {
            return true;
        }
        for (ByteString field : EVENT_FIELDS) {
            if (beginning.rangeEquals(0, field)) {
                return true;
            }
        }
        return false;
    }
}
