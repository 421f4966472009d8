package ai.kern.run;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything that kern throws while it runs. Each subclass is one thing that a caller can react to; its message
 * names the thing, what was found, what was expected and what to do.
 *
 * <p>Mistakes of configuration are not among them: they are {@link IllegalArgumentException}s and
 * {@link IllegalStateException}s thrown by {@code build()}.
 */
public class KernException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public KernException(String message) {
        super(message);
    }

    public KernException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
