package ai.kern.approval;

import ai.kern.run.KernException;
import ai.kern.tool.GatedCall;

/**
 * What is stored of a call, its record or its trail is not what was shown, voted for or decided. The call did not run, and
 * the run stays PAUSED; it can be asked anew or dropped, or the run cancelled.
 */
public final class ApprovalChangedException extends KernException {
    private static final long serialVersionUID = 1L;

    /** That something about a call is not what it was. */
    static ApprovalChangedException of(GatedCall call, ApprovalRecord record, String what) {
        return new ApprovalChangedException(
                "call " + call.key() + " of tool " + call.toolName() + " does not run: " + what
                        + " is not what was shown and decided (approval " + record.id()
                        + "). Somebody may have changed the database; ask the call anew, drop it, or cancel run "
                        + call.run().rootId());
    }

    /** What is wrong, and what to do. */
    public ApprovalChangedException(String message) {
        super(message);
    }
}
