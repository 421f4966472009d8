package ai.kern.internal.engine;

import ai.kern.internal.Json;
import ai.kern.internal.JsonValues;
import ai.kern.internal.StoredJson;
import ai.kern.internal.StoredQuestion;
import ai.kern.model.OutputSchema;
import ai.kern.model.ToolCallRequest;
import ai.kern.model.Usage;
import ai.kern.requirement.AnswerType;
import ai.kern.requirement.InputField;
import ai.kern.run.Actor;
import ai.kern.run.BatchMode;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunFailure;
import ai.kern.tool.Protection;
import ai.kern.tool.UserFeedbackTools.Question;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The documents inside stored rows, and how they are read and written. Each carries the version of its format: older ones are
 * read for ever, newer ones are refused.
 */
final class Documents {
    /** The newest format, which is the one that is written. */
    static final int FORMAT = StoredQuestion.FORMAT;

    private Documents() {}

    /** A message of the system or the user. */
    record Text(String text) {
        Text {
            Objects.requireNonNull(text, "text");
        }
    }

    /** A message of the model. */
    record Assistant(String text, List<ToolCallRequest> toolCalls, Optional<String> providerData) {
        Assistant {
            Objects.requireNonNull(text, "text");
            toolCalls = List.copyOf(toolCalls);
            Objects.requireNonNull(providerData, "providerData");
        }
    }

    /**
     * What a run was started with. Tools are given it, so nothing in it can be modified.
     *
     * @param history the earlier runs of the session that the model is told of, oldest first
     * @param output the form that the run's text must have; what is stored without it asks for none
     * @param totalToolCallLimit how many tool calls the run and all below it may make; what is stored without it has no limit
     * @param openWorkRounds how often the model is sent back to work that is left; what is stored without it is sent back as
     *     often as the tools of its runner say today
     */
    record Settings(
            Map<String, Object> metadata,
            Optional<Integer> toolCallLimit,
            BatchMode batch,
            List<String> history,
            Optional<OutputSchema> output,
            Optional<Integer> totalToolCallLimit,
            Optional<Integer> openWorkRounds) {
        @SuppressWarnings({"NullAway", "OptionalAssignedToNull"}) // what reads JSON knows no other absence
        Settings {
            metadata = unmodifiable(metadata);
            history = List.copyOf(history);
            output = output == null ? Optional.empty() : output;
            totalToolCallLimit = totalToolCallLimit == null ? Optional.empty() : totalToolCallLimit;
            openWorkRounds = openWorkRounds == null ? Optional.empty() : openWorkRounds;
        }

        @SuppressWarnings("NullAway") // a request takes no metadata that is null
        private static Map<String, Object> unmodifiable(Map<String, Object> metadata) {
            return JsonValues.mapOf(Json.mapper().valueToTree(metadata));
        }
    }

    /** What has come of a run. */
    record Progress(Usage usage, Optional<RunFailure> failure) {
        static final Progress NONE = new Progress(Usage.NONE, Optional.empty());

        Progress {
            Objects.requireNonNull(usage, "usage");
        }
    }

    /**
     * What an attempt was started with.
     *
     * @param idempotencyKey the key that the tool got
     * @param arguments the arguments that the tool got
     * @param repeatable whether the tool said then that the call may be repeated when its outcome is not known
     * @param definition the tool as it was then
     * @param assigned who works on the call, where it is executed by child runs; what is stored without them is not
     */
    record Claim(
            String idempotencyKey,
            String arguments,
            boolean repeatable,
            Definition definition,
            List<Assigned> assigned) {
        @SuppressWarnings("NullAway") // what reads JSON knows no other absence
        Claim {
            Objects.requireNonNull(idempotencyKey, "idempotencyKey");
            Objects.requireNonNull(arguments, "arguments");
            Objects.requireNonNull(definition, "definition");
            assigned = assigned == null ? List.of() : List.copyOf(assigned);
        }

        /** The claim of a call that a body executes. */
        Claim(String idempotencyKey, String arguments, boolean repeatable, Definition definition) {
            this(idempotencyKey, arguments, repeatable, definition, List.of());
        }
    }

    /**
     * A child run of a call.
     *
     * @param memberId whose run it is
     * @param runId the run
     * @param task what it is told
     */
    record Assigned(String memberId, String runId, String task) {}

