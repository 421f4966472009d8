package ai.kern.models.openai;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okhttp3.sse.EventSource;
import okhttp3.sse.EventSourceListener;
import okhttp3.sse.EventSources;
import okio.Okio;
import okio.Source;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads the server-sent events of one answer, until the last one or until nobody listens. For one use. */
final class EventReader extends EventSourceListener {
    private static final MediaType EVENTS = MediaType.get("text/event-stream");
    private static final String DONE = "[DONE]";
    private static final String ERROR = "error";

    private final AnswerStream stream;
    private final Handover handover;
    private final int largest;
    private boolean ended;
    private @Nullable Throwable failure;

    /**
     * @param handover is told of each event, and whether somebody still listens
     * @param largest the longest stream, in bytes
     */
    EventReader(AnswerStream stream, Handover handover, int largest) {
        this.stream = stream;
        this.handover = handover;
        this.largest = largest;
    }

    /** Reads to the end of the answer, which need not be the end of the stream. */
    void read(Response response) throws IOException, FailedAttempt {
        Source bytes = new EventBytes(response.body().source(), largest);
        Response events = response.newBuilder()
                .header("Content-Type", EVENTS.toString())
                .body(ResponseBody.create(Okio.buffer(bytes), EVENTS, -1))
                .build();
        EventSources.processResponse(events, this);
        if (failure instanceof IOException connection) {
            throw connection;
        }
        if (failure instanceof FailedAttempt refused) {
            throw refused;
        }
        if (failure != null) {
            throw new IllegalStateException("Reading the stream failed unexpectedly", failure);
        }
    }

    @Override
    public void onEvent(EventSource source, @Nullable String id, @Nullable String type, String data) {
        handover.beat();
        try {
            ended = handover.isAbandoned() || readEvent(type == null ? "" : type, data);
        } catch (FailedAttempt | RuntimeException e) {
            failure = e;
        }
        if (ended || failure != null) {
            source.cancel();
        }
    }

    private boolean readEvent(String type, String data) throws FailedAttempt {
        if (data.isBlank()) {
            return false;
        }
        if (data.strip().equals(DONE)) {
            stream.done();
            return true;
        }
        JsonNode event = event(type, data);
        String said = WireJson.textOf(event, "type");
        ServerError.refuseErrorIn(event);
        if (said.equals(ERROR)) {
            throw ServerError.inBody(WireJson.copy(event).without("type"));
        }
        if (type.equals(ERROR)) {
            throw ServerError.inBody(event);
        }
        return stream.read(said.isEmpty() ? type : said, event);
    }

    private static JsonNode event(String type, String data) throws FailedAttempt {
        try {
            return WireJson.read(data);
        } catch (JacksonException e) {
            if (type.equals(ERROR)) {
                throw ServerError.inBody(WireJson.object().put("message", data));
            }
            throw FailedAttempt.because("the stream holds an event that cannot be read as JSON (" + WireJson.reasonOf(e)
                            + "). It began: " + data)
                    .retryable(true);
        }
    }

    @Override
    public void onFailure(EventSource source, @Nullable Throwable cause, @Nullable Response response) {
        // Stopping at the last event is told as a failure too.
        if (!ended && failure == null) {
            failure = cause;
        }
    }
}
