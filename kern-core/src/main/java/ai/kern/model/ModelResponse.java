package ai.kern.model;

import java.util.Objects;

/**
 * A model's answer.
 *
 * @param message the message, to be sent back unchanged in later requests
 * @param usage what it cost
 */
public record ModelResponse(Message.Assistant message, Usage usage) {
    public ModelResponse {
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(usage, "usage");
    }

    /** A response that cost nothing known. */
    public static ModelResponse of(Message.Assistant message) {
        return new ModelResponse(message, Usage.NONE);
    }
}
