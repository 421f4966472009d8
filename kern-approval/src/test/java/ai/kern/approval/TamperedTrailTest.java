package ai.kern.approval;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Trails that were changed behind kern's back: each begins with one that is intact, and has one thing changed. */
@Tag("AUD-2")
class TamperedTrailTest {
    private static final int TAMPERINGS_OF_A_KIND = 2_000;
    private static final int TAMPERINGS_OF_A_TRAIL = 40;
    private static final AuditKey KEY =
            AuditKey.of("a key that only tests may know of".getBytes(StandardCharsets.UTF_8));
    private static final Instant NOW = Instant.parse("2026-11-01T10:15:30.123Z");

    private final Random random = new Random(4711);

    /** A trail as it is stored. */
    private static final class Stored {
        final List<AuditEntry> entries = new ArrayList<>();
        final List<AuditHead> heads = new ArrayList<>();
        final List<AuditCheckpoint> checkpoints = new ArrayList<>();
        final List<AuditedRecord> records = new ArrayList<>();

        Stored copy() {
            Stored copy = new Stored();
            copy.entries.addAll(entries);
            copy.heads.addAll(heads);
            copy.checkpoints.addAll(checkpoints);
            copy.records.addAll(records);
            return copy;
        }

        AuditReport verify(Optional<AuditKey> key) {
            return verify(key, List.of());
        }

        AuditReport verify(Optional<AuditKey> key, List<AuditCheckpoint> kept) {
            TrailHash hash = new TrailHash(key);
            CheckpointVerifier witnesses = new CheckpointVerifier(hash, kept);
            checkpoints.forEach(checkpoint -> witnesses.take(checkpoint.toJson()));
            TrailVerifier verifier = new TrailVerifier(hash, witnesses);
            heads.forEach(verifier::take);
            records.forEach(verifier::take);
            entries.forEach(verifier::take);
            return verifier.report();
        }

        /** Makes the stored ends of trails agree with what is there, as one who covers his traces does. */
        void correctHeads() {
            heads.clear();
            for (AuditEntry entry : entries) {
                heads.removeIf(head -> head.runId().equals(entry.runId()));
                heads.add(new AuditHead(entry.runId(), entry.sequence(), entry.hash()));
            }
        }

        /** Computes all hashes anew. */
        void rehash(TrailHash hash) {
            List<AuditEntry> before = new ArrayList<>(entries);
            entries.clear();
            AuditHead end = AuditHead.none("");
            for (AuditEntry entry : before) {
                if (!end.runId().equals(entry.runId())) {
                    end = AuditHead.none(entry.runId());
                }
                AuditEntry next = hash.entry(end, entry.kind(), entry.recordId(), entry.at(), entry.document());
                entries.add(next);
                end = new AuditHead(next.runId(), next.sequence(), next.hash());
            }
            correctHeads();
        }
    }

    /** Three runs of four to nine entries, of which the last ones are not sealed. */
    private Stored intact(Optional<AuditKey> key) {
        TrailHash hash = new TrailHash(key);
        Stored stored = new Stored();
        List<AuditHead> sealed = new ArrayList<>();
        for (String run : List.of("a", "b", "c")) {
            AuditHead end = AuditHead.none(run);
            int count = 4 + random.nextInt(6);
            for (int i = 0; i < count; i++) {
                Told told = told(SampleRecord.pending("record-0", run), i);
                AuditEntry entry = hash.entry(end, told.kind(), told.recordId(), NOW.plusMillis(i), told.document());
                stored.entries.add(entry);
                end = new AuditHead(run, entry.sequence(), entry.hash());
                if (i == count - 2) {
                    sealed.add(end);
                }
            }
            stored.records.add(AuditedRecord.of(SampleRecord.pending("record-0", run)));
            stored.heads.add(end);
        }
        stored.checkpoints.add(
                hash.checkpoint("", new AuditCheckpoint(1, NOW, hash.keyId(), sealed.subList(0, 1), "")));
        stored.checkpoints.add(hash.checkpoint(
                stored.checkpoints.get(0).hash(), new AuditCheckpoint(2, NOW, hash.keyId(), sealed.subList(1, 3), "")));
        return stored;
    }

    /** What a trail tells at a place: the request of a record, votes for it that were voided, and ends of other records. */
    private static Told told(ApprovalRecord record, int place) {
        if (place == 0) {
            return Told.request(record);
        }
        return place % 2 == 1
                ? Told.vote(record, SampleRecord.vote("voter-" + place, "voided"))
                : Told.deletion(
                        SampleRecord.pending("gone-" + place, record.runId()), Optional.empty(), Optional.empty());
    }

