package ai.kern.db;

import ai.kern.run.CallKey;
import java.time.Instant;
import java.util.Objects;

/**
 * One fact about one attempt of a tool call. Facts are only ever added, and each is unique by call, attempt and phase: two
 * who claim the same attempt cannot both succeed. Attempt 0 has no claim; its outcome is a result that came without an
 * execution by kern (a rejection, an answer, bad arguments).
 *
 * @param call the call
 * @param attempt 0, or the number of the attempt from 1
 * @param phase which fact
 * @param at when it was written, by the writer's clock
 * @param document the fact, as JSON text
 */
public record Execution(CallKey call, int attempt, ExecutionPhase phase, Instant at, String document) {
    public Execution {
        Objects.requireNonNull(call, "call");
        Objects.requireNonNull(phase, "phase");
        Objects.requireNonNull(at, "at");
        Limits.checkDocument(document, "the execution of call " + call);
        if (attempt < 0 || (attempt == 0 && phase == ExecutionPhase.CLAIM)) {
            throw new IllegalArgumentException(
                    "attempts count from 1, and attempt 0 has no claim: " + call + " " + attempt);
        }
    }

    /** The attempt that this fact is about. */
    public Attempt ofAttempt() {
        return new Attempt(call, attempt);
    }
}
