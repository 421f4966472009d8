package ai.kern.testkit;

import ai.kern.model.Message;
import ai.kern.model.ModelResponse;
import ai.kern.model.ToolCallRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One answer of Chat Completions in chunks. For one use. */
final class ChatChunks {
    private final List<String> events = new ArrayList<>();
    private final JsonNode request;
    private final int number;

    private ChatChunks(JsonNode request, int number) {
        this.request = request;
        this.number = number;
    }

    static List<String> of(ModelResponse response, JsonNode request, int number) {
        ChatChunks chunks = new ChatChunks(request, number);
        chunks.write(response.message());
        if (request.path("stream_options").path("include_usage").booleanValue(false)) {
            ObjectNode usage = chunks.chunk();
            usage.putArray("choices");
            usage.set("usage", WireProtocol.usage(response.usage(), "prompt", "completion"));
            chunks.add(usage);
        }
        chunks.events.add("data: [DONE]");
        return chunks.events;
    }

    private void write(Message.Assistant answer) {
        delta(WireProtocol.object().put("role", "assistant").put("content", ""), null);
        TextPieces.of(answer.text())
                .forEach(piece -> delta(WireProtocol.object().put("content", piece), null));
        List<ToolCallRequest> calls = answer.toolCalls();
        for (int index = 0; index < calls.size(); index++) {
            ObjectNode begin = call(index, "");
            ObjectNode begun = (ObjectNode) begin.path("tool_calls").path(0);
            begun.put("id", calls.get(index).callId()).put("type", "function");
            ((ObjectNode) begun.path("function")).put("name", calls.get(index).toolName());
            delta(begin, null);
        }
        for (TextPieces.Piece piece :
                TextPieces.inTurn(calls.stream().map(ToolCallRequest::arguments).toList())) {
            delta(call(piece.index(), piece.text()), null);
        }
        delta(WireProtocol.object(), calls.isEmpty() ? "stop" : "tool_calls");
    }

    private static ObjectNode call(int index, String arguments) {
        ObjectNode delta = WireProtocol.object();
        delta.putArray("tool_calls")
                .addObject()
                .put("index", index)
                .putObject("function")
                .put("arguments", arguments);
        return delta;
    }

    private void delta(ObjectNode delta, @Nullable String finishReason) {
        ObjectNode chunk = chunk();
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.putNull("logprobs").put("finish_reason", finishReason);
        add(chunk);
    }

    private ObjectNode chunk() {
        return WireProtocol.object()
                .put("id", "chatcmpl-scripted" + number)
                .put("object", "chat.completion.chunk")
                .put("created", number)
                .put("model", request.path("model").stringValue(""));
    }

    private void add(ObjectNode chunk) {
        events.add("data: " + chunk);
    }
}