    /** What somebody does to a stored trail who can write to the database but does not compute hashes. */
    private enum Tampering {
        EDIT {
            @Override
            void tamper(Stored stored, Random random) {
                int place = random.nextInt(stored.entries.size());
                stored.entries.set(place, edited(stored.entries.get(place), random));
            }
        },
        DELETE {
            @Override
            void tamper(Stored stored, Random random) {
                int place = random.nextInt(stored.entries.size());
                stored.entries.remove(place);
            }
        },
        INSERT {
            @Override
            void tamper(Stored stored, Random random) {
                int place = random.nextInt(stored.entries.size());
                AuditEntry there = stored.entries.get(place);
                for (int i = place; i < stored.entries.size(); i++) {
                    AuditEntry entry = stored.entries.get(i);
                    if (entry.runId().equals(there.runId())) {
                        stored.entries.set(i, at(entry, entry.sequence() + 1));
                    }
                }
                AuditEntry copied = stored.entries.get(
                        (place + 1 + random.nextInt(stored.entries.size() - 1)) % stored.entries.size());
                stored.entries.add(place, renumbered(copied, there));
            }
        },
        REORDER {
            @Override
            void tamper(Stored stored, Random random) {
                int place = random.nextInt(stored.entries.size() - 1);
                AuditEntry first = stored.entries.get(place);
                AuditEntry second = stored.entries.get(place + 1);
                stored.entries.set(place, renumbered(second, first));
                stored.entries.set(place + 1, renumbered(first, second));
            }
        },
        CUT {
            @Override
            void tamper(Stored stored, Random random) {
                String run = List.of("a", "b", "c").get(random.nextInt(3));
                AuditHead sealed = stored.checkpoints.stream()
                        .flatMap(checkpoint -> checkpoint.heads().stream())
                        .filter(head -> head.runId().equals(run))
                        .findFirst()
                        .orElseThrow();
                long left = random.nextInt((int) sealed.sequence());
                stored.entries.removeIf(entry -> entry.runId().equals(run) && entry.sequence() > left);
                stored.correctHeads();
            }
        };

        abstract void tamper(Stored stored, Random random);

        private static AuditEntry edited(AuditEntry entry, Random random) {
            int what = random.nextInt(5);
            return new AuditEntry(
                    entry.runId(),
                    entry.sequence(),
                    what == 0 ? other(entry.kind()) : entry.kind(),
                    what == 1 ? entry.recordId() + "x" : entry.recordId(),
                    what == 2 ? entry.at().plusMillis(1) : entry.at(),
                    entry.keyId(),
                    what == 3 ? "{\"n\":99}" : entry.document(),
                    what == 4 ? "0" + entry.hash().substring(1) + "0" : entry.hash());
        }

        private static AuditKind other(AuditKind kind) {
            return AuditKind.values()[(kind.ordinal() + 1) % AuditKind.values().length];
        }

        private static AuditEntry renumbered(AuditEntry entry, AuditEntry place) {
            return at(entry, place.runId(), place.sequence());
        }

        private static AuditEntry at(AuditEntry entry, long sequence) {
            return at(entry, entry.runId(), sequence);
        }

        private static AuditEntry at(AuditEntry entry, String runId, long sequence) {
            return new AuditEntry(
                    runId,
                    sequence,
                    entry.kind(),
                    entry.recordId(),
                    entry.at(),
                    entry.keyId(),
                    entry.document(),
                    entry.hash());
        }
    }

    @ParameterizedTest
    @EnumSource(Tampering.class)
    void everyTamperingIsFound(Tampering tampering) {
        Map<Optional<AuditKey>, Stored> intact = new HashMap<>();
        for (int i = 0; i < TAMPERINGS_OF_A_KIND; i++) {
            Optional<AuditKey> key = i % 2 == 0 ? Optional.empty() : Optional.of(KEY);
            if (i % TAMPERINGS_OF_A_TRAIL < 2) {
                intact.put(key, intact(key));
                assertThat(intact.get(key).verify(key).findings())
                        .as("the intact twin")
                        .isEmpty();
            }
            Stored stored = intact.get(key).copy();
            List<AuditEntry> before = List.copyOf(stored.entries);

            tampering.tamper(stored, random);

            AuditReport report = stored.verify(key);
            assertThat(report.isIntact()).as("%s %d", tampering, i).isFalse();
            assertThat(report.first().orElseThrow())
                    .as("the first bad entry of %s %d", tampering, i)
                    .satisfies(finding -> {
                        AuditEntry first = firstDifference(before, stored.entries);
                        assertThat(finding.runId()).contains(first.runId());
                        assertThat(finding.place()).isEqualTo(first.sequence());
                    });
        }
    }

