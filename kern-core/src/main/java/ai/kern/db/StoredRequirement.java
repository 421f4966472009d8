package ai.kern.db;

import ai.kern.requirement.PauseType;
import ai.kern.run.CallKey;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A requirement as it is stored. Its settlement is written once; nothing else of it ever changes.
 *
 * @param id its own id
 * @param call the call that waits
 * @param ordinal its place among the requirements of this call, from 0
 * @param type what it asks for
 * @param status where it stands
 * @param createdAt when it was made, by the writer's clock
 * @param document what is asked, as JSON text
 * @param settlement how it was settled; empty while it is open
 */
public record StoredRequirement(
        String id,
        CallKey call,
        int ordinal,
        PauseType type,
        RequirementStatus status,
        Instant createdAt,
        String document,
        Optional<Settlement> settlement) {

    public StoredRequirement {
        Limits.checkName(id, "the id of a requirement");
        Objects.requireNonNull(call, "call");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(createdAt, "createdAt");
        Limits.checkDocument(document, "requirement " + id);
        if ((status == RequirementStatus.OPEN) == settlement.isPresent()) {
            throw new IllegalArgumentException("requirement " + id + " is open if and only if it has no settlement");
        }
    }

    /** Whether it waits. */
    public boolean isOpen() {
        return status == RequirementStatus.OPEN;
    }

    /** This requirement with its settlement. */
    public StoredRequirement settled(Settlement by) {
        return new StoredRequirement(id, call, ordinal, type, by.status(), createdAt, document, Optional.of(by));
    }
}