    /**
     * How a call ended.
     *
     * @param status how
     * @param text what the model is told
     * @param show whether the result is part of the run's content
     * @param stop whether the run ends with this result, if it is one
     */
    record Outcome(OutcomeStatus status, String text, boolean show, boolean stop) {
        Outcome {
            Objects.requireNonNull(status, "status");
            Objects.requireNonNull(text, "text");
        }

        static Outcome of(OutcomeStatus status, String text) {
            return new Outcome(status, text, false, false);
        }

        /** Whether the run ends with this result, which a call that went wrong has not. */
        boolean endsRun() {
            return stop && status == OutcomeStatus.SUCCEEDED;
        }
    }

    /**
     * What a requirement asks, and the tool as it was when it was asked.
     *
     * @param toolName the tool
     * @param arguments the arguments that are shown
     * @param definition what must not change before the call runs; empty if the tool was not there
     * @param editable whether the arguments may be changed
     * @param schema the schema of the values asked for, if some are
     * @param fields the values asked for
     * @param questions the questions asked
     * @param attempt the attempt in doubt, or 0
     * @param gate the gate behind which the call waits, if there is one
     */
    record Asked(
            String toolName,
            String arguments,
            Optional<Definition> definition,
            boolean editable,
            Optional<String> schema,
            List<InputField> fields,
            List<Question> questions,
            int attempt,
            Optional<GateNote> gate) {

        /** What is stored without a gate's note stands behind none. */
        @SuppressWarnings({"NullAway", "OptionalAssignedToNull"}) // what reads JSON knows no other absence
        Asked {
            Objects.requireNonNull(toolName, "toolName");
            Objects.requireNonNull(arguments, "arguments");
            Objects.requireNonNull(definition, "definition");
            Objects.requireNonNull(schema, "schema");
            fields = List.copyOf(fields);
            questions = List.copyOf(questions);
            gate = gate == null ? Optional.empty() : gate;
        }

        /** Whether a gate alone settles it. */
        boolean isDecidedByGate() {
            return gate.map(GateNote::decides).orElse(false);
        }

        Asked behind(GateNote note) {
            return new Asked(
                    toolName, arguments, definition, editable, schema, fields, questions, attempt, Optional.of(note));
        }

        Asked ofAttempt(int number) {
            return new Asked(toolName, arguments, definition, editable, schema, fields, questions, number, gate);
        }
    }

    /**
     * The gate behind which a call waits.
     *
     * @param provider what works the gate, by its name
     * @param decides whether the gate alone settles the requirement
     * @param pauseId what the questions of one pause have in common
     * @param document what the gate wants back with the call
     */
    record GateNote(String provider, boolean decides, String pauseId, String document) {
        GateNote {
            Objects.requireNonNull(provider, "provider");
            Objects.requireNonNull(pauseId, "pauseId");
            Objects.requireNonNull(document, "document");
        }

        GateNote in(String pause) {
            return new GateNote(provider, decides, pause, document);
        }

        GateNote with(String gateDocument) {
            return new GateNote(provider, decides, pauseId, gateDocument);
        }
    }

    /**
     * What of a tool must not change between pause and call.
     *
     * @param gate the kind of gate before it, if there is one
     * @param redacted what was masked of the arguments when they were shown, as pointers; it may change
     */
    record Definition(
            String name,
            String schema,
            Protection protection,
            List<String> userInputFields,
            Optional<String> gate,
            List<String> redacted) {
        /** What is stored without a gate stood behind none, and what is stored without pointers redacts nothing. */
        @SuppressWarnings({"NullAway", "OptionalAssignedToNull"}) // what reads JSON knows no other absence
        Definition {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(schema, "schema");
            Objects.requireNonNull(protection, "protection");
            userInputFields = List.copyOf(userInputFields);
            gate = gate == null ? Optional.empty() : gate;
            redacted = redacted == null ? List.of() : List.copyOf(redacted);
        }
    }

    /** How a requirement was settled. */
    record Settled(AnswerType type, Optional<Actor> by, Optional<String> text, Optional<String> values) {
        Settled {
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(by, "by");
            Objects.requireNonNull(text, "text");
            Objects.requireNonNull(values, "values");
        }
    }

    static String write(Object document) {
        return StoredJson.write(document, FORMAT);
    }

    static <T> T read(String text, Class<T> type, String what) {
        return StoredJson.read(text, type, FORMAT, what);
    }
}
