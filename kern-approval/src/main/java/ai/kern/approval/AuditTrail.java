package ai.kern.approval;

import ai.kern.db.Limits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The trail of all that happened to records: requests, votes, decisions, expiries, cancellations, deletions, starts and outcomes.
 * Each entry is written in the transaction of what it tells, is never changed, and is chained to the one before it in its run's
 * trail by a hash; with an {@link AuditKey} nobody who can only write to the database can write such a chain. Checkpoints seal
 * the ends of all trails; kept elsewhere, they also tell of a trail that was removed as a whole.
 *
 * <p>Safe for use by many threads. Every method throws a {@link ai.kern.db.DbException} when the database fails.
 */
public final class AuditTrail {
    private static final int HEADS_OF_A_CHECKPOINT = 10_000;

    private final ApprovalStore store;
    private final TrailHash hash;

    AuditTrail(ApprovalStore store, TrailHash hash) {
        this.store = store;
        this.hash = hash;
    }

    /** The trail of a run, in its order; also where the run or its records were deleted. */
    public List<AuditEntry> ofRun(String runId) {
        return Limits.isName(runId)
                ? store.read("reading the trail of run " + runId, reader -> reader.entries(runId))
                : List.of();
    }

    /**
     * Seals the ends of all trails that have grown since they were sealed last, in as many checkpoints as that takes. Others may
     * write to the trails, and seal them, at the same time.
     *
     * @return how many checkpoints this made; 0 if no trail had grown
     */
    public int seal() {
        int made = 0;
        while (true) {
            Sealing sealing = store.write("sealing the audit trail", this::sealSome);
            if (sealing == Sealing.NOT_NEEDED) {
                return made;
            }
            made += sealing == Sealing.DONE ? 1 : 0;
        }
    }

    /** What came of an attempt to make a checkpoint. */
    private enum Sealing {
        DONE,
        /** Somebody else made the checkpoint of this number, of other trails. */
        TAKEN,
        /** No trail has grown. */
        NOT_NEEDED
    }

    private Sealing sealSome(ApprovalTransaction transaction) {
        List<AuditHead> heads = transaction.lockUnsealed(HEADS_OF_A_CHECKPOINT);
        if (heads.isEmpty()) {
            return Sealing.NOT_NEEDED;
        }
        Optional<AuditCheckpoint> before = transaction.lastCheckpoint().map(AuditCheckpoint::fromJson);
        AuditCheckpoint next = hash.checkpoint(
                before.map(AuditCheckpoint::hash).orElse(""),
                new AuditCheckpoint(
                        before.map(AuditCheckpoint::number).orElse(0L) + 1,
                        transaction.now(),
                        hash.keyId(),
                        heads,
                        ""));
        return transaction.seal(next) ? Sealing.DONE : Sealing.TAKEN;
    }

    /**
     * Writes all checkpoints, the oldest first, one line of JSON each.
     *
     * @throws IOException if the destination fails
     */
    public void exportCheckpoints(Appendable destination) throws IOException {
        List<String> lines = store.read("reading the checkpoints of the audit trail", reader -> {
            List<String> read = new ArrayList<>();
            reader.forEachCheckpoint(read::add);
            return read;
        });
        for (String line : lines) {
            destination.append(line).append('\n');
        }
    }

    /** Verifies the whole trail: see {@link #verify(List)}, with no checkpoints that were kept elsewhere. */
    public AuditReport verify() {
        return verify(List.of());
    }

    /**
     * Verifies the whole trail: that every hash follows from its entry and the one before, that no entry is missing up to the
     * stored end of its run's trail and to the ends that checkpoints have sealed, that the checkpoints follow from each other, and
     * that each record and the trail say the same: what was asked, voted and decided, by whom and when, whether the call was
     * started, and how it ended; a record of which the trail tells is there, or the trail tells of its deletion.
     *
     * @param kept lines of an earlier export that were kept elsewhere; each of them must still be in the database. Without any,
     *     the report says what can therefore not be noticed
     * @return what is wrong, and what could not be checked
     * @throws ai.kern.db.DbException if a line is no checkpoint
     */
    public AuditReport verify(List<String> kept) {
        List<AuditCheckpoint> elsewhere =
                kept.stream().map(AuditCheckpoint::fromJson).toList();
        return store.read("verifying the audit trail", reader -> {
            CheckpointVerifier checkpoints = new CheckpointVerifier(hash, elsewhere);
            reader.forEachCheckpoint(checkpoints::take);
            TrailVerifier verifier = new TrailVerifier(hash, checkpoints);
            reader.forEachHead(verifier::take);
            reader.forEachRecord(verifier::take);
            reader.forEachEntry(verifier::take);
            return verifier.report();
        });
    }
}
