package ai.kern.internal.engine;

import ai.kern.internal.Excerpt;

/** The text by which a model learns of an error. A message longer than anybody reads is cut, so that it fits every store. */
final class ErrorText {
    private ErrorText() {}

    /** What a throwable says of itself; its kind where it says nothing, or cannot even say that. */
    static String messageOf(Throwable thrown) {
        try {
            String message = thrown.getMessage();
            return message == null || message.isBlank() ? thrown.getClass().getSimpleName() : message;
        } catch (RuntimeException mute) {
            return thrown.getClass().getSimpleName();
        }
    }

    static String of(String message) {
        return "Error: " + Excerpt.of(message, Excerpt.OF_MESSAGE);
    }
}
