package ai.kern.approval;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One person's approval where several are needed. A vote counts for what it was given for, so a change of the answer voids it.
 *
 * @param by who
 * @param at when, by the database's clock
 * @param note what the voter wrote
 * @param digest what was approved
 */
public record ApprovalVote(String by, Instant at, Optional<String> note, String digest) {
    public ApprovalVote {
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(note, "note");
        Objects.requireNonNull(digest, "digest");
    }
}
