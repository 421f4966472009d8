package ai.kern.approval;

import ai.kern.internal.VisibleText;
import java.util.Objects;
import java.util.Optional;

/**
 * Something in an audit trail that nobody wrote so.
 *
 * @param runId the run in whose trail it is; empty where it is among the checkpoints
 * @param place the first bad entry's place in the trail, or the checkpoint's number
 * @param problem what is wrong
 */
public record AuditFinding(Optional<String> runId, long place, String problem) {
    public AuditFinding {
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(problem, "problem");
    }

    /** The place and the problem in one line; what the database has in it is plainly visible, whatever it is. */
    @Override
    public String toString() {
        String where = runId.map(run -> "entry " + place + " of the trail of run " + run)
                .orElse("checkpoint " + place);
        return VisibleText.of(where + ": " + problem);
    }
}
