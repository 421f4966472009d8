package ai.kern.models.openai;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A streamed answer of Chat Completions: the chunks of the first choice, put together. It is whole when the server gave a
 * reason to finish or said {@code [DONE]}; the chunk with the usage may come after the reason.
 */
final class ChatStream implements AnswerStream {
    private static final Set<String> REASONING = Set.of("reasoning_content", "reasoning");

    private final Pieces pieces;
    private final ObjectNode message = WireJson.object();
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder refusal = new StringBuilder();
    private final Map<String, StringBuilder> texts = new HashMap<>();
    private final List<StreamedCall> calls = new ArrayList<>();
    private String finishReason = "";
    private boolean chosen;
    private boolean done;
    private String id = "";
    private String model = "";
    private @Nullable JsonNode usage;

    ChatStream(Pieces pieces) {
        this.pieces = pieces;
    }

    @Override
    public void done() {
        done = true;
    }

    @Override
    public boolean read(String type, JsonNode event) throws FailedAttempt {
        id = id.isEmpty() ? WireJson.textOf(event, "id") : id;
        model = model.isEmpty() ? WireJson.textOf(event, "model") : model;
        if (WireJson.has(event, "usage")) {
            usage = event.path("usage");
        }
        for (JsonNode choice : event.path("choices")) {
            if (WireJson.countOf(choice, "index") == 0) {
                chosen = true;
                ServerError.refuseErrorIn(choice);
                // A few servers send a whole message instead of what is new of it.
                readDelta(WireJson.has(choice, "delta") ? choice.path("delta") : choice.path("message"));
                String reason = WireJson.textOf(choice, "finish_reason");
                finishReason = reason.isEmpty() ? finishReason : reason;
            }
        }
        return false;
    }

    private void readDelta(JsonNode delta) {
        for (Map.Entry<String, JsonNode> field : delta.properties()) {
            JsonNode value = field.getValue();
            switch (field.getKey()) {
                case "content" -> append(text, ChatFormat.contentOf(value));
                case "refusal" -> append(refusal, value.isString() ? value.stringValue() : "");
                case "tool_calls" -> value.forEach(this::readCall);
                default -> keep(field.getKey(), value);
            }
        }
    }

    private void append(StringBuilder whole, String piece) {
        whole.append(piece);
        // A refusal is what the model says instead of text; beside text it is not told.
        if (whole == text || text.isEmpty()) {
            pieces.text(piece);
        }
    }

    /** A field of the server's own: texts and lists grow, everything else is replaced. */
    private void keep(String name, JsonNode value) {
        if (value.isNull()) {
            return;
        }
        if (value.isString() && !name.equals("role")) {
            texts.computeIfAbsent(name, any -> new StringBuilder()).append(value.stringValue());
            if (REASONING.contains(name)) {
                pieces.reasoning(value.stringValue());
            }
        } else if (value.isArray() && message.path(name) instanceof ArrayNode list) {
            value.forEach(list::add);
        } else {
            message.set(name, value.isArray() ? value.deepCopy() : value);
        }
    }

    private void readCall(JsonNode piece) {
        StreamedCall call = callOf(piece);
        call.add(piece);
        call.handOn(pieces);
    }

    /**
     * The call that a piece belongs to. Servers number the calls, or repeat the id, or do neither and send each call whole; some
     * number all of them 0.
     */
    private StreamedCall callOf(JsonNode piece) {
        String id = WireJson.textOf(piece, "id");
        String name = WireJson.textOf(piece.path("function"), "name");
        boolean numbered = piece.path("index").isIntegralNumber();
        for (int i = calls.size() - 1; i >= 0; i--) {
            StreamedCall call = calls.get(i);
            boolean same = numbered
                    ? call.isNumbered(WireJson.countOf(piece, "index")) && !call.isOther(id, name)
                    : call.hasId(id) || (id.isEmpty() && name.isEmpty());
            if (same) {
                return call;
            }
        }
        StreamedCall call = new StreamedCall(numbered ? WireJson.countOf(piece, "index") : -1);
        calls.add(call);
        return call;
    }

    @Override
    public JsonNode whole() throws FailedAttempt {
        if (!done && finishReason.isEmpty()) {
            throw FailedAttempt.because("the stream ended before the answer was complete")
                    .retryable(true);
        }
        ObjectNode answer = WireJson.object().put("id", id).put("model", model);
        ArrayNode choices = answer.putArray("choices");
        if (!chosen) {
            return answer;
        }
        ObjectNode choice = choices.addObject();
        choice.put("finish_reason", finishReason).set("message", message);
        texts.forEach((name, value) -> message.put(name, value.toString()));
        message.put("content", text.toString());
        message.put("refusal", refusal.toString());
        ArrayNode whole = message.putArray("tool_calls");
        calls.forEach(call -> whole.add(call.whole()));
        if (usage != null) {
            answer.set("usage", usage);
        }
        return answer;
    }
}
