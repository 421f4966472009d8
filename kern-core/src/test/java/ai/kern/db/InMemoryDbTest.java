package ai.kern.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.run.Run;
import ai.kern.run.RunStatus;
import ai.kern.run.RunnerKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InMemoryDbTest {
    private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");

    @Test
    void keepsTheLastThousandEndedRootsAndEveryOneThatHasNotEnded() {
        try (InMemoryDb db = new InMemoryDb()) {
            commit(db, run("waiting", RunStatus.PAUSED));
            commit(db, run("failed", RunStatus.ERROR));
            commit(db, db.find("failed").orElseThrow().next(RunStatus.RUNNING, "{}", "retry", NOW));
            for (int i = 0; i <= InMemoryDb.ENDED_ROOTS; i++) {
                commit(db, run("run-" + i, RunStatus.COMPLETED));
            }

            assertThat(db.find("run-0")).isEmpty();
            assertThat(db.findSession("session-of-run-0")).isEmpty();
            assertThat(db.find("run-1")).isPresent();
            assertThat(db.find("waiting")).isPresent();
            assertThat(db.find("failed")).isPresent();
        }
    }

    @Test
    void refusesAContributionThatItDoesNotKnowBeforeAnythingIsStored() {
        try (InMemoryDb db = new InMemoryDb()) {
            Changeset changeset = changeset(run("a", RunStatus.PENDING))
                    .contributions(List.of(new Note("n")))
                    .build();

            assertThatThrownBy(() -> db.commit(changeset))
                    .isInstanceOf(UnsupportedContributionException.class)
                    .hasMessageContaining("Note");
            assertThat(db.find("a")).isEmpty();
        }
    }

    @Test
    void aSubclassStoresItsRowsInTheSameCommitOrNothingIsStored() {
        try (NotesDb db = new NotesDb()) {
            db.commit(changeset(run("a", RunStatus.PENDING))
                    .contributions(List.of(new Note("good")))
                    .build());
            assertThatThrownBy(() -> db.commit(changeset(run("b", RunStatus.PENDING))
                            .contributions(List.of(new Note("bad")))
                            .build()))
                    .isInstanceOf(IllegalStateException.class);

            assertThat(db.notes).containsExactly("good");
            assertThat(db.find("a")).isPresent();
            assertThat(db.find("b")).isEmpty();
        }
    }

    @Test
    void aSubclassKeepsEndedRunsBeyondTheLimit() {
        try (NotesDb db = new NotesDb()) {
            for (int i = 0; i <= InMemoryDb.ENDED_ROOTS + 1; i++) {
                commit(db, run("run-" + i, RunStatus.COMPLETED));
            }

            assertThat(db.find("run-0")).isPresent();
            assertThat(db.find("run-1")).isEmpty();
        }
    }

    @Test
    void isNotUsedAfterItsEnd() {
        InMemoryDb db = new InMemoryDb();
        db.close();
        db.close();

        assertThatThrownBy(() -> db.find("a")).isInstanceOf(DbException.class).hasMessageContaining("closed");
    }

    private static Changeset.Builder changeset(Run run) {
        return Changeset.builder(run.changesetId(), run.id(), new LeaseUse.None())
                .session(new Session(run.sessionId(), Optional.empty(), NOW))
                .run(run);
    }

    private static void commit(Db db, Run run) {
        db.commit(changeset(run).build());
    }

    private static Run run(String id, RunStatus status) {
        return new Run(
                id,
                id,
                Optional.empty(),
                "agent",
                "Agent",
                RunnerKind.AGENT,
                "session-of-" + id,
                Optional.empty(),
                status,
                1,
                "changeset-of-" + id,
                NOW,
                NOW,
                "{}",
                "{}");
    }

    private record Note(String text) implements Contribution {}

    private static final class NotesDb extends InMemoryDb {
        private final List<String> notes = new ArrayList<>();

        @Override
        protected Runnable prepare(Changeset changeset, Instant now) {
            List<String> added = changeset.contributions().stream()
                    .map(contribution -> ((Note) contribution).text())
                    .toList();
            if (added.contains("bad")) {
                throw new IllegalStateException("bad");
            }
            return () -> notes.addAll(added);
        }

        @Override
        protected boolean keeps(String rootId) {
            return Set.of("run-0").contains(rootId);
        }
    }
}
