package ai.kern.tool;

import ai.kern.model.ToolSpec;
import ai.kern.run.Delegation;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One tool as the engine knows it, whatever it was made from: its name, schema, protection, options and body. Immutable and
 * safe for use by several threads; whether its body is, is its author's affair.
 */
public final class ToolDefinition {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

    private final String name;
    private final String description;
    private final ToolSchema parameters;
    private final ToolSchema modelParameters;
    private final ToolMarks marks;
    private final ToolBody body;
    private final Optional<Delegation> delegation;
    private final String origin;

    /** A definition whose calls are executed by a body. */
    ToolDefinition(
            String name, String description, ToolSchema parameters, ToolMarks marks, ToolBody body, String origin) {
        this(name, description, parameters, marks, body, Optional.empty(), origin);
    }

    /**
     * A definition whose parts fit together.
     *
     * @param origin what the tool was made from, for messages
     * @throws IllegalArgumentException if they do not
     */
    ToolDefinition(
            String name,
            String description,
            ToolSchema parameters,
            ToolMarks marks,
            ToolBody body,
            Optional<Delegation> delegation,
            String origin) {
        this.name = Objects.requireNonNull(name, "name");
        this.description = Objects.requireNonNull(description, "description");
        this.parameters = Objects.requireNonNull(parameters, "parameters");
        this.marks = Objects.requireNonNull(marks, "marks");
        this.body = Objects.requireNonNull(body, "body");
        this.delegation = Objects.requireNonNull(delegation, "delegation");
        this.origin = Objects.requireNonNull(origin, "origin");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' (" + origin
                    + ") cannot be a tool's name: that is 1 to 64 of a-z A-Z 0-9 _ -. Give it another name");
        }
        try {
            marks.check();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("tool " + name + " (" + origin + "): " + e.getMessage(), e);
        }
        this.modelParameters =
                marks.declared() == Protection.USER_INPUT ? parameters.without(checkedUserInputFields()) : parameters;
    }

    private Set<String> checkedUserInputFields() {
        List<String> there = parameters.propertyNames();
        if (there.isEmpty()) {
            throw new IllegalArgumentException("tool " + name + " (" + origin
                    + ") requires user input but has no parameters that a person could give");
        }
        Set<String> fields = new LinkedHashSet<>(userInputFields());
        for (String field : fields) {
            if (!there.contains(field)) {
                throw new IllegalArgumentException("tool " + name + " (" + origin + ") has no parameter '" + field
                        + "' that a person could give; its parameters are " + String.join(", ", there));
            }
        }
        return fields;
    }

    /** The name by which the model calls the tool. */
    public String name() {
        return name;
    }

    /** What the tool does, for the model; may be empty. */
    public String description() {
        return description;
    }

    /** The schema of all arguments, those that a person gives included. */
    public ToolSchema parameters() {
        return parameters;
    }

    /** The schema of the arguments that the model gives. */
    public ToolSchema modelParameters() {
        return modelParameters;
    }

    /** The tool as it is offered to a model. */
    public ToolSpec spec() {
        return new ToolSpec(name, description, modelParameters.text());
    }

    /** What stands before a call. */
    public Protection protection() {
        return marks.protection();
    }

    /** The gate through which each call goes, if there is one. */
    public Optional<Gate> gate() {
        return marks.gate();
    }

    /**
     * The arguments that a person gives, in the order in which they were named; all parameters where none was. Empty unless
     * the protection is {@link Protection#USER_INPUT}.
     */
    public List<String> userInputFields() {
        if (marks.declared() != Protection.USER_INPUT) {
            return List.of();
        }
        return marks.has(ToolMark.USER_INPUT_FIELDS) ? marks.userInputFields() : parameters.propertyNames();
    }

    /** Whether an attempt may be repeated with the same idempotency key though it may have taken effect. */
    public boolean idempotent() {
        return marks.has(ToolMark.IDEMPOTENT);
    }

    /** Whether a free call whose outcome is not known is never repeated by itself. */
    public boolean onceOnly() {
        return marks.has(ToolMark.ONCE_ONLY);
    }

    /** Whether who confirms a call may change its arguments. */
    public boolean editable() {
        return marks.has(ToolMark.EDITABLE);
    }

    /** Whether calls may run beside others of the same message. */
    public boolean parallel() {
        return !marks.has(ToolMark.NOT_PARALLEL);
    }

    /** Whether the run ends with the call's result. */
    public boolean stopAfterCall() {
        return marks.has(ToolMark.STOP_AFTER_CALL);
    }

    /** Whether the call's result is part of the run's output. */
    public boolean showResult() {
        return marks.has(ToolMark.SHOW_RESULT);
    }

    /**
     * The parts of arguments that nobody but the tool sees: what {@link Param#redact()}, {@link FunctionTool.Builder#redact},
     * {@link Toolkit#redact} and the gate name, together. Wherever a call is shown, {@code [redacted]} stands in their place.
     *
     * <p>They are JSON pointers (RFC 6901) such as {@code /card/number}. A step that meets a list without being an index stands
     * for all of its elements, {@code *} for every key of a map, and {@code **} for any depth, as in {@code /tree/**}{@code /secret}.
     *
     * @return the pointers in their natural order
     */
    public List<String> redacted() {
        return Stream.of(
                        parameters.redacted(),
                        marks.redacted(),
                        marks.gate().map(Gate::redacted).orElse(List.of()))
                .flatMap(List::stream)
                .distinct()
                .sorted()
                .toList();
    }

    /** How long one attempt may take, from 1 ms to 365 days. */
    public Optional<Duration> timeout() {
        return marks.duration(ToolMark.TIMEOUT);
    }

    /** For how long a result serves equal free calls again, from 1 ms to 365 days. */
    public Optional<Duration> cacheFor() {
        return marks.duration(ToolMark.CACHE_FOR);
    }

    /** What runs once the call is let through; one that runs elsewhere or asks a person has a body that always throws. */
    public ToolBody body() {
        return body;
    }

    /** By whom calls are executed, where it is not by a body. */
    public Optional<Delegation> delegation() {
        return delegation;
    }

    @Override
    public String toString() {
        return name + " (" + origin + ")";
    }

    /** What the tool was made from, in words. */
    public String origin() {
        return origin;
    }

    /**
     * Checks what can be told only once all marks are there.
     *
     * @throws IllegalArgumentException if the tool's gate cannot stand before it, one of its marks would be ignored, or what it
     *     redacts is no part of its arguments
     */
    ToolDefinition complete() {
        try {
            MarkRules.check(marks, marks.protection());
            redacted().forEach(this::checkRedacted);
            return this;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("tool " + name + " (" + origin + "): " + e.getMessage(), e);
        }
    }

    private void checkRedacted(String pointer) {
        parameters.problemOf(pointer).ifPresent(problem -> {
            throw new IllegalArgumentException("it redacts " + pointer + ", but " + problem);
        });
    }

    /** This tool with more marks. */
    ToolDefinition with(ToolMarks more) {
        ToolMarks united;
        try {
            united = marks.and(more);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("tool " + name + " (" + origin + "): " + e.getMessage(), e);
        }
        return new ToolDefinition(name, description, parameters, united, body, delegation, origin);
    }
}
