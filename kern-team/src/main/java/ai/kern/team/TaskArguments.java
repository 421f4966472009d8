package ai.kern.team;

import ai.kern.tool.ToolArguments;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The arguments of a call about tasks, which fit the schema of its tool. What is null counts as not there. Immutable. */
final class TaskArguments {
    private final Map<String, @Nullable Object> values;

    TaskArguments(ToolArguments arguments) {
        this.values = arguments.asMap();
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).map(String::valueOf);
    }

    private String required(String name) {
        return text(name).orElseThrow(() -> new IllegalArgumentException("'" + name + "' is missing"));
    }

    private Optional<List<String>> ids(String name) {
        return Optional.ofNullable(values.get(name))
                .map(ids -> ((List<?>) ids).stream().map(String::valueOf).toList());
    }

    /** The task that the call is about. */
    String taskId() {
        return required("task_id");
    }

    Optional<String> title() {
        return text("title");
    }

    Optional<String> description() {
        return text("description");
    }

    Optional<String> memberId() {
        return text("member_id");
    }

    /** The tasks that must be done before, each once. */
    Optional<List<String>> dependsOn() {
        return ids("depends_on").map(ids -> List.copyOf(new LinkedHashSet<>(ids)));
    }

    Optional<TaskStatus> status() {
        return text("status").map(status -> TaskStatus.valueOf(status.toUpperCase(Locale.ROOT)));
    }

    /** What came of a task that was done by hand. */
    Optional<String> result() {
        return text("result");
    }

    /** What a member is told besides its task. */
    Optional<String> instructions() {
        return text("instructions");
    }

    /** With what the leader finishes. */
    String answer() {
        return required("answer");
    }

    /** Whether nothing of a task is given but its id. */
    boolean changesNothing() {
        return values.entrySet().stream()
                .allMatch(given -> given.getKey().equals("task_id") || given.getValue() == null);
    }

    /** The tasks that are to be executed. */
    List<String> toExecute() {
        return ids("task_ids").orElseGet(() -> List.of(taskId()));
    }
}
