package ai.kern.models.openai;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * A streamed answer of the Responses API. Its last event carries the whole answer; the pieces before are only handed on. A
 * server that leaves the output out of the last event is taken at the word of the items that it called done.
 */
final class ResponsesStream implements AnswerStream {
    /** Stands for the last item whose place the server does not tell. */
    private static final long NO_PLACE = -1;

    private final Pieces pieces;
    private final Map<Long, Integer> calls = new HashMap<>();
    private final Map<Long, JsonNode> items = new TreeMap<>();
    private final List<JsonNode> itemsWithoutPlace = new ArrayList<>();
    private @Nullable JsonNode answer;

    ResponsesStream(Pieces pieces) {
        this.pieces = pieces;
    }

    @Override
    public boolean read(String type, JsonNode event) throws FailedAttempt {
        boolean placed = event.path("output_index").isIntegralNumber();
        long place = placed ? WireJson.countOf(event, "output_index") : NO_PLACE;
        String delta = WireJson.textOf(event, "delta");
        switch (type) {
            case "response.output_text.delta", "response.refusal.delta" -> pieces.text(delta);
            case "response.reasoning_summary_text.delta", "response.reasoning_text.delta" -> pieces.reasoning(delta);
            case "response.output_item.added" -> begin(place, event.path("item"));
            case "response.function_call_arguments.delta" -> {
                @Nullable Integer call = calls.get(place);
                if (call != null) {
                    pieces.arguments(call, delta);
                }
            }
            case "response.output_item.done" -> {
                if (placed) {
                    items.put(place, event.path("item"));
                } else {
                    itemsWithoutPlace.add(event.path("item"));
                }
            }
            case "response.completed", "response.incomplete", "response.failed" -> {
                answer = event.path("response");
                return true;
            }
            default -> {
                // Tomorrow's events, and those that repeat what the others told.
            }
        }
        return false;
    }

    private void begin(long place, JsonNode item) {
        if (WireJson.textOf(item, "type").equals("function_call")) {
            calls.put(place, pieces.call(WireJson.textOf(item, "name")));
        }
    }

    @Override
    public JsonNode whole() throws FailedAttempt {
        if (answer == null) {
            throw FailedAttempt.because("the stream ended before the answer was complete")
                    .retryable(true);
        }
        JsonNode error = answer.path("error");
        if (!error.isEmpty()) {
            throw ServerError.inBody(error);
        }
        if (!answer.path("output").isEmpty() || (items.isEmpty() && itemsWithoutPlace.isEmpty())) {
            return answer;
        }
        var complete = WireJson.copy(answer);
        ArrayNode output = complete.putArray("output");
        items.values().forEach(output::add);
        itemsWithoutPlace.forEach(output::add);
        return complete;
    }
}
