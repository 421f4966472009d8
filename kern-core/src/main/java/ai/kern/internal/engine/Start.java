package ai.kern.internal.engine;

import ai.kern.db.Attempt;
import ai.kern.requirement.PauseType;
import ai.kern.tool.ToolArguments;
import ai.kern.tool.ToolDefinition;

/**
 * An attempt that may be claimed and started.
 *
 * @param call the call
 * @param tool the tool
 * @param arguments what it runs with
 * @param attempt the number of the attempt, from 1
 */
record Start(CallRecord call, ToolDefinition tool, ToolArguments arguments, int attempt) {

    /** Whether nothing stands before the call. */
    boolean isFree() {
        return call.requirement().isEmpty();
    }

    /** Whether the call may be started again by itself when its outcome is not known. */
    boolean isRepeatable() {
        return isFree() ? !tool.onceOnly() : tool.idempotent();
    }

    /** Whether a person lets the call run again whose last attempt is in doubt: that one must not be at work any more. */
    boolean followsDoubt() {
        return call.requirement()
                .filter(requirement -> requirement.type() == PauseType.OUTCOME_UNKNOWN)
                .map(requirement -> requirement.asked().attempt() == attempt - 1)
                .orElse(false);
    }

    /** The attempt before this one, where this is not the first. */
    Attempt before() {
        return new Attempt(call.key(), attempt - 1);
    }

    Attempt ofAttempt() {
        return new Attempt(call.key(), attempt);
    }
}
