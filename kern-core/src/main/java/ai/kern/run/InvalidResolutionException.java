package ai.kern.run;

import org.jspecify.annotations.Nullable;

/** An answer does not fit what was asked. Nothing was stored, and the run stays PAUSED. */
public final class InvalidResolutionException extends KernException {
    private static final long serialVersionUID = 1L;

    public InvalidResolutionException(String message) {
        super(message);
    }

    public InvalidResolutionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
