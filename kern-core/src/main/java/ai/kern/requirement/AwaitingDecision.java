package ai.kern.requirement;

import java.util.Objects;

/**
 * An administrator decides on a persisted record; the caller has no answer to give.
 *
 * @param info what every requirement has
 * @param pauseType what the record asks for
 * @param recordId the record
 */
public record AwaitingDecision(RequirementInfo info, PauseType pauseType, String recordId) implements Requirement {
    public AwaitingDecision {
        Objects.requireNonNull(info, "info");
        Objects.requireNonNull(pauseType, "pauseType");
        Objects.requireNonNull(recordId, "recordId");
    }

    @Override
    public <R> R accept(RequirementVisitor<R> visitor) {
        return visitor.awaitingDecision(this);
    }
}
