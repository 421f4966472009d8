package ai.kern.tool;

import ai.kern.internal.Durations;
import ai.kern.internal.Redaction;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The marks of one tool: those that were set, with their values. Immutable. */
final class ToolMarks {
    static final ToolMarks NONE = new ToolMarks(new EnumMap<>(ToolMark.class));

    private static final Map<ToolMark, Protection> PROTECTIONS = new EnumMap<>(Map.of(
            ToolMark.CONFIRMATION, Protection.CONFIRMATION,
            ToolMark.USER_INPUT, Protection.USER_INPUT,
            ToolMark.EXTERNAL_EXECUTION, Protection.EXTERNAL_EXECUTION,
            ToolMark.ASKED_INPUT, Protection.ASKED_INPUT,
            ToolMark.ASKED_QUESTIONS, Protection.ASKED_QUESTIONS));

    private final EnumMap<ToolMark, Object> values;

    private ToolMarks(EnumMap<ToolMark, Object> values) {
        this.values = values;
    }

    /**
     * The marks of an annotation.
     *
     * @throws IllegalArgumentException if a duration is not one
     */
    static ToolMarks of(Tool tool) {
        ToolMarks marks = NONE.with(ToolMark.CONFIRMATION, tool.requiresConfirmation())
                .with(ToolMark.USER_INPUT, tool.requiresUserInput())
                .with(ToolMark.EXTERNAL_EXECUTION, tool.externalExecution())
                .with(ToolMark.IDEMPOTENT, tool.idempotent())
                .with(ToolMark.ONCE_ONLY, tool.onceOnly())
                .with(ToolMark.EDITABLE, tool.editable())
                .with(ToolMark.NOT_PARALLEL, !tool.parallel())
                .with(ToolMark.STOP_AFTER_CALL, tool.stopAfterCall())
                .with(ToolMark.SHOW_RESULT, tool.showResult());
        if (tool.userInputFields().length > 0) {
            marks = marks.with(ToolMark.USER_INPUT_FIELDS, List.of(tool.userInputFields()));
        }
        return marks.withDuration(ToolMark.TIMEOUT, tool.timeout()).withDuration(ToolMark.CACHE_FOR, tool.cacheFor());
    }

    /** These marks with another value of one; a mark that is false is not set. */
    ToolMarks with(ToolMark mark, Object value) {
        EnumMap<ToolMark, Object> changed = new EnumMap<>(values);
        if (Boolean.FALSE.equals(value)) {
            changed.remove(mark);
        } else {
            changed.put(mark, value);
        }
        return new ToolMarks(changed);
    }

    private ToolMarks withDuration(ToolMark mark, String text) {
        if (text.isEmpty()) {
            return this;
        }
        try {
            return with(mark, Duration.parse(text));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    mark.label() + " is '" + text + "', which is not an ISO-8601 duration such as PT30S or PT24H", e);
        }
    }

    /**
     * The union of these marks and others.
     *
     * @throws IllegalArgumentException if both set one mark to different values
     */
    ToolMarks and(ToolMarks others) {
        EnumMap<ToolMark, Object> united = new EnumMap<>(values);
        others.values.forEach((mark, value) -> {
            Object before = united.putIfAbsent(mark, value);
            if (mark == ToolMark.REDACT) {
                united.put(mark, union(redacted(), others.redacted()));
            } else if (before != null && !before.equals(value)) {
                throw new IllegalArgumentException(mark.label() + " is declared twice with different values, " + before
                        + " and " + value + "; declare it once, or equally");
            }
        });
        return new ToolMarks(united);
    }

    /**
     * These marks, with more parts of arguments that are masked.
     *
     * @throws IllegalArgumentException if one is no pointer
     */
    ToolMarks redacting(List<String> pointers) {
        return with(
                ToolMark.REDACT,
                union(redacted(), pointers.stream().map(Redaction::check).toList()));
    }

    private static List<String> union(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).distinct().toList();
    }

    boolean has(ToolMark mark) {
        return values.containsKey(mark);
    }

    Optional<Duration> duration(ToolMark mark) {
        return Optional.ofNullable((Duration) values.get(mark));
    }

    List<String> userInputFields() {
        return list(ToolMark.USER_INPUT_FIELDS);
    }

    List<String> redacted() {
        return list(ToolMark.REDACT);
    }

    @SuppressWarnings("unchecked") // the only value that is ever put under the marks for which this is called
    private List<String> list(ToolMark mark) {
        Object list = values.get(mark);
        return list == null ? List.of() : (List<String>) list;
    }

    Optional<Gate> gate() {
        return Optional.ofNullable((Gate) values.get(ToolMark.GATE));
    }

    /** The protection that these marks and their gate come to. */
    Protection protection() {
        Protection declared = declared();
        return gate().map(gate -> gate.protection(declared)).orElse(declared);
    }

    /** The protection that these marks come to by themselves. */
    Protection declared() {
        return PROTECTIONS.entrySet().stream()
                .filter(entry -> has(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(Protection.NONE);
    }

    /**
     * Finds marks that contradict each other.
     *
     * @throws IllegalArgumentException if there are some
     */
    void check() {
        List<String> protections = new ArrayList<>();
        PROTECTIONS.keySet().stream().filter(this::has).map(ToolMark::label).forEach(protections::add);
        if (protections.size() > 1) {
            throw new IllegalArgumentException(String.join(" and ", protections)
                    + " exclude each other: a call waits for one thing only. Keep one of them");
        }
        if (has(ToolMark.USER_INPUT_FIELDS) && !has(ToolMark.USER_INPUT)) {
            throw new IllegalArgumentException(
                    "userInputFields " + userInputFields() + " are named without requiresUserInput; add it");
        }
        if (has(ToolMark.IDEMPOTENT) && has(ToolMark.ONCE_ONLY)) {
            throw new IllegalArgumentException(
                    "idempotent and onceOnly exclude each other: the first lets a call be repeated, the second forbids it."
                            + " Keep one of them");
        }
        for (ToolMark mark : List.of(ToolMark.TIMEOUT, ToolMark.CACHE_FOR)) {
            duration(mark).ifPresent(duration -> Durations.check(duration, mark.label()));
        }
    }
}
