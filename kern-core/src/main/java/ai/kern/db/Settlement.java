package ai.kern.db;

import java.time.Instant;
import java.util.Objects;

/**
 * The end of an open requirement.
 *
 * @param requirementId the requirement, which must be open
 * @param runId the run that owns it
 * @param status what it becomes: settled or replaced
 * @param at when, by the writer's clock
 * @param document how, as JSON text
 */
public record Settlement(String requirementId, String runId, RequirementStatus status, Instant at, String document) {
    public Settlement {
        Limits.checkName(requirementId, "the id of a requirement");
        Limits.checkName(runId, "the id of a run");
        Objects.requireNonNull(at, "at");
        Limits.checkDocument(document, "the settlement of requirement " + requirementId);
        if (status == RequirementStatus.OPEN) {
            throw new IllegalArgumentException("requirement " + requirementId + " cannot be settled as open");
        }
    }
}
