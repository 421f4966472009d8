package ai.kern.testkit;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One answer of the Responses API as events. For one use. */
final class ResponseEvents {
    private final List<String> events = new ArrayList<>();

    private ResponseEvents() {}

    /**
     * @param whole the answer as it is where it does not come in pieces
     */
    static List<String> of(ObjectNode whole) {
        ResponseEvents stream = new ResponseEvents();
        stream.begin(whole);
        List<Integer> calls = new ArrayList<>();
        List<String> arguments = new ArrayList<>();
        for (int place = 0; place < whole.path("output").size(); place++) {
            JsonNode item = whole.path("output").path(place);
            if (item.path("type").stringValue("").equals("message")) {
                stream.message(place, item);
            } else {
                stream.item("added", place, withArguments(item, "").put("status", "in_progress"));
                calls.add(place);
                arguments.add(item.path("arguments").stringValue());
            }
        }
        for (TextPieces.Piece piece : TextPieces.inTurn(arguments)) {
            int place = calls.get(piece.index());
            stream.add(
                    "response.function_call_arguments.delta",
                    place(whole, place).put("delta", piece.text()));
        }
        for (int place : calls) {
            JsonNode item = whole.path("output").path(place);
            stream.add(
                    "response.function_call_arguments.done",
                    place(whole, place).put("arguments", item.path("arguments").stringValue()));
            stream.item("done", place, (ObjectNode) item);
        }
        stream.response("completed", whole);
        return stream.events;
    }

    private void begin(ObjectNode whole) {
        ObjectNode begun = whole.deepCopy().put("status", "in_progress").putNull("usage");
        begun.putArray("output");
        response("created", begun);
        response("in_progress", begun);
    }

    private void message(int place, JsonNode item) {
        ObjectNode begun = ((ObjectNode) item.deepCopy()).put("status", "in_progress");
        begun.putArray("content");
        item("added", place, begun);
        String text = item.path("content").path(0).path("text").stringValue();
        for (String piece : TextPieces.of(text)) {
            add("response.output_text.delta", part(place, item).put("delta", piece));
        }
        add("response.output_text.done", part(place, item).put("text", text));
        item("done", place, (ObjectNode) item);
    }

    private static ObjectNode part(int place, JsonNode item) {
        return WireProtocol.object()
                .put("item_id", item.path("id").stringValue())
                .put("output_index", place)
                .put("content_index", 0);
    }

    private static ObjectNode place(ObjectNode whole, int place) {
        return WireProtocol.object()
                .put("item_id", whole.path("output").path(place).path("id").stringValue())
                .put("output_index", place);
    }

    private static ObjectNode withArguments(JsonNode call, String arguments) {
        return ((ObjectNode) call.deepCopy()).put("arguments", arguments);
    }

    private void item(String what, int place, ObjectNode item) {
        ObjectNode event = WireProtocol.object().put("output_index", place);
        event.set("item", item);
        add("response.output_item." + what, event);
    }

    private void response(String what, ObjectNode response) {
        ObjectNode event = WireProtocol.object();
        event.set("response", response);
        add("response." + what, event);
    }

    private void add(String type, ObjectNode event) {
        event.put("type", type).put("sequence_number", events.size());
        events.add("event: " + type + "\ndata: " + event);
    }
}
