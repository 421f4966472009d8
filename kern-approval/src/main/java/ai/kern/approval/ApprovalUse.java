package ai.kern.approval;

import java.time.Instant;
import java.util.Objects;

/**
 * That a call was started under an approval, which lets no other call start any more.
 *
 * @param attempt the attempt that was started last
 * @param at when, by the database's clock
 */
public record ApprovalUse(int attempt, Instant at) {
    public ApprovalUse {
        Objects.requireNonNull(at, "at");
    }
}
