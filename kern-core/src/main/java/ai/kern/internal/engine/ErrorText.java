package ai.kern.internal.engine;

import ai.kern.internal.Excerpt;
import java.io.FileNotFoundException;
import java.nio.file.FileSystemException;

/** The text by which a model learns of an error. A message longer than anybody reads is cut, so that it fits every store. */
final class ErrorText {
    private ErrorText() {}

    /** What a throwable says of itself; its kind where it says nothing, or cannot even say that. */
    static String messageOf(Throwable thrown) {
        try {
            String message = thrown.getMessage();
            String kind = thrown.getClass().getSimpleName();
            if (message == null || message.isBlank()) {
                return kind;
            }
            return saysOnlyWhere(thrown) ? kind + ": " + message : message;
        } catch (RuntimeException mute) {
            return thrown.getClass().getSimpleName();
        }
    }

    /** Errors about files have the path for a message; what is wrong with it is in their names. */
    private static boolean saysOnlyWhere(Throwable thrown) {
        return thrown instanceof FileNotFoundException
                || (thrown instanceof FileSystemException file && file.getReason() == null);
    }

    static String of(String message) {
        return "Error: " + Excerpt.of(message, Excerpt.OF_MESSAGE);
    }
}
