package ai.kern.models.openai;

import ai.kern.model.Message;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import ai.kern.model.ToolCallRequest;
import ai.kern.model.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The Chat Completions API: writes its requests and reads its answers. Immutable. */
final class ChatFormat implements WireFormat {
    private static final String STREAM_OPTIONS = "stream_options";
    private static final Set<String> KNOWN_IN_CALLS = Set.of("id", "type", "index", "function");
    private static final Set<String> KNOWN_IN_FUNCTIONS = Set.of("name", "arguments");
    private static final Set<String> CUT_OFF = Set.of("length", "content_filter");
    private static final Set<String> CALLING = Set.of("tool_calls", "function_call");

    private final Settings settings;
    private final Set<String> returnedFields;
    private final ProviderData providerData;

    ChatFormat(Settings settings, Set<String> returnedFields) {
        this.settings = settings;
        this.returnedFields = returnedFields;
        this.providerData = ProviderData.of("chat", settings);
    }

    @Override
    public String path() {
        return "chat/completions";
    }

    @Override
    public ObjectNode request(ModelRequest request) {
        ObjectNode body = WireJson.object();
        body.put("model", settings.model());
        ArrayNode messages = body.putArray("messages");
        request.messages().forEach(message -> messages.add(message(message)));
        settings.requestFields().forEach(body::set);
        body.remove(STREAM_OPTIONS);
        CommonFormat.setTools(
                body,
                request,
                settings.choiceFor(request),
                this::tool,
                (choice, name) -> choice.putObject("function").put("name", name));
        settings.outputSchemaFor(request).ifPresent(schema -> {
            ObjectNode format = body.putObject("response_format").put("type", "json_schema");
            format.set("json_schema", CommonFormat.outputSchema(schema, settings.strictSchemas()));
        });
        return body;
    }

    @Override
    public void askForStream(ObjectNode body) {
        body.put("stream", true);
        body.set(
                STREAM_OPTIONS,
                settings.requestFields()
                        .getOrDefault(STREAM_OPTIONS, WireJson.object().put("include_usage", true)));
    }

    private ObjectNode message(Message message) {
        ObjectNode node = WireJson.object();
        if (message instanceof Message.System) {
            return node.put("role", settings.instructionsRole()).put("content", message.text());
        }
        if (message instanceof Message.User) {
            return node.put("role", "user").put("content", message.text());
        }
        if (message instanceof Message.ToolResult result) {
            return node.put("role", "tool").put("tool_call_id", result.callId()).put("content", result.text());
        }
        return assistant((Message.Assistant) message);
    }

    private ObjectNode assistant(Message.Assistant message) {
        Optional<JsonNode> kept = providerData
                .read(message)
                .filter(data -> data.path("calls").size() == message.toolCalls().size());
        ObjectNode node = WireJson.object();
        kept.map(data -> data.path("message")).ifPresent(fields -> node.setAll(WireJson.copy(fields)));
        node.put("role", "assistant");
        if (message.toolCalls().isEmpty()) {
            return node.put("content", message.text());
        }
        if (message.text().isEmpty()) {
            node.putNull("content");
        } else {
            node.put("content", message.text());
        }
        ArrayNode calls = node.putArray("tool_calls");
        for (int i = 0; i < message.toolCalls().size(); i++) {
            int index = i;
            calls.add(call(
                    message.toolCalls().get(i),
                    kept.map(data -> data.path("calls").path(index)).orElseGet(WireJson::object)));
        }
        return node;
    }

    private static ObjectNode call(ToolCallRequest call, JsonNode kept) {
        ObjectNode node = WireJson.copy(kept.path("call"));
        node.put("id", call.callId()).put("type", "function");
        ObjectNode function = WireJson.copy(kept.path("function"));
        function.put("name", CommonFormat.nameOf(call)).put("arguments", call.arguments());
        node.set("function", function);
        return node;
    }

