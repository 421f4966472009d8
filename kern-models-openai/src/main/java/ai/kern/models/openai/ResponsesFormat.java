package ai.kern.models.openai;

import ai.kern.model.Message;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import ai.kern.model.ToolCallRequest;
import ai.kern.model.ToolSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Responses API: writes its requests and reads its answers. Immutable.
 *
 * <p>The output items of an answer are kept in the message's provider data and sent back as they came, since reasoning is
 * refused without the item that followed it and the other way round. Of a function call only what is unknown here is kept;
 * its id, name and arguments are the message's.
 */
final class ResponsesFormat implements WireFormat {
    private static final Pattern REASONING_MODELS = Pattern.compile("(o\\d|gpt-5(?!.*-chat)|codex).*");
    private static final String MESSAGE = "message";
    private static final String RESPONSE = "response";
    private static final String FUNCTION_CALL = "function_call";

    private final Settings settings;
    private final Options options;
    private final ProviderData providerData;

    ResponsesFormat(Settings settings, Options options) {
        this.settings = settings;
        this.options = options;
        this.providerData = ProviderData.of("responses", settings);
    }

    /** Whether a model of this name reasons, as far as its name says so. */
    static boolean reasons(String model) {
        return REASONING_MODELS.matcher(model).matches();
    }

    @Override
    public String path() {
        return "responses";
    }

    @Override
    public ObjectNode request(ModelRequest request) {
        return request(request, request.messages());
    }

    /** The body of a request that only goes on where the server's previous response ended, if that one is known. */
    Optional<ObjectNode> continuing(ModelRequest request) {
        List<Message> messages = request.messages();
        for (int i = messages.size() - 1; i >= 0 && options.previousResponse(); i--) {
            if (messages.get(i) instanceof Message.Assistant assistant) {
                String previous = kept(assistant)
                        .map(data -> WireJson.textOf(data, RESPONSE))
                        .orElse("");
                List<Message> news = new ArrayList<>(messages.subList(i + 1, messages.size()));
                if (messages.get(0) instanceof Message.System instructions) {
                    news.add(0, instructions);
                }
                return previous.isEmpty()
                        ? Optional.empty()
                        : Optional.of(request(request, news).put("previous_response_id", previous));
            }
        }
        return Optional.empty();
    }

    private ObjectNode request(ModelRequest request, List<Message> messages) {
        ObjectNode body = WireJson.object();
        body.put("model", settings.model());
        List<Message> rest = messages;
        if (!messages.isEmpty() && messages.get(0) instanceof Message.System first) {
            body.put("instructions", first.text());
            rest = messages.subList(1, messages.size());
        }
        ArrayNode input = body.putArray("input");
        rest.forEach(message -> addItems(message, input));
        if (options.encryptedReasoning()) {
            body.putArray("include").add("reasoning.encrypted_content");
        }
        if (options.effort().isPresent() || options.summary().isPresent()) {
            ObjectNode reasoning = body.putObject("reasoning");
            options.effort().ifPresent(effort -> reasoning.put("effort", effort));
            options.summary().ifPresent(summary -> reasoning.put("summary", summary));
        }
        settings.requestFields().forEach(body::set);
        CommonFormat.setTools(
                body, request, settings.choiceFor(request), this::tool, (choice, name) -> choice.put("name", name));
        settings.outputSchemaFor(request).ifPresent(schema -> {
            ObjectNode text = WireJson.copy(body.path("text"));
            ObjectNode format = text.putObject("format").put("type", "json_schema");
            format.setAll(CommonFormat.outputSchema(schema, settings.strictSchemas()));
            body.set("text", text);
        });
        return body;
    }

    @Override
    public void askForStream(ObjectNode body) {
        body.put("stream", true);
    }

    @Override
    public AnswerStream stream(Pieces pieces) {
        return new ResponsesStream(pieces);
    }

    private void addItems(Message message, ArrayNode input) {
        if (message instanceof Message.System) {
            input.addObject().put("role", settings.instructionsRole()).put("content", message.text());
        } else if (message instanceof Message.User) {
            input.addObject().put("role", "user").put("content", message.text());
        } else if (message instanceof Message.ToolResult result) {
            input.addObject()
                    .put("type", "function_call_output")
                    .put("call_id", result.callId())
                    .put("output", result.text());
        } else if (message instanceof Message.Assistant assistant) {
            addItems(assistant, input);
        }
    }

    private void addItems(Message.Assistant message, ArrayNode input) {
        Optional<JsonNode> kept = kept(message).map(data -> data.path("items"));
        if (kept.isPresent()) {
            int call = 0;
            for (JsonNode item : kept.get()) {
                input.add(isCall(item) ? call(message.toolCalls().get(call++), item) : item);
            }
            return;
        }
        if (!message.text().isEmpty() || message.toolCalls().isEmpty()) {
            input.addObject().put("role", "assistant").put("content", message.text());
        }
        message.toolCalls().forEach(call -> input.add(call(call, WireJson.object())));
    }

