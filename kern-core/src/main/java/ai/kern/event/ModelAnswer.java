package ai.kern.event;

import ai.kern.model.Message;
import ai.kern.model.Usage;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * What a model answered.
 *
 * @param usage what the request cost
 * @param toolCalls how many tools it calls
 * @param message gives the message, with masks in place of what tools redact
 */
public record ModelAnswer(Usage usage, int toolCalls, Supplier<Message.Assistant> message) {
    public ModelAnswer {
        Objects.requireNonNull(usage, "usage");
        Objects.requireNonNull(message, "message");
    }
}