    private ObjectNode tool(ToolSpec tool) {
        ObjectNode node = WireJson.object().put("type", "function");
        ObjectNode function = node.putObject("function").put("name", tool.name());
        if (!tool.description().isBlank()) {
            function.put("description", tool.description());
        }
        JsonNode schema = CommonFormat.schema(tool);
        function.set("parameters", schema);
        if (settings.strictSchemas() && StrictSchema.allows(schema)) {
            function.put("strict", true);
        }
        return node;
    }

    @Override
    public AnswerStream stream(Pieces pieces) {
        return new ChatStream(pieces);
    }

    @Override
    public Answer answer(JsonNode answer) throws FailedAttempt {
        JsonNode choice = answer.path("choices").path(0);
        ServerError.refuseErrorIn(choice);
        JsonNode message = choice.path("message");
        if (!message.isObject()) {
            throw FailedAttempt.because("the answer holds no choice with a message");
        }
        JsonNode calls = message.path("tool_calls");
        List<ToolCallRequest> toolCalls = new ArrayList<>();
        for (JsonNode call : calls) {
            toolCalls.add(CommonFormat.read(WireJson.textOf(call, "id"), call.path("function")));
        }
        String text = textOf(message);
        String finishReason = WireJson.textOf(choice, "finish_reason");
        checkFinish(finishReason, text, toolCalls);
        ModelResponse response = new ModelResponse(
                new Message.Assistant(text, toolCalls, providerDataOf(message, calls)),
                CommonFormat.usage(answer.path("usage"), "prompt", "completion"));
        return Answer.of(response, answer, finishReason);
    }

    /** The content; a refusal is what the model says instead. */
    private static String textOf(JsonNode message) {
        String text = contentOf(message.path("content"));
        return text.isEmpty() ? WireJson.textOf(message, "refusal") : text;
    }

    /** The text of a content, which may be a list of parts. */
    static String contentOf(JsonNode content) {
        if (content.isString()) {
            return content.stringValue();
        }
        StringBuilder text = new StringBuilder();
        if (content.isArray()) {
            for (JsonNode part : content) {
                text.append(part.isString() ? part.stringValue() : WireJson.textOf(part, "text"));
                text.append(WireJson.textOf(part, "refusal"));
            }
        }
        return text.toString();
    }

    private static void checkFinish(String reason, String text, List<ToolCallRequest> calls) throws FailedAttempt {
        if (reason.equals("error")) {
            throw FailedAttempt.because("the answer ended with an error of the server (finish_reason is error)")
                    .retryable(true);
        }
        if (CUT_OFF.contains(reason)) {
            CommonFormat.refuseCutOff(reason, text, calls);
        }
        if (CALLING.contains(reason) && text.isEmpty() && calls.isEmpty()) {
            throw FailedAttempt.because(
                    "the answer says that it calls tools (finish_reason is " + reason + "), but holds no tool calls");
        }
    }

    private Optional<String> providerDataOf(JsonNode message, JsonNode calls) {
        ObjectNode content = WireJson.object();
        ObjectNode ofMessage = content.putObject("message");
        for (Map.Entry<String, JsonNode> field : message.properties()) {
            if (returnedFields.contains(field.getKey()) && !field.getValue().isNull()) {
                ofMessage.set(field.getKey(), field.getValue());
            }
        }
        boolean empty = ofMessage.isEmpty();
        ArrayNode ofCalls = content.putArray("calls");
        for (JsonNode call : calls) {
            ObjectNode kept = ofCalls.addObject();
            ObjectNode unknownInCall = unknown(call, KNOWN_IN_CALLS);
            ObjectNode unknownInFunction = unknown(call.path("function"), KNOWN_IN_FUNCTIONS);
            kept.set("call", unknownInCall);
            kept.set("function", unknownInFunction);
            empty &= unknownInCall.isEmpty() && unknownInFunction.isEmpty();
        }
        return empty ? Optional.empty() : Optional.of(providerData.write(content));
    }

    private static ObjectNode unknown(JsonNode node, Set<String> known) {
        ObjectNode unknown = WireJson.object();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!known.contains(field.getKey()) && !field.getValue().isNull()) {
                unknown.set(field.getKey(), field.getValue());
            }
        }
        return unknown;
    }
}
