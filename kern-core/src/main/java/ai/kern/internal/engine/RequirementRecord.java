package ai.kern.internal.engine;

import ai.kern.db.RequirementStatus;
import ai.kern.db.Settlement;
import ai.kern.db.StoredRequirement;
import ai.kern.requirement.PauseType;
import ai.kern.run.CallKey;
import java.util.Optional;

/**
 * A requirement as it is stored, and what its documents say.
 *
 * @param stored the row
 * @param readings read its documents
 */
record RequirementRecord(StoredRequirement stored, Readings readings) {

    /** This requirement with its settlement. */
    RequirementRecord settled(Settlement by) {
        return new RequirementRecord(stored.settled(by), readings);
    }

    String id() {
        return stored.id();
    }

    /** The call that waits. */
    CallKey call() {
        return stored.call();
    }

    PauseType type() {
        return stored.type();
    }

    RequirementStatus status() {
        return stored.status();
    }

    boolean isOpen() {
        return stored.isOpen();
    }

    /** What it asks. */
    Documents.Asked asked() {
        return readings.read(stored.document(), Documents.Asked.class, () -> "requirement " + id());
    }

    /** How it was settled, if it was. */
    Optional<Documents.Settled> settled() {
        return stored.settlement()
                .map(settlement -> readings.read(
                        settlement.document(), Documents.Settled.class, () -> "the settlement of requirement " + id()));
    }
}
