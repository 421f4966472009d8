package ai.kern.testkit;

import ai.kern.model.Message;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import ai.kern.model.ToolCallRequest;
import ai.kern.model.ToolSpec;
import ai.kern.model.Usage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One of OpenAI's APIs, from the server's side: reads and checks requests, writes answers. */
abstract class WireProtocol {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

    /** What the request asks, checked as OpenAI does. */
    final ModelRequest read(JsonNode body) throws Refusal {
        if (!body.path("model").isString()) {
            throw Refusal.badRequest("you must provide a model parameter", "model");
        }
        ModelRequest request = new ModelRequest(messages(body), tools(body));
        Optional<TranscriptRule.Violation> violation = TranscriptRule.violation(request.messages());
        if (violation.isPresent()) {
            throw refusal(violation.get());
        }
        return request;
    }

    /**
     * The answer as this API writes it.
     *
     * @param request the body of the request
     * @param number of the answer at this server, for its ids
     */
    abstract ObjectNode write(ModelResponse response, JsonNode request, int number);

    /** The answer in server-sent events, each without the empty line that ends it; parameters as those of {@link #write}. */
    abstract List<String> stream(ModelResponse response, JsonNode request, int number);

    /** The event in which this API tells that it failed in the middle of an answer. */
    abstract String errorEvent(String message);

    abstract List<Message> messages(JsonNode body) throws Refusal;

    /** Where in a tool on offer its name and parameters stand. */
    abstract JsonNode function(JsonNode tool);

    /** OpenAI's words for a transcript that it does not accept. */
    abstract Refusal refusal(TranscriptRule.Violation violation);

    private List<ToolSpec> tools(JsonNode body) throws Refusal {
        List<ToolSpec> tools = new ArrayList<>();
        JsonNode given = body.path("tools");
        if (given.isMissingNode() || given.isNull()) {
            return tools;
        }
        if (!given.isArray() || given.isEmpty()) {
            throw Refusal.badRequest(
                    "Invalid 'tools': expected an array with minimum length 1.", "tools", "empty_array");
        }
        Set<String> names = new HashSet<>();
        for (JsonNode tool : given) {
            JsonNode function = function(tool);
            String name = name(function, "tools");
            if (!tool.path("type").stringValue("").equals("function")) {
                throw Refusal.badRequest("Invalid value for the type of tool '" + name + "'.", "tools");
            }
            if (!names.add(name)) {
                throw Refusal.badRequest("Tool names must be unique, '" + name + "' is not.", "tools");
            }
            JsonNode parameters = function.path("parameters");
            if (!parameters.path("type").stringValue("").equals("object")) {
                throw Refusal.badRequest(
                        "Invalid schema for function '" + name
                                + "': schema must be a JSON Schema of 'type: \"object\"'.",
                        "tools",
                        "invalid_function_parameters");
            }
            tools.add(new ToolSpec(name, function.path("description").stringValue(""), parameters.toString()));
        }
        return tools;
    }

    /** A call in a transcript. */
    static ToolCallRequest call(JsonNode id, JsonNode function, String parameter) throws Refusal {
        return new ToolCallRequest(
                text(id, parameter), name(function, parameter), string(function.path("arguments"), parameter));
    }

    private static String name(JsonNode function, String parameter) throws Refusal {
        String name = text(function.path("name"), parameter);
        if (!NAME.matcher(name).matches()) {
            throw Refusal.badRequest(
                    "Invalid function name: string does not match pattern. Expected a string that matches the pattern"
                            + " '^[a-zA-Z0-9_-]+$'.",
                    parameter,
                    "invalid_value");
        }
        return name;
    }

    /** A string that says something. */
    static String text(JsonNode node, String parameter) throws Refusal {
        String text = string(node, parameter);
        if (text.isBlank()) {
            throw Refusal.badRequest("Invalid value: expected a string that is not empty.", parameter, "empty_string");
        }
        return text;
    }

    static String string(JsonNode node, String parameter) throws Refusal {
        if (!node.isString()) {
            throw Refusal.badRequest(
                    "Invalid type: expected a string, but got "
                            + (node.isMissingNode() ? "nothing" : node.getNodeType()) + " instead.",
                    parameter,
                    "invalid_type");
        }
        return node.stringValue();
    }

    /** Content as a string or as a list of parts with text. */
    static String content(JsonNode content, String parameter) throws Refusal {
        if (!content.isArray()) {
            return string(content, parameter);
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            text.append(
                    part.has("refusal")
                            ? string(part.path("refusal"), parameter)
                            : string(part.path("text"), parameter));
        }
        return text.toString();
    }

    /** What an answer cost, where the API calls what it was sent and what it wrote so. */
    static ObjectNode usage(Usage usage, String in, String out) {
        ObjectNode counts = object().put(in + "_tokens", usage.inputTokens())
                .put(out + "_tokens", usage.outputTokens())
                .put("total_tokens", usage.inputTokens() + usage.outputTokens());
        counts.putObject(in + "_tokens_details").put("cached_tokens", usage.cachedInputTokens());
        counts.putObject(out + "_tokens_details").put("reasoning_tokens", usage.reasoningTokens());
        return counts;
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
