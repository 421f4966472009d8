package ai.kern.models.openai;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One tool call of Chat Completions, put together from its pieces. */
final class StreamedCall {
    private final long number;
    private final ObjectNode call = WireJson.object();
    private final ObjectNode function = WireJson.object();
    private final StringBuilder arguments = new StringBuilder();
    private boolean writtenAsText;
    private int handedOn;
    private int index = -1;

    /**
     * @param number that the server gave it, below 0 for none
     */
    StreamedCall(long number) {
        this.number = number;
    }

    boolean isNumbered(long other) {
        return number == other;
    }

    boolean hasId(String id) {
        return !id.isEmpty() && id.equals(WireJson.textOf(call, "id"));
    }

    /** Whether a piece of the same number begins another call all the same: it has another id, and a name. */
    boolean isOther(String id, String name) {
        return !id.isEmpty() && !name.isEmpty() && !WireJson.textOf(call, "id").isEmpty() && !hasId(id);
    }

    void add(JsonNode piece) {
        merge(call, piece);
        merge(function, piece.path("function"));
        JsonNode more = piece.path("function").path("arguments");
        if (more.isString()) {
            writtenAsText = true;
            arguments.append(more.stringValue());
        } else if (WireJson.has(piece.path("function"), "arguments")) {
            function.set("arguments", more);
        }
    }

    private static void merge(ObjectNode into, JsonNode piece) {
        for (Map.Entry<String, JsonNode> field : piece.properties()) {
            JsonNode value = field.getValue();
            boolean says =
                    !value.isNull() && !(value.isString() && value.stringValue().isEmpty());
            switch (field.getKey()) {
                case "index", "function", "arguments" -> {}
                case "name" -> addName(into, WireJson.textOf(piece, "name"));
                default -> {
                    if (says) {
                        into.set(field.getKey(), value);
                    }
                }
            }
        }
    }

    /** A name comes whole, is repeated whole by some servers, and comes in pieces from a few. */
    private static void addName(ObjectNode into, String piece) {
        String before = WireJson.textOf(into, "name");
        into.put("name", before.equals(piece) ? before : before + piece);
    }

    /** Hands on what is new, as soon as the call has a name. */
    void handOn(Pieces pieces) {
        String name = WireJson.textOf(function, "name");
        if (index < 0 && !name.isBlank()) {
            index = pieces.call(name);
        }
        if (index >= 0) {
            pieces.arguments(index, arguments.substring(handedOn));
            handedOn = arguments.length();
        }
    }

    ObjectNode whole() {
        if (writtenAsText) {
            function.put("arguments", arguments.toString());
        }
        call.set("function", function);
        return call;
    }
}