    private Optional<JsonNode> kept(Message.Assistant message) {
        return providerData.read(message).filter(data -> belongTo(message, data.path("items")));
    }

    /** Whether the kept items say what the message says. */
    private static boolean belongTo(Message.Assistant message, JsonNode items) {
        int calls = 0;
        StringBuilder text = new StringBuilder();
        for (JsonNode item : items) {
            calls += isCall(item) ? 1 : 0;
            text.append(textOf(item));
        }
        return calls == message.toolCalls().size() && text.toString().equals(message.text());
    }

    private static boolean isCall(JsonNode item) {
        return WireJson.textOf(item, "type").equals(FUNCTION_CALL);
    }

    private static ObjectNode call(ToolCallRequest call, JsonNode kept) {
        ObjectNode node = WireJson.copy(kept).put("type", FUNCTION_CALL);
        return node.put("call_id", call.callId())
                .put("name", CommonFormat.nameOf(call))
                .put("arguments", call.arguments());
    }

    /** This API makes every schema a strict one unless told otherwise; told so, it takes it as it is. */
    private ObjectNode tool(ToolSpec tool) {
        ObjectNode node = WireJson.object().put("type", "function").put("name", tool.name());
        if (!tool.description().isBlank()) {
            node.put("description", tool.description());
        }
        JsonNode schema = CommonFormat.schema(tool);
        node.set("parameters", schema);
        return node.put("strict", settings.strictSchemas() && StrictSchema.allows(schema));
    }

    @Override
    public Answer answer(JsonNode answer) throws FailedAttempt {
        String status = WireJson.textOf(answer, "status");
        if (!status.isEmpty() && !status.equals("completed") && !status.equals("incomplete")) {
            throw FailedAttempt.because("the answer is not complete: its status is " + status);
        }
        boolean cutOff = status.equals("incomplete");
        StringBuilder text = new StringBuilder();
        List<ToolCallRequest> calls = new ArrayList<>();
        Set<String> types = new LinkedHashSet<>();
        ObjectNode content = WireJson.object();
        if (!WireJson.textOf(answer, "id").isEmpty()) {
            content.put(RESPONSE, WireJson.textOf(answer, "id"));
        }
        ArrayNode items = content.putArray("items");
        for (JsonNode item : answer.path("output")) {
            types.add(WireJson.textOf(item, "type"));
            text.append(textOf(item));
            if (isCall(item)) {
                cutOff |= WireJson.textOf(item, "status").equals("incomplete");
                calls.add(CommonFormat.read(WireJson.textOf(item, "call_id"), item));
                items.add(withoutCall(item));
            } else {
                items.add(item);
            }
        }
        if (cutOff) {
            CommonFormat.refuseCutOff(WireJson.textOf(answer.path("incomplete_details"), "reason"), text, calls);
        }
        if (!types.contains(MESSAGE) && !types.contains(FUNCTION_CALL)) {
            throw FailedAttempt.because("the answer holds neither a message nor a tool call, but "
                    + (types.isEmpty() ? "nothing" : "only " + String.join(", ", types)));
        }
        Message.Assistant message =
                new Message.Assistant(text.toString(), calls, Optional.of(providerData.write(content)));
        ModelResponse response =
                new ModelResponse(message, CommonFormat.usage(answer.path("usage"), "input", "output"));
        return Answer.of(response, answer, finishReason(answer, calls));
    }

    /** This API says only why an answer is not whole; of one that is, the other API's words are used. */
    private static String finishReason(JsonNode answer, List<ToolCallRequest> calls) {
        String cutOff = WireJson.textOf(answer.path("incomplete_details"), "reason");
        return cutOff.isEmpty() ? (calls.isEmpty() ? "stop" : "tool_calls") : cutOff;
    }

    /** The text of a message item, a refusal included; empty for every other item. */
    private static String textOf(JsonNode item) {
        if (!WireJson.textOf(item, "type").equals(MESSAGE)) {
            return "";
        }
        JsonNode content = item.path("content");
        StringBuilder text = new StringBuilder(content.isString() ? content.stringValue() : "");
        if (content.isArray()) {
            content.forEach(
                    part -> text.append(WireJson.textOf(part, "text")).append(WireJson.textOf(part, "refusal")));
        }
        return text.toString();
    }

    private static JsonNode withoutCall(JsonNode item) {
        ObjectNode rest = WireJson.copy(item);
        rest.remove(List.of("call_id", "name", "arguments"));
        return rest;
    }

    /**
     * What only this API knows.
     *
     * @param effort how hard the model thinks
     * @param summary which summary of its reasoning it gives
     * @param encryptedReasoning whether reasoning comes in its encrypted form
     * @param previousResponse whether requests go on where the server's previous response ended
     */
    record Options(
            Optional<String> effort, Optional<String> summary, boolean encryptedReasoning, boolean previousResponse) {}
}
