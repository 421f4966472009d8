package ai.kern.tool;

import ai.kern.requirement.InputField;
import ai.kern.requirement.PauseType;
import ai.kern.run.CallKey;
import ai.kern.run.Run;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A call behind a gate, as the engine knows it. Immutable.
 *
 * @param run the run that owns the call, as it is stored
 * @param root the run that one continues: the one at the top of the tree, which is the same where no team is involved
 * @param input what the user said
 * @param key what identifies the call
 * @param providerCallId the id that the model's provider gave it; not unique
 * @param requirementId the requirement that the gate is asked about
 * @param pauseType why the call waits
 * @param pauseId what the calls of one pause have in common
 * @param toolName the tool
 * @param tool the tool as it is today, if it is there
 * @param requested the arguments as the model's message in the transcript has them
 * @param arguments the arguments that are shown, in clear; JSON text
 * @param schema the schema of the tool's arguments without descriptions, as it was shown; JSON text
 * @param editable whether the arguments may be changed
 * @param fields the values that are asked for, if some are
 * @param fieldsSchema the schema of those values; JSON text
 * @param attempt the attempt that is in doubt, that is to start or that ended; 0 where there is none
 * @param askedAt when the requirement was made
 * @param document what the gate stored with the requirement; empty before it was asked
 */
public record GatedCall(
        Run run,
        Run root,
        String input,
        CallKey key,
        String providerCallId,
        String requirementId,
        PauseType pauseType,
        String pauseId,
        String toolName,
        Optional<ToolDefinition> tool,
        String requested,
        String arguments,
        Optional<String> schema,
        boolean editable,
        List<InputField> fields,
        Optional<String> fieldsSchema,
        int attempt,
        Instant askedAt,
        String document) {
    public GatedCall {
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(root, "root");
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(providerCallId, "providerCallId");
        Objects.requireNonNull(requirementId, "requirementId");
        Objects.requireNonNull(pauseType, "pauseType");
        Objects.requireNonNull(pauseId, "pauseId");
        Objects.requireNonNull(toolName, "toolName");
        Objects.requireNonNull(tool, "tool");
        Objects.requireNonNull(requested, "requested");
        Objects.requireNonNull(arguments, "arguments");
        Objects.requireNonNull(schema, "schema");
        fields = List.copyOf(fields);
        Objects.requireNonNull(fieldsSchema, "fieldsSchema");
        Objects.requireNonNull(askedAt, "askedAt");
        Objects.requireNonNull(document, "document");
    }

    /** Which call it is; not its arguments, since some may be redacted. */
    @Override
    public String toString() {
        return "call " + key + " of tool " + toolName + ", requirement " + requirementId;
    }
}
