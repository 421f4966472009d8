package ai.kern.tool;

import ai.kern.run.KernException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Arguments do not fit a tool's schema. The message is written for the model: it names each field and what is wrong with it. */
public final class InvalidArgumentsException extends KernException {
    private static final long serialVersionUID = 1L;

    private static final int MOST_SHOWN = 10;

    @SuppressWarnings("serial") // the lists of List.copyOf are serializable
    private final List<String> violations;

    @SuppressWarnings("serial")
    private final List<String> withoutValues;

    /**
     * An exception for what was found.
     *
     * @param violations what is wrong, one sentence each, with the field's name at its front; not empty
     */
    public InvalidArgumentsException(List<String> violations) {
        this(violations, violations, null);
    }

    InvalidArgumentsException(List<String> violations, List<String> withoutValues, @Nullable Throwable cause) {
        super(message(violations), cause);
        this.violations = List.copyOf(violations);
        this.withoutValues = List.copyOf(withoutValues);
    }

    /** What is wrong, one sentence each, with the field's name at its front; not empty. */
    public List<String> violations() {
        return violations;
    }

    /** The same, for logs and for others than who wrote the arguments: no values of theirs are quoted. */
    public List<String> violationsWithoutValues() {
        return withoutValues;
    }

    private static String message(List<String> violations) {
        Objects.requireNonNull(violations, "violations");
        if (violations.isEmpty()) {
            throw new IllegalArgumentException("an exception needs something that is wrong");
        }
        int shown = Math.min(violations.size(), MOST_SHOWN);
        String listed = String.join("; ", violations.subList(0, shown));
        String more = violations.size() > shown ? "; and " + (violations.size() - shown) + " more" : "";
        return "Invalid arguments: " + listed + more + ". Correct them and call the tool again.";
    }
}
