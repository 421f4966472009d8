package ai.kern.tool;

/** What a tool can be marked with, under the name by which the developer knows it. */
enum ToolMark {
    CONFIRMATION("requiresConfirmation"),
    USER_INPUT("requiresUserInput"),
    USER_INPUT_FIELDS("userInputFields"),
    EXTERNAL_EXECUTION("externalExecution"),
    ASKED_INPUT("asks for user input"),
    ASKED_QUESTIONS("asks questions"),
    IDEMPOTENT("idempotent"),
    ONCE_ONLY("onceOnly"),
    EDITABLE("editable"),
    TIMEOUT("timeout"),
    NOT_PARALLEL("parallel = false"),
    CACHE_FOR("cacheFor"),
    STOP_AFTER_CALL("stopAfterCall"),
    SHOW_RESULT("showResult"),
    REDACT("redact"),
    GATE("gate");

    private final String label;

    ToolMark(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
