package ai.kern.models.openai;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One attempt that gave no sound answer, with all that decides whether there is another. Never leaves this package. */
final class FailedAttempt extends Exception {
    private static final long serialVersionUID = 1L;

    private int status;
    private @Nullable String code;
    private @Nullable String type;
    private @Nullable String requestId;
    private boolean retryable;
    private boolean last;
    private boolean interruption;
    private @Nullable Duration retryAfter;
    private String remark = "";

    private FailedAttempt(String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
    }

    static FailedAttempt because(String message) {
        return new FailedAttempt(message, null);
    }

    static FailedAttempt because(String message, Throwable cause) {
        return new FailedAttempt(message, cause);
    }

    /** The caller's thread was interrupted, which says nothing of the server. Its interrupt status is set. */
    static FailedAttempt interrupted(String message, @Nullable Throwable cause) {
        Thread.currentThread().interrupt();
        FailedAttempt failure = new FailedAttempt(message, cause);
        failure.interruption = true;
        return failure;
    }

    FailedAttempt status(int value) {
        this.status = value;
        return this;
    }

    FailedAttempt code(@Nullable String value) {
        this.code = value;
        return this;
    }

    FailedAttempt type(@Nullable String value) {
        this.type = value;
        return this;
    }

    FailedAttempt requestId(Optional<String> value) {
        this.requestId = value.orElse(null);
        return this;
    }

    FailedAttempt retryable(boolean value) {
        this.retryable = value;
        return this;
    }

    /** The same request may succeed later, but is not to be tried again now. */
    FailedAttempt last() {
        this.last = true;
        return this;
    }

    FailedAttempt retryAfter(Optional<Duration> value) {
        this.retryAfter = value.orElse(null);
        return this;
    }

    /** The same failure with a remark on its retries. */
    FailedAttempt saying(String remark) {
        FailedAttempt failure = new FailedAttempt(message(), getCause());
        failure.remark = remark;
        failure.status = status;
        failure.code = code;
        failure.type = type;
        failure.requestId = requestId;
        failure.retryable = retryable;
        failure.last = last;
        failure.interruption = interruption;
        failure.retryAfter = retryAfter;
        return failure;
    }

    /** What failed, which may quote the server at any length. */
    String message() {
        return String.valueOf(getMessage());
    }

    /** What came of the retries, empty where there is nothing to say. */
    String remark() {
        return remark;
    }

    int status() {
        return status;
    }

    @Nullable
    String code() {
        return code;
    }

    @Nullable
    String type() {
        return type;
    }

    @Nullable
    String requestId() {
        return requestId;
    }

    boolean isRetryable() {
        return retryable;
    }

    /** Whether the caller gave up, whatever the server does. */
    boolean isInterruption() {
        return interruption;
    }

    /** Whether another attempt may follow now. */
    boolean allowsAnother() {
        return retryable && !last;
    }

    Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** What failed, for a log: no text that came from outside. */
    String kind() {
        Throwable cause = getCause();
        if (status != 0) {
            return "HTTP " + status;
        }
        return cause == null ? "an unsound answer" : cause.getClass().getSimpleName();
    }
}
