package ai.kern.models.openai;

import ai.kern.model.ModelException;
import ai.kern.model.ModelRequest;
import ai.kern.model.OutputSchema;
import ai.kern.model.ToolCallRequest;
import ai.kern.model.ToolChoice;
import ai.kern.model.ToolSpec;
import ai.kern.model.Usage;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What both APIs have in common: calls, schemas, counts of tokens, and answers that were cut off. */
final class CommonFormat {
    private static final String TOOL_CHOICE = "tool_choice";
    private static final Pattern FORBIDDEN_IN_NAMES = Pattern.compile("[^a-zA-Z0-9_-]");
    private static final int LONGEST_NAME = 64;
    private static final Set<String> OUT_OF_TOKENS = Set.of("length", "max_output_tokens");

    private CommonFormat() {}

    /**
     * A call as the model asked for it.
     *
     * @param id what the server gave; where it is blank, one is made up, which the transcript then keeps
     * @param function the object with name and arguments
     */
    static ToolCallRequest read(String id, JsonNode function) throws FailedAttempt {
        String name = WireJson.textOf(function, "name");
        if (name.isBlank()) {
            throw FailedAttempt.because("the model called a tool without naming it");
        }
        return new ToolCallRequest(id.isBlank() ? madeUpId() : id, name, arguments(function.path("arguments")));
    }

    private static String madeUpId() {
        return "call_" + UUID.randomUUID().toString().replace("-", "");
    }

    /** Some servers send an object instead of its text, or nothing at all for a tool without parameters. */
    private static String arguments(JsonNode arguments) {
        if (arguments.isString()) {
            return arguments.stringValue().isBlank() ? "{}" : arguments.stringValue();
        }
        return arguments.isMissingNode() || arguments.isNull() ? "{}" : WireJson.text(arguments);
    }

    /**
     * A tool's name in a transcript. Models call tools that do not exist by names that servers then refuse to read; such a
     * name is made readable, since no tool has it.
     */
    static String nameOf(ToolCallRequest call) {
        String name = FORBIDDEN_IN_NAMES.matcher(call.toolName()).replaceAll("_");
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
    }

    /**
     * Refuses an answer that the server cut off, unless it is text: a call that may not be whole must not run, and an answer
     * without anything in it is none.
     */
    static void refuseCutOff(String reason, CharSequence text, List<ToolCallRequest> calls) throws FailedAttempt {
        if (!calls.isEmpty() || text.isEmpty()) {
            throw FailedAttempt.because("the answer was cut off "
                    + (calls.isEmpty() ? "before it said anything" : "while it called tools") + ": "
                    + (reason.isEmpty() ? "no reason is given" : "the reason is " + reason)
                    + (OUT_OF_TOKENS.contains(reason) ? "; allow more output tokens" : ""));
        }
    }

    /**
     * The tokens that an answer cost.
     *
     * @param in how the API calls what it was sent
     * @param out how it calls what it wrote
     */
    static Usage usage(JsonNode usage, String in, String out) {
        return new Usage(
                WireJson.countOf(usage, in + "_tokens"),
                WireJson.countOf(usage, out + "_tokens"),
                WireJson.countOf(usage.path(in + "_tokens_details"), "cached_tokens"),
                WireJson.countOf(usage.path(out + "_tokens_details"), "reasoning_tokens"));
    }

    /**
     * Sets the tools on offer and whether they must be called. Without tools, fields that speak of them are refused.
     *
     * @param named what names the one tool to be called, in a choice of type function
     */
    static void setTools(
            ObjectNode body,
            ModelRequest request,
            ToolChoice choice,
            Function<ToolSpec, ObjectNode> tool,
            BiConsumer<ObjectNode, String> named) {
        if (request.tools().isEmpty()) {
            body.remove(List.of(TOOL_CHOICE, "parallel_tool_calls"));
            return;
        }
        ArrayNode tools = body.putArray("tools");
        request.tools().forEach(spec -> tools.add(tool.apply(spec)));
        switch (choice.mode()) {
            case AUTO -> {
                // Every server's default, unless a field of the request says otherwise.
            }
            case REQUIRED -> body.put(TOOL_CHOICE, "required");
            case NONE -> body.put(TOOL_CHOICE, "none");
            case TOOL ->
                named.accept(
                        body.putObject(TOOL_CHOICE).put("type", "function"),
                        choice.toolName().orElseThrow());
        }
    }

    /** The schema of a tool's arguments. */
    static JsonNode schema(ToolSpec tool) {
        return schema("tool " + tool.name(), tool.parametersSchema());
    }

    /** The form of the model's text. */
    static ObjectNode outputSchema(OutputSchema output, boolean strict) {
        JsonNode schema = schema("output " + output.name(), output.schema());
        ObjectNode node = WireJson.object().put("name", output.name());
        node.set("schema", schema);
        return node.put("strict", strict && StrictSchema.allows(schema));
    }

    private static JsonNode schema(String whose, String text) {
        try {
            return WireJson.read(text);
        } catch (JacksonException e) {
            throw ModelException.builder("The schema of " + whose + " is no JSON: " + e.getOriginalMessage())
                    .cause(e)
                    .build();
        }
    }
}
