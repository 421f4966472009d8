package ai.kern.testkit;

import ai.kern.model.Message;
import ai.kern.model.ModelResponse;
import ai.kern.model.ToolCallRequest;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The Chat Completions API. */
final class ChatProtocol extends WireProtocol {

    @Override
    List<Message> messages(JsonNode body) throws Refusal {
        JsonNode given = body.path("messages");
        if (!given.isArray() || given.isEmpty()) {
            throw Refusal.badRequest(
                    "Invalid 'messages': expected an array with minimum length 1.", "messages", "empty_array");
        }
        Transcript transcript = new Transcript();
        for (int i = 0; i < given.size(); i++) {
            read(given.path(i), "messages[" + i + "]", transcript);
        }
        return transcript.messages();
    }

    private static void read(JsonNode message, String place, Transcript transcript) throws Refusal {
        String role = string(message.path("role"), place + ".role");
        JsonNode content = message.path("content");
        switch (role) {
            case "system", "developer" -> transcript.system(content(content, place + ".content"));
            case "user" -> transcript.user(content(content, place + ".content"));
            case "tool" ->
                transcript.result(
                        text(message.path("tool_call_id"), place + ".tool_call_id"),
                        content(content, place + ".content"));
            case "assistant" -> {
                List<ToolCallRequest> calls = calls(message.path("tool_calls"), place + ".tool_calls");
                boolean silent = content.isMissingNode() || content.isNull();
                if (silent && calls.isEmpty()) {
                    throw Refusal.badRequest(
                            "Invalid value for 'content': expected a string, got null.", place + ".content");
                }
                transcript.assistant(silent ? "" : content(content, place + ".content"), calls);
                transcript.endAnswer();
            }
            default -> throw Refusal.badRequest("Invalid value: '" + role + "'.", place + ".role", "invalid_value");
        }
    }

    private static List<ToolCallRequest> calls(JsonNode given, String place) throws Refusal {
        List<ToolCallRequest> calls = new ArrayList<>();
        if (given.isMissingNode() || given.isNull()) {
            return calls;
        }
        if (!given.isArray() || given.isEmpty()) {
            throw Refusal.badRequest(
                    "Invalid 'tool_calls': expected an array with minimum length 1.", place, "empty_array");
        }
        for (JsonNode call : given) {
            if (!call.path("type").stringValue("").equals("function")) {
                throw Refusal.badRequest("Invalid value for the type of a tool call.", place);
            }
            calls.add(call(call.path("id"), call.path("function"), place));
        }
        return calls;
    }

    @Override
    JsonNode function(JsonNode tool) {
        return tool.path("function");
    }

    @Override
    Refusal refusal(TranscriptRule.Violation violation) {
        String message = switch (violation.kind()) {
            case RESULT_MISSING ->
                "An assistant message with 'tool_calls' must be followed by tool messages responding to each"
                        + " 'tool_call_id'. The following tool_call_ids did not have response messages: "
                        + violation.callId();
            case CALL_MISSING ->
                "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with"
                        + " 'tool_calls'. (" + violation.text() + ")";
            case OUT_OF_ORDER -> "Scripted server: " + violation.text();
        };
        return Refusal.badRequest(message, "messages");
    }

    @Override
    ObjectNode write(ModelResponse response, JsonNode request, int number) {
        Message.Assistant answer = response.message();
        ObjectNode body = object();
        body.put("id", "chatcmpl-scripted" + number)
                .put("object", "chat.completion")
                .put("created", number)
                .put("model", request.path("model").stringValue(""));
        ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
        choice.putNull("logprobs").put("finish_reason", answer.toolCalls().isEmpty() ? "stop" : "tool_calls");
        ObjectNode message = choice.putObject("message").put("role", "assistant");
        if (answer.text().isEmpty() && !answer.toolCalls().isEmpty()) {
            message.putNull("content");
        } else {
            message.put("content", answer.text());
        }
        message.putNull("refusal").putArray("annotations");
        if (!answer.toolCalls().isEmpty()) {
            ArrayNode calls = message.putArray("tool_calls");
            for (ToolCallRequest call : answer.toolCalls()) {
                calls.addObject()
                        .put("id", call.callId())
                        .put("type", "function")
                        .putObject("function")
                        .put("name", call.toolName())
                        .put("arguments", call.arguments());
            }
        }
        body.set("usage", usage(response.usage(), "prompt", "completion"));
        return body;
    }

    @Override
    List<String> stream(ModelResponse response, JsonNode request, int number) {
        return ChatChunks.of(response, request, number);
    }

    @Override
    String errorEvent(String message) {
        return "data: " + Refusal.errorBody(message, "server_error", null, null);
    }
}
