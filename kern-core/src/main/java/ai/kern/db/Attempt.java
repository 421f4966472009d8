package ai.kern.db;

import ai.kern.run.CallKey;
import java.util.Objects;

/**
 * One attempt of a tool call.
 *
 * @param call the call
 * @param number the attempt, from 1
 */
public record Attempt(CallKey call, int number) {
    public Attempt {
        Objects.requireNonNull(call, "call");
    }

    @Override
    public String toString() {
        return "attempt " + number + " of call " + call;
    }
}
