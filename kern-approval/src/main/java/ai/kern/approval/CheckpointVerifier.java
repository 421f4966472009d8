package ai.kern.approval;

import ai.kern.db.DbException;
import ai.kern.internal.Identifiers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the checkpoints of a trail, and knows afterwards what they say of it. Not safe for use by several threads. */
final class CheckpointVerifier {
    private final TrailHash hash;
    private final Map<Long, String> kept;
    private final boolean hasKept;
    private final Map<String, AuditHead> sealed = new HashMap<>();
    private final Map<String, Long> sealedWithKey = new HashMap<>();
    private final List<AuditHead> beforeTheNextKey = new ArrayList<>();
    private final List<AuditFinding> findings = new ArrayList<>();
    private final Set<String> unknownKeys = new HashSet<>();

    private long count;
    private long lastNumber;
    private String lastHash = "";
    private boolean hadKey;
    private boolean isBroken;

    /** @param kept checkpoints that were kept elsewhere, of which the database must have each */
    CheckpointVerifier(TrailHash hash, Collection<AuditCheckpoint> kept) {
        this.hash = hash;
        this.hasKept = !kept.isEmpty();
        this.kept = new HashMap<>();
        kept.forEach(checkpoint -> this.kept.put(checkpoint.number(), checkpoint.hash()));
    }

    /** Takes the next checkpoint, by number. */
    void take(String json) {
        count++;
        if (isBroken) {
            return;
        }
        AuditCheckpoint checkpoint;
        try {
            checkpoint = AuditCheckpoint.fromJson(json);
        } catch (DbException unreadable) {
            found(lastNumber + 1, String.valueOf(unreadable.getMessage()));
            return;
        }
        Optional<String> problem = problem(checkpoint);
        if (problem.isPresent()) {
            found(lastNumber + 1, problem.get());
            return;
        }
        lastNumber = checkpoint.number();
        lastHash = checkpoint.hash();
        note(checkpoint);
    }

    private Optional<String> problem(AuditCheckpoint checkpoint) {
        if (checkpoint.number() != lastNumber + 1) {
            return Optional.of("it is missing; the next one that is there has number " + checkpoint.number());
        }
        String expected = kept.remove(checkpoint.number());
        if (expected != null && !expected.equals(checkpoint.hash())) {
            return Optional.of("it is not the one that was kept elsewhere");
        }
        Optional<String> key = checkpoint.keyId();
        if (key.isPresent() && hash.keyId().isEmpty()) {
            unknownKeys.add(Identifiers.shown(key.get()));
            return Optional.empty();
        }
        if (key.isPresent() && !key.equals(hash.keyId())) {
            return Optional.of("it was hashed with key " + key.get() + ", and this database has key "
                    + hash.keyId().orElse("none"));
        }
        if (!hash.of(lastHash, checkpoint).equals(checkpoint.hash())) {
            return Optional.of("its hash does not follow from it and the checkpoint before; one of them was changed");
        }
        if (key.isEmpty() && hadKey) {
            return Optional.of("it was hashed without a key, and the one before with one");
        }
        return Optional.empty();
    }

    private void note(AuditCheckpoint checkpoint) {
        checkpoint.heads().forEach(head -> {
            sealed.put(head.runId(), head);
            beforeTheNextKey.add(head);
        });
        // A hash with a key covers the checkpoints before it, too.
        if (checkpoint.keyId().isPresent() && checkpoint.keyId().equals(hash.keyId())) {
            hadKey = true;
            beforeTheNextKey.forEach(head -> sealedWithKey.merge(head.runId(), head.sequence(), Math::max));
            beforeTheNextKey.clear();
        }
    }

    private void found(long number, String problem) {
        isBroken = true;
        findings.add(new AuditFinding(Optional.empty(), number, problem));
    }

    /** What is wrong with an entry that is the sealed end of its run's trail, if that is another one. */
    Optional<String> problem(AuditHead entry) {
        AuditHead end = sealed.get(entry.runId());
        return end != null && end.sequence() == entry.sequence() && !end.hash().equals(entry.hash())
                ? Optional.of("it is not the one that a checkpoint sealed; it or one before it was changed")
                : Optional.empty();
    }

    boolean isSealed(String runId, long sequence) {
        AuditHead end = sealed.get(runId);
        return end != null && end.sequence() >= sequence;
    }

    boolean isSealedWithKey(String runId, long sequence) {
        return sealedWithKey.getOrDefault(runId, 0L) >= sequence;
    }

    /** The sealed end of a run's trail, which is not asked for again. */
    AuditHead forget(String runId) {
        AuditHead end = sealed.remove(runId);
        return end == null ? AuditHead.none(runId) : end;
    }

    /** The sealed ends of trails that were not forgotten. */
    Collection<AuditHead> sealed() {
        return sealed.values();
    }

    long count() {
        return count;
    }

    List<AuditFinding> findings() {
        kept.keySet().stream()
                .sorted()
                .findFirst()
                .filter(number -> !isBroken)
                .ifPresent(number -> found(number, "it is missing, and was kept elsewhere"));
        return findings;
    }

    List<String> unchecked() {
        List<String> unchecked = new ArrayList<>();
        if (!hasKept) {
            unchecked.add(
                    "no checkpoints that were kept elsewhere were given: if whole trails were removed together with"
                            + " their records and the last checkpoints, or cut together with those, nobody can tell. Export the"
                            + " checkpoints of the sealed trail, keep them elsewhere, and verify with them");
        }
        if (!unknownKeys.isEmpty()) {
            unchecked.add("checkpoints were hashed with a key (" + String.join(", ", unknownKeys)
                    + ") and this database was opened without one, so that only their numbers were checked."
                    + " Open it with the key");
        }
        if (isBroken) {
            unchecked.add("the checkpoints behind the first bad one were not used");
        }
        return unchecked;
    }
}
