package ai.kern.model;

import ai.kern.run.KernException;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A model gave no sound answer. Says what the server said, as far as it said anything, and whether a later try may succeed.
 * Neither message nor fields ever hold the API key.
 */
public final class ModelException extends KernException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable String code;
    private final @Nullable String type;
    private final @Nullable String requestId;
    private final boolean retryable;

    private ModelException(Builder builder) {
        super(builder.message, builder.cause);
        this.status = builder.status;
        this.code = builder.code;
        this.type = builder.type;
        this.requestId = builder.requestId;
        this.retryable = builder.retryable;
    }

    /** Starts an exception with its message. */
    public static Builder builder(String message) {
        return new Builder(message);
    }

    /** The HTTP status, if an answer came at all. */
    public OptionalInt status() {
        return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
    }

    /** The provider's error code, {@code context_length_exceeded} for one. */
    public Optional<String> code() {
        return Optional.ofNullable(code);
    }

    /** The provider's kind of error, {@code invalid_request_error} for one. */
    public Optional<String> type() {
        return Optional.ofNullable(type);
    }

    /** The provider's id of the request, for its support. */
    public Optional<String> requestId() {
        return Optional.ofNullable(requestId);
    }

    /** Whether the same request may succeed later. */
    public boolean isRetryable() {
        return retryable;
    }

    /** Collects what is known of a failure. Not safe for use by several threads. */
    public static final class Builder {
        private final String message;
        private @Nullable Throwable cause;
        private int status;
        private @Nullable String code;
        private @Nullable String type;
        private @Nullable String requestId;
        private boolean retryable;

        private Builder(String message) {
            this.message = message;
        }

        public Builder cause(@Nullable Throwable cause) {
            this.cause = cause;
            return this;
        }

        public Builder status(int status) {
            this.status = status;
            return this;
        }

        public Builder code(@Nullable String code) {
            this.code = code;
            return this;
        }

        public Builder type(@Nullable String type) {
            this.type = type;
            return this;
        }

        public Builder requestId(@Nullable String requestId) {
            this.requestId = requestId;
            return this;
        }

        public Builder retryable(boolean retryable) {
            this.retryable = retryable;
            return this;
        }

        public ModelException build() {
            return new ModelException(this);
        }
    }
}
