package ai.kern.cookbook.demo;

/** The demo cannot go on, for a reason that its message tells to the person in front of it. */
final class DemoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DemoException(String message) {
        super(message);
    }

    DemoException(String message, Throwable cause) {
        super(message, cause);
    }
}
