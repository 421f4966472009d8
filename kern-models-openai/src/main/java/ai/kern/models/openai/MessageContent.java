package ai.kern.models.openai;

import ai.kern.model.Message;
import ai.kern.model.ToolCallRequest;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Messages as the semantic conventions write them, for spans that carry content. */
final class MessageContent {

    private MessageContent() {}

    static String of(List<Message> messages) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        messages.forEach(message -> list.add(node(message)));
        return WireJson.text(list);
    }

    static String of(Message.Assistant message, List<String> finishReasons) {
        ObjectNode node = node(message);
        if (!finishReasons.isEmpty()) {
            node.put("finish_reason", finishReasons.get(0));
        }
        return WireJson.text(JsonNodeFactory.instance.arrayNode().add(node));
    }

    private static ObjectNode node(Message message) {
        ObjectNode node = WireJson.object();
        node.put("role", role(message));
        ArrayNode parts = node.putArray("parts");
        if (message instanceof Message.ToolResult result) {
            parts.addObject()
                    .put("type", "tool_call_response")
                    .put("id", result.callId())
                    .put("response", result.text());
            return node;
        }
        if (!message.text().isEmpty()) {
            parts.addObject().put("type", "text").put("content", message.text());
        }
        if (message instanceof Message.Assistant assistant) {
            assistant.toolCalls().forEach(call -> parts.add(call(call)));
        }
        return node;
    }

    private static String role(Message message) {
        if (message instanceof Message.System) {
            return "system";
        }
        if (message instanceof Message.User) {
            return "user";
        }
        return message instanceof Message.ToolResult ? "tool" : "assistant";
    }

    private static ObjectNode call(ToolCallRequest call) {
        ObjectNode node = WireJson.object()
                .put("type", "tool_call")
                .put("id", call.callId())
                .put("name", call.toolName());
        node.set("arguments", json(call.arguments()));
        return node;
    }

    /** Arguments as what they are; as text where the model wrote no JSON. */
    private static JsonNode json(String arguments) {
        try {
            return WireJson.read(arguments);
        } catch (JacksonException notJson) {
            return JsonNodeFactory.instance.stringNode(arguments);
        }
    }
}
