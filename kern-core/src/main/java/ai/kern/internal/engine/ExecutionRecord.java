package ai.kern.internal.engine;

import ai.kern.db.Execution;
import ai.kern.db.ExecutionPhase;

/**
 * A fact about an attempt as it is stored, and what its document says.
 *
 * @param stored the row
 * @param readings read its document
 */
record ExecutionRecord(Execution stored, Readings readings) {

    boolean is(ExecutionPhase phase) {
        return stored.phase() == phase;
    }

    int attempt() {
        return stored.attempt();
    }

    /** What a claim says. */
    Documents.Claim claim() {
        return readings.read(stored.document(), Documents.Claim.class, () -> "the claim of call " + stored.call());
    }

    /** What an outcome says, a late one too. */
    Documents.Outcome outcome() {
        return readings.read(stored.document(), Documents.Outcome.class, () -> "the outcome of call " + stored.call());
    }
}
