package ai.kern.approval;

import ai.kern.internal.Identifiers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole trail once and finds what does not follow from what stands before it, and what it lacks of the records beside
 * it. Keeps the end of each run's trail and what each record says in memory, some hundred bytes each. Not safe for use by several threads.
 */
final class TrailVerifier {
    private final TrailHash hash;
    private final CheckpointVerifier checkpoints;
    private final RecordVerifier records = new RecordVerifier();
    private final Map<String, AuditHead> ends = new HashMap<>();
    private final List<AuditFinding> findings = new ArrayList<>();
    private final Set<String> unknownKeys = new HashSet<>();

    private long entries;
    private long runs;
    private long unsealed;
    private long unreadable;
    private long plain;

    private AuditHead last = AuditHead.none("");
    private boolean isBroken;

    TrailVerifier(TrailHash hash, CheckpointVerifier checkpoints) {
        this.hash = hash;
        this.checkpoints = checkpoints;
    }

    /** Takes the end of a trail, before any entry. */
    void take(AuditHead end) {
        ends.put(end.runId(), end);
    }

    /** Takes a record, before any entry. */
    void take(AuditedRecord record) {
        records.take(record);
    }

    /** Takes the next entry, by run and place. */
    void take(AuditEntry entry) {
        if (!entry.runId().equals(last.runId())) {
            finishRun();
            last = AuditHead.none(entry.runId());
            isBroken = false;
            runs++;
        }
        entries++;
        records.take(entry);
        if (!isBroken) {
            check(entry);
        }
    }

    private void check(AuditEntry entry) {
        long expected = last.sequence() + 1;
        if (entry.sequence() != expected) {
            found(expected, "it is missing; the next one that is there has place " + entry.sequence());
            return;
        }
        problem(entry).ifPresentOrElse(problem -> found(expected, problem), () -> {
            last = new AuditHead(entry.runId(), entry.sequence(), entry.hash());
            checkpoints.problem(last).ifPresent(problem -> found(expected, problem));
        });
        if (!checkpoints.isSealed(entry.runId(), entry.sequence())) {
            unsealed++;
        }
    }

    private Optional<String> problem(AuditEntry entry) {
        if (entry.keyId().isPresent() && hash.keyId().isEmpty()) {
            unreadable++;
            unknownKeys.add(Identifiers.shown(entry.keyId().get()));
            return Optional.empty();
        }
        if (entry.keyId().isPresent() && !entry.keyId().equals(hash.keyId())) {
            return Optional.of("it was hashed with key " + entry.keyId().get() + ", and this database has key "
                    + hash.keyId().orElse("none"));
        }
        if (!hash.of(last.hash(), entry).equals(entry.hash())) {
            return Optional.of(
                    "its hash does not follow from it and the entry before; one of them was changed, or stands"
                            + " elsewhere than it was written");
        }
        if (entry.keyId().isEmpty()) {
            plain++;
            if (hash.keyId().isPresent() && !checkpoints.isSealedWithKey(entry.runId(), entry.sequence())) {
                return Optional.of(
                        "it was hashed without the key of this database, and no checkpoint with the key covers it");
            }
        }
        return Optional.empty();
    }

    /** Takes note of the first thing that is wrong with a run; what follows from it is no news. */
    private void found(long place, String problem) {
        isBroken = true;
        add(new AuditFinding(Optional.of(last.runId()), place, problem));
    }

    private void add(AuditFinding finding) {
        if (findings.size() < AuditReport.MOST_FINDINGS) {
            findings.add(finding);
        }
    }

    private void finishRun() {
        if (last.runId().isEmpty()) {
            return;
        }
        AuditHead end = ends.remove(last.runId());
        AuditHead sealed = checkpoints.forget(last.runId());
        List<RecordVerifier.Untold> untold = records.untold(last.runId());
        if (!isBroken) {
            checkEnd(end, sealed);
        }
        if (!isBroken) {
            untold.forEach(record -> found(record.place().orElse(last.sequence() + 1), record.problem()));
        }
    }

    private void checkEnd(@Nullable AuditHead end, AuditHead sealed) {
        if (sealed.sequence() > last.sequence()) {
            found(last.sequence() + 1, cut("a checkpoint says", sealed));
        } else if (end == null) {
            found(
                    last.sequence(),
                    "the end of the trail is not stored, so nobody knows whether entries behind it are missing");
        } else if (end.sequence() > last.sequence()) {
            found(last.sequence() + 1, cut("its stored end says", end));
        } else if (!end.equals(last)) {
            found(
                    Math.max(end.sequence(), 0) + 1,
                    "the trail's stored end is entry " + end.sequence() + ", and what is there is not that");
        }
    }

    private static String cut(String witness, AuditHead end) {
        return "it is missing; " + witness + " that the trail had " + end.sequence() + " entries";
    }

    /** The report, after the last entry. */
    AuditReport report() {
        finishRun();
        Map<String, AuditHead> removed = new HashMap<>(ends);
        checkpoints.sealed().forEach(end -> removed.put(end.runId(), end));
        removed.values().forEach(this::foundNothing);
        for (String runId : records.runs()) {
            List<RecordVerifier.Untold> untold = records.untold(runId);
            if (!removed.containsKey(runId)) {
                untold.forEach(record -> add(new AuditFinding(Optional.of(runId), 1, record.problem())));
            }
        }
        List<AuditFinding> all = new ArrayList<>(checkpoints.findings());
        all.addAll(findings);
        return new AuditReport(
                entries,
                runs,
                checkpoints.count(),
                unreadable,
                all.subList(0, Math.min(all.size(), AuditReport.MOST_FINDINGS)),
                unchecked());
    }

    private void foundNothing(AuditHead end) {
        add(new AuditFinding(
                Optional.of(end.runId()),
                1,
                "it is missing; the trail had " + end.sequence() + " entries and has none"));
    }

    private List<String> unchecked() {
        List<String> unchecked = new ArrayList<>(checkpoints.unchecked());
        if (entries == 0) {
            unchecked.add("there is no entry at all");
        }
        if (unreadable > 0) {
            unchecked.add(counted(unreadable, " entry was", " entries were") + " hashed with a key ("
                    + String.join(", ", unknownKeys)
                    + ") and this database was opened without one, so that only their places were checked."
                    + " Open it with the key");
        }
        if (plain > 0 && hash.keyId().isEmpty()) {
            unchecked.add(counted(plain, " entry has a plain hash", " entries have plain hashes")
                    + ": who changes one and computes all hashes behind it anew is"
                    + " found by checkpoints that are kept elsewhere, not by the trail. Open the database with a key");
        }
        if (unsealed > 0) {
            unchecked.add(counted(unsealed, " entry is", " entries are")
                    + " covered by no checkpoint: if the last ones of a run were removed together"
                    + " with its stored end, nobody can tell. Seal the trail regularly");
        }
        return unchecked;
    }

    private static String counted(long number, String one, String several) {
        return number + (number == 1 ? one : several);
    }
}
