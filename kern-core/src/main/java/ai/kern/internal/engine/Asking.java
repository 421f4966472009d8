package ai.kern.internal.engine;

import ai.kern.internal.Json;
import ai.kern.requirement.InputField;
import ai.kern.tool.InvalidArgumentsException;
import ai.kern.tool.ToolArguments;
import ai.kern.tool.ToolDefinition;
import ai.kern.tool.ToolSchema;
import ai.kern.tool.UserFeedbackTools;
import ai.kern.tool.UserFeedbackTools.Question;
import ai.kern.tool.UserInputTools;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Builds what a requirement asks. */
final class Asking {
    private Asking() {}

    /**
     * What is asked before a protected call may run.
     *
     * @throws InvalidArgumentsException if the model asks a person something that cannot be answered
     */
    static Documents.Asked of(ToolDefinition tool, ToolArguments arguments) {
        return switch (tool.protection()) {
            case USER_INPUT ->
                asked(tool, arguments, Optional.of(userInputSchema(tool).text()), userInputFields(tool), List.of());
            case CONFIRMATION, EXTERNAL_EXECUTION -> asked(tool, arguments, Optional.empty(), List.of(), List.of());
            case ASKED_INPUT -> {
                List<InputField> fields = inputFields(arguments.as(UserInputTools.Form.class));
                yield asked(tool, arguments, Optional.of(schemaOf(fields)), fields, List.of());
            }
            case ASKED_QUESTIONS ->
                asked(
                        tool,
                        arguments,
                        Optional.empty(),
                        List.of(),
                        arguments.as(UserFeedbackTools.Questions.class).questions());
            case NONE -> throw new IllegalStateException("a call of the free tool " + tool.name() + " asks nobody");
        };
    }

    /**
     * What is asked when an attempt's outcome is not known.
     *
     * @param definition the tool with which the call may run again
     */
    static Documents.Asked outcomeOf(String toolName, String arguments, int attempt, Documents.Definition definition) {
        return new Documents.Asked(
                toolName,
                arguments,
                Optional.of(definition),
                false,
                Optional.empty(),
                List.of(),
                List.of(),
                attempt,
                Optional.empty());
    }

    /** The arguments with which a tool runs once a person has given some of them. */
    static ToolArguments withProvided(String arguments, String provided) {
        ObjectNode united = (ObjectNode) Json.read(arguments);
        united.setAll((ObjectNode) Json.read(provided));
        return ToolArguments.of(Json.write(united));
    }

    private static Documents.Asked asked(
            ToolDefinition tool,
            ToolArguments arguments,
            Optional<String> schema,
            List<InputField> fields,
            List<Question> questions) {
        return new Documents.Asked(
                tool.name(),
                arguments.json(),
                Optional.of(Definitions.of(tool)),
                tool.editable(),
                schema,
                fields,
                questions,
                0,
                Optional.empty());
    }

    private static ToolSchema userInputSchema(ToolDefinition tool) {
        List<String> others = new ArrayList<>(tool.parameters().propertyNames());
        others.removeAll(tool.userInputFields());
        return tool.parameters().without(others);
    }

    private static List<InputField> userInputFields(ToolDefinition tool) {
        ToolSchema parameters = tool.parameters();
        return tool.userInputFields().stream()
                .map(name -> {
                    String schema = parameters.property(name).orElseThrow();
                    String description = Json.read(schema).path("description").asString("");
                    return new InputField(name, schema, description, parameters.isRequired(name));
                })
                .toList();
    }

    private static List<InputField> inputFields(UserInputTools.Form form) {
        return form.fields().stream()
                .map(field -> new InputField(
                        field.name(),
                        Json.write(Json.object().set("type", Json.mapper().valueToTree(field.type()))),
                        field.description(),
                        field.required()))
                .toList();
    }

    private static String schemaOf(List<InputField> fields) {
        ObjectNode properties = Json.object();
        List<String> required = new ArrayList<>();
        for (InputField field : fields) {
            properties.set(field.name(), Json.read(field.schema()));
            if (field.required()) {
                required.add(field.name());
            }
        }
        ObjectNode schema = Json.object().put("type", "object");
        schema.set("properties", properties);
        schema.set("required", Json.mapper().valueToTree(required));
        schema.put("additionalProperties", false);
        return Json.write(schema);
    }
}
