package ai.kern.models.openai;

import java.io.IOException;

/** An answer that would fill the memory. */
final class AnswerTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int limit;

    AnswerTooLargeException(int limit) {
        super("More than " + limit + " bytes");
        this.limit = limit;
    }

    /** In bytes. */
    int limit() {
        return limit;
    }
}
