package ai.kern.internal.engine;

/** The text by which a model learns of an error. A message longer than anybody reads is cut, so that it fits every store. */
final class ErrorText {
    /** How much of a message is told. */
    static final int MOST_CHARACTERS = 10_000;

    private ErrorText() {}

    static String of(String message) {
        return "Error: " + (message.length() <= MOST_CHARACTERS ? message : cut(message));
    }

    private static String cut(String message) {
        int end =
                Character.isHighSurrogate(message.charAt(MOST_CHARACTERS - 1)) ? MOST_CHARACTERS - 1 : MOST_CHARACTERS;
        return message.substring(0, end) + " … (cut; the message has " + message.length() + " characters)";
    }
}