    private static AuditEntry firstDifference(List<AuditEntry> before, List<AuditEntry> after) {
        for (int i = 0; i < before.size(); i++) {
            if (i >= after.size() || !before.get(i).equals(after.get(i))) {
                return before.get(i);
            }
        }
        throw new AssertionError("nothing was changed");
    }

    @Test
    void aRecomputedChainIsFoundByItsKeyWhetherItPretendsToHaveItOrNot() {
        for (int i = 0; i < TAMPERINGS_OF_A_TRAIL; i++) {
            Stored stored = intact(Optional.of(KEY));
            stored.checkpoints.clear();
            int place = random.nextInt(stored.entries.size());
            stored.entries.set(place, forged(stored.entries.get(place)));
            stored.rehash(new TrailHash(i % 2 == 0 ? Optional.empty() : Optional.of(otherKey())));

            assertThat(stored.verify(Optional.of(KEY)).isIntact()).isFalse();
        }
    }

    private static AuditEntry forged(AuditEntry entry) {
        return new AuditEntry(
                entry.runId(),
                entry.sequence(),
                entry.kind(),
                entry.recordId(),
                entry.at(),
                entry.keyId(),
                "{\"n\":99}",
                entry.hash());
    }

    private static AuditKey otherKey() {
        return AuditKey.of("the key of somebody who guesses it".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aChainThatWasRecomputedWithoutAKeyIsFoundByTheCheckpointBehindTheChange() {
        Stored stored = intact(Optional.empty());
        stored.entries.set(0, forged(stored.entries.get(0)));
        stored.rehash(new TrailHash(Optional.empty()));

        AuditReport report = stored.verify(Optional.empty());

        assertThat(report.first().orElseThrow().problem()).contains("checkpoint");
    }

    @Test
    void checkpointsThatWereChangedOrRemovedAreFound() {
        for (Optional<AuditKey> key : List.of(Optional.<AuditKey>empty(), Optional.of(KEY))) {
            Stored edited = intact(key);
            AuditCheckpoint first = edited.checkpoints.get(0);
            edited.checkpoints.set(
                    0, new AuditCheckpoint(1, first.at().plusMillis(1), first.keyId(), first.heads(), first.hash()));
            assertThat(edited.verify(key).first().orElseThrow().place()).isEqualTo(1);

            Stored removed = intact(key);
            removed.checkpoints.remove(0);
            assertThat(removed.verify(key).first().orElseThrow().place()).isEqualTo(1);
        }
    }

    @Test
    void aTrailThatWasRemovedAsAWholeIsFoundByItsEndOrByItsCheckpoint() {
        Stored stored = intact(Optional.empty());
        stored.entries.removeIf(entry -> entry.runId().equals("b"));
        assertThat(stored.verify(Optional.empty()).first().orElseThrow().runId())
                .contains("b");

        stored.correctHeads();
        assertThat(stored.verify(Optional.empty()).first().orElseThrow().runId())
                .contains("b");
    }

    @Test
    void aTrailThatWasRemovedWithItsEndAndItsCheckpointIsFoundByItsRecord() {
        Stored stored = intact(Optional.of(KEY));
        stored.entries.removeIf(entry -> entry.runId().equals("b"));
        stored.correctHeads();
        stored.checkpoints.remove(1);

        assertThat(stored.verify(Optional.of(KEY)).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.runId()).contains("b");
            assertThat(finding.place()).isEqualTo(1);
            assertThat(finding.problem()).contains("record-0", "PENDING", "its request");
        });
    }

    @Test
    void withoutCheckpointsKeptElsewhereItIsSaidThatRemovedTrailsAreNotNoticed() {
        Stored stored = intact(Optional.of(KEY));

        assertThat(stored.verify(Optional.of(KEY)).unchecked())
                .anyMatch(sentence -> sentence.contains("no checkpoints that were kept elsewhere"));
        assertThat(stored.verify(Optional.of(KEY), stored.checkpoints).unchecked())
                .singleElement()
                .asString()
                .contains("covered by no checkpoint");
    }

    @Test
    void aStoredEndThatIsMissingOrAnotherOneIsFound() {
        Stored missing = intact(Optional.empty());
        missing.heads.remove(2);
        assertThat(missing.verify(Optional.empty()).first().orElseThrow().runId())
                .contains("c");

        Stored early = intact(Optional.empty());
        AuditEntry first = early.entries.get(0);
        early.heads.set(0, new AuditHead("a", 1, first.hash()));
        assertThat(early.verify(Optional.empty()).first().orElseThrow().place()).isEqualTo(2);
    }
}
