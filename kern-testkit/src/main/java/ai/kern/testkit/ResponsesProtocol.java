package ai.kern.testkit;

import ai.kern.model.Message;
import ai.kern.model.ModelResponse;
import ai.kern.model.ToolCallRequest;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The Responses API. */
final class ResponsesProtocol extends WireProtocol {

    @Override
    List<Message> messages(JsonNode body) throws Refusal {
        Transcript transcript = new Transcript();
        JsonNode instructions = body.path("instructions");
        if (!instructions.isMissingNode() && !instructions.isNull()) {
            transcript.system(string(instructions, "instructions"));
        }
        JsonNode input = body.path("input");
        if (input.isString()) {
            transcript.user(input.stringValue());
        } else if (input.isArray()) {
            for (int i = 0; i < input.size(); i++) {
                read(input.path(i), "input[" + i + "]", transcript);
            }
        } else {
            throw Refusal.badRequest("Missing required parameter: 'input'.", "input", "missing_required_parameter");
        }
        return transcript.messages();
    }

    private static void read(JsonNode item, String place, Transcript transcript) throws Refusal {
        String type = item.path("type").stringValue("message");
        switch (type) {
            case "message" -> readMessage(item, place, transcript);
            case "function_call" -> transcript.assistant("", List.of(call(item.path("call_id"), item, place)));
            case "function_call_output" ->
                transcript.result(
                        text(item.path("call_id"), place + ".call_id"),
                        content(item.path("output"), place + ".output"));
            case "reasoning" -> {
                if (!item.path("summary").isArray()) {
                    throw Refusal.badRequest(
                            "Missing required parameter: '" + place + ".summary'.", place + ".summary");
                }
                transcript.assistant("", List.of());
            }
            default -> throw Refusal.badRequest("Invalid value: '" + type + "'.", place + ".type", "invalid_value");
        }
    }

    private static void readMessage(JsonNode item, String place, Transcript transcript) throws Refusal {
        String content = content(item.path("content"), place + ".content");
        String role = string(item.path("role"), place + ".role");
        switch (role) {
            case "system", "developer" -> transcript.system(content);
            case "user" -> transcript.user(content);
            case "assistant" -> transcript.assistant(content, List.of());
            default -> throw Refusal.badRequest("Invalid value: '" + role + "'.", place + ".role", "invalid_value");
        }
    }

    @Override
    JsonNode function(JsonNode tool) {
        return tool;
    }

    @Override
    Refusal refusal(TranscriptRule.Violation violation) {
        String message = switch (violation.kind()) {
            case RESULT_MISSING -> "No tool output found for function call " + violation.callId() + ".";
            case CALL_MISSING -> "No tool call found for function call output with call_id " + violation.callId() + ".";
            case OUT_OF_ORDER -> "Scripted server: " + violation.text();
        };
        return Refusal.badRequest(message, "input");
    }

    @Override
    ObjectNode write(ModelResponse response, JsonNode request, int number) {
        Message.Assistant answer = response.message();
        ObjectNode body = object();
        body.put("id", "resp_scripted" + number)
                .put("object", "response")
                .put("created_at", number)
                .put("status", "completed")
                .put("model", request.path("model").stringValue(""))
                .putNull("error")
                .putNull("incomplete_details");
        ArrayNode output = body.putArray("output");
        if (!answer.text().isEmpty() || answer.toolCalls().isEmpty()) {
            ObjectNode message = output.addObject();
            message.put("type", "message")
                    .put("id", "msg_scripted" + number)
                    .put("status", "completed")
                    .put("role", "assistant");
            message.putArray("content")
                    .addObject()
                    .put("type", "output_text")
                    .put("text", answer.text())
                    .putArray("annotations");
        }
        for (ToolCallRequest call : answer.toolCalls()) {
            output.addObject()
                    .put("type", "function_call")
                    .put("id", "fc_scripted" + number + "_" + output.size())
                    .put("status", "completed")
                    .put("call_id", call.callId())
                    .put("name", call.toolName())
                    .put("arguments", call.arguments());
        }
        body.set("usage", usage(response.usage(), "input", "output"));
        return body;
    }

    @Override
    List<String> stream(ModelResponse response, JsonNode request, int number) {
        return ResponseEvents.of(write(response, request, number));
    }

    @Override
    String errorEvent(String message) {
        ObjectNode event =
                object().put("type", "error").put("code", "server_error").put("message", message);
        return "event: error\ndata: " + event.putNull("param");
    }
}
