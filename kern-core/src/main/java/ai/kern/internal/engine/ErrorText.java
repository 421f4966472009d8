package ai.kern.internal.engine;

import ai.kern.internal.Excerpt;

/** The text by which a model learns of an error. A message longer than anybody reads is cut, so that it fits every store. */
final class ErrorText {
    private ErrorText() {}

    static String of(String message) {
        return "Error: " + Excerpt.of(message, Excerpt.OF_MESSAGE);
    }
}
