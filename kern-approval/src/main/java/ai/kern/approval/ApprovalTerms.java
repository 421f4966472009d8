package ai.kern.approval;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Under which terms a call is let through. They are shown with the record, are part of what is decided, and are all that a
 * process without an agent needs to check a decision. Immutable.
 *
 * @param schema the JSON schema of the tool's arguments, without descriptions
 * @param fieldsSchema the JSON schema of the values that are asked for, if some are
 * @param editable whether who approves may change the arguments
 * @param approvers the role that a decider must have; anybody decides if there is none
 * @param quorum how many different people must approve, from 1
 * @param fourEyes whether the call was asked for by a known user, who cannot approve it
 * @param requesterMayApprove whether the approval of the user who owns the run counts
 * @param runWithin how long after its approval the call may be started; for ever if there is none
 * @param redacted the arguments that are masked, as JSON pointers
 */
public record ApprovalTerms(
        Optional<String> schema,
        Optional<String> fieldsSchema,
        boolean editable,
        Optional<String> approvers,
        int quorum,
        boolean fourEyes,
        boolean requesterMayApprove,
        Optional<Duration> runWithin,
        List<String> redacted) {
    public ApprovalTerms {
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(fieldsSchema, "fieldsSchema");
        Objects.requireNonNull(approvers, "approvers");
        Objects.requireNonNull(runWithin, "runWithin");
        redacted = List.copyOf(redacted);
        if (quorum < 1) {
            throw new IllegalArgumentException("a quorum is at least 1, not " + quorum);
        }
    }
}
