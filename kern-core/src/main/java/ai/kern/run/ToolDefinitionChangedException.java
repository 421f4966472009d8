package ai.kern.run;

/**
 * A call that was let through no longer means what was shown: its tool is gone, or its schema or protection changed. The call
 * did not run and the run stays PAUSED; the call can be rejected, dropped or asked anew, or the run cancelled.
 */
public final class ToolDefinitionChangedException extends KernException {
    private static final long serialVersionUID = 1L;

    public ToolDefinitionChangedException(String message) {
        super(message);
    }
}
