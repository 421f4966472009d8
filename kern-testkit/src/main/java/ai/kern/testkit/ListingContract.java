package ai.kern.testkit;

import static ai.kern.testkit.Sample.NOW;
import static ai.kern.testkit.Sample.NO_LEASE;
import static ai.kern.testkit.Sample.acquire;
import static ai.kern.testkit.Sample.changeset;
import static ai.kern.testkit.Sample.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.db.Entry;
import ai.kern.db.EntryKind;
import ai.kern.db.Page;
import ai.kern.db.PagePosition;
import ai.kern.db.RunQuery;
import ai.kern.db.Session;
import ai.kern.db.SessionInUseException;
import ai.kern.db.SessionNotFoundException;
import ai.kern.db.SessionQuery;
import ai.kern.db.StatePatch;
import ai.kern.run.CallKey;
import ai.kern.run.Run;
import ai.kern.run.RunStatus;
import ai.kern.run.RunnerKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Lists of runs and sessions, and what is renamed and deleted. */
abstract class ListingContract extends DbFixture {

    /** Stores a root of its own session's user. */
    private Run store(
            String id, String sessionId, String userId, String runnerId, RunStatus status, Instant createdAt) {
        Run run = new Run(
                id,
                id,
                Optional.empty(),
                runnerId,
                runnerId,
                RunnerKind.AGENT,
                sessionId,
                Optional.of(userId),
                status,
                1,
                newId(),
                createdAt,
                createdAt,
                "{}",
                "{}");
        commit(changeset(run, NO_LEASE).session(new Session(sessionId, Optional.of(userId), createdAt)));
        return run;
    }

    private Run store(String id, RunStatus status, Instant createdAt) {
        return store(id, "s", "ann", "files", status, createdAt);
    }

    private List<String> idsOf(RunQuery query) {
        return db().runs(query).items().stream().map(Run::id).toList();
    }

    @Test
    void runsAreListedNewestFirstAndByIdWithinOneInstant() {
        store("b", RunStatus.PAUSED, NOW);
        store("c", RunStatus.COMPLETED, NOW);
        store("a", RunStatus.PAUSED, NOW.plusMillis(1));
        store("d", RunStatus.ERROR, NOW.minusMillis(1));

        assertThat(idsOf(RunQuery.all())).containsExactly("a", "c", "b", "d");
    }

    @Test
    void everyFilterHolds() {
        store("a", "s1", "ann", "files", RunStatus.PAUSED, NOW);
        store("b", "s1", "ann", "mail", RunStatus.PAUSED, NOW.plusMillis(1));
        store("c", "s2", "bob", "files", RunStatus.PAUSED, NOW.plusMillis(2));
        store("d", "s2", "bob", "files", RunStatus.COMPLETED, NOW.plusMillis(3));

        assertThat(idsOf(RunQuery.all().session("s1"))).containsExactly("b", "a");
        assertThat(idsOf(RunQuery.all().user("bob"))).containsExactly("d", "c");
        assertThat(idsOf(RunQuery.all().runner("files"))).containsExactly("d", "c", "a");
        assertThat(idsOf(RunQuery.all().status(RunStatus.PAUSED))).containsExactly("c", "b", "a");
        assertThat(idsOf(RunQuery.all().runner("files").status(RunStatus.PAUSED).user("ann")))
                .containsExactly("a");
        assertThat(idsOf(RunQuery.all().session("none"))).isEmpty();
    }

    @Test
    void membersAreNotListed() {
        Run root = create("a", NO_LEASE);
        commit(changeset(Sample.child("b", "a", new CallKey("a", 0, 0)), NO_LEASE));

        assertThat(db().runs(RunQuery.all()).items()).containsExactly(root);
    }

