package ai.kern.tool;

/** A Java type has no JSON schema; whoever knows the place where it is used names that. */
final class UnsupportedTypeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnsupportedTypeException(String message) {
        super(message);
    }

    UnsupportedTypeException(String message, Throwable cause) {
        super(message, cause);
    }

    String messageText() {
        return String.valueOf(getMessage());
    }
}