    @Test
    void pagesNeitherSkipNorRepeatWhatWasThereWhenTheFirstWasRead() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            String id = "run-%02d".formatted(i);
            store(id, RunStatus.PAUSED, NOW.plusMillis(i / 4));
            expected.add(0, id);
        }
        List<String> found = new ArrayList<>();
        Page<Run> page = db().runs(RunQuery.all().size(4));
        while (true) {
            page.items().forEach(run -> found.add(run.id()));
            store("later-" + found.size(), RunStatus.PAUSED, NOW.plusSeconds(found.size()));
            Optional<PagePosition> next = page.next();
            if (next.isEmpty()) {
                break;
            }
            page = db().runs(RunQuery.all().size(4).after(next.get()));
        }

        assertThat(found).containsExactlyElementsOf(expected);
    }

    @Test
    void aPageThatIsJustFullIsTheLast() {
        store("a", RunStatus.PAUSED, NOW);
        store("b", RunStatus.PAUSED, NOW);

        assertThat(db().runs(RunQuery.all().size(2)).next()).isEmpty();
        assertThat(db().runs(RunQuery.all().size(1)).next()).contains(new PagePosition(NOW, "b"));
    }

    @Test
    void sessionsAreListedNewestFirstByUserAndPage() {
        store("a", "s1", "ann", "files", RunStatus.PAUSED, NOW);
        store("b", "s2", "bob", "files", RunStatus.PAUSED, NOW.plusMillis(1));
        store("c", "s3", "ann", "files", RunStatus.PAUSED, NOW.plusMillis(2));

        assertThat(db().sessions(SessionQuery.all()).items())
                .extracting(Session::id)
                .containsExactly("s3", "s2", "s1");
        assertThat(db().sessions(SessionQuery.all().user("ann")).items())
                .extracting(Session::id)
                .containsExactly("s3", "s1");
        Page<Session> first = db().sessions(SessionQuery.all().size(2));
        assertThat(db().sessions(SessionQuery.all().size(2).after(first.next().orElseThrow()))
                        .items())
                .extracting(Session::id)
                .containsExactly("s1");
    }

    @Test
    void aSessionIsRenamedAndLosesItsName() {
        store("a", RunStatus.PAUSED, NOW);
        db().renameSession("s", Optional.of("Tidying up — é漢"));
        assertThat(another().findSession("s").flatMap(Session::name)).contains("Tidying up — é漢");

        store("b", RunStatus.PAUSED, NOW);
        assertThat(db().findSession("s").flatMap(Session::name))
                .as("the name after another run of the session")
                .isPresent();

        db().renameSession("s", Optional.empty());
        assertThat(db().findSession("s").flatMap(Session::name)).isEmpty();
    }

    @Test
    void aSessionThatIsNotThereCannotBeRenamedOrDeleted() {
        assertThatThrownBy(() -> db().renameSession("none", Optional.of("x")))
                .isInstanceOf(SessionNotFoundException.class)
                .hasMessageContaining("none");
        assertThatThrownBy(() -> db().deleteSession("none")).isInstanceOf(SessionNotFoundException.class);
    }

    @Test
    void aSessionIsDeletedWithAllThatBelongsToIt() {
        store("a", RunStatus.COMPLETED, NOW);
        commit(changeset("a", NO_LEASE)
                .entries(List.of(new Entry("a", 0, EntryKind.USER, NOW, "{}")))
                .state(List.of(new StatePatch("s", "key", Optional.of("1")))));
        store("other", "kept", "ann", "files", RunStatus.COMPLETED, NOW);

        db().deleteSession("s");

        assertThat(db().findSession("s")).isEmpty();
        assertThat(db().sessionState("s")).isEmpty();
        assertThat(db().load("a")).isEmpty();
        assertThat(db().load("other")).isPresent();
        store("a", RunStatus.PAUSED, NOW);
        assertThat(load("a").entries()).isEmpty();
    }

    @Test
    void aSessionWithARunThatHasNotEndedIsNotDeleted() {
        store("a", RunStatus.COMPLETED, NOW);
        for (RunStatus status : List.of(RunStatus.PENDING, RunStatus.RUNNING, RunStatus.PAUSED)) {
            Run unended = store("unended", RunStatus.PENDING, NOW);
            Run next = status == RunStatus.PENDING ? unended : step(unended, status, NO_LEASE);

            assertThatThrownBy(() -> db().deleteSession("s"))
                    .as(status.name())
                    .isInstanceOf(SessionInUseException.class)
                    .hasMessageContaining("unended");

            assertThat(db().load("a")).isPresent();
            step(next, RunStatus.CANCELLED, NO_LEASE);
            db().deleteSession("s");
            store("a", RunStatus.COMPLETED, NOW);
        }
    }

    @Test
    void onlyRootsOnWhichNobodyWorksAreAbandoned() {
        store("pending", RunStatus.PENDING, NOW);
        store("running", RunStatus.RUNNING, NOW.plusMillis(1));
        store("paused", RunStatus.PAUSED, NOW);
        store("ended", RunStatus.ERROR, NOW);
        Run leased = store("leased", RunStatus.PENDING, NOW.plusMillis(2));
        step(leased, RunStatus.RUNNING, acquire("token"));

        assertThat(db().abandonedRuns(10)).extracting(Run::id).containsExactly("pending", "running");
        assertThat(db().abandonedRuns(1)).extracting(Run::id).containsExactly("pending");

        time().move(Sample.LEASE.plus(Duration.ofMillis(1)));
        assertThat(db().abandonedRuns(10)).extracting(Run::id).containsExactly("pending", "running", "leased");
    }
}
