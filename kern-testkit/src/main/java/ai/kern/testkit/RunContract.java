package ai.kern.testkit;

import static ai.kern.testkit.Sample.NO_LEASE;
import static ai.kern.testkit.Sample.acquire;
import static ai.kern.testkit.Sample.attempt;
import static ai.kern.testkit.Sample.call;
import static ai.kern.testkit.Sample.changeset;
import static ai.kern.testkit.Sample.child;
import static ai.kern.testkit.Sample.claim;
import static ai.kern.testkit.Sample.creation;
import static ai.kern.testkit.Sample.entry;
import static ai.kern.testkit.Sample.hold;
import static ai.kern.testkit.Sample.next;
import static ai.kern.testkit.Sample.requirement;
import static ai.kern.testkit.Sample.root;
import static ai.kern.testkit.Sample.run;
import static ai.kern.testkit.Sample.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.db.Changeset;
import ai.kern.db.Contribution;
import ai.kern.db.Db;
import ai.kern.db.DbException;
import ai.kern.db.Entry;
import ai.kern.db.LeaseUse;
import ai.kern.db.RequirementStatus;
import ai.kern.db.RunState;
import ai.kern.db.Session;
import ai.kern.db.StatePatch;
import ai.kern.db.UnsupportedContributionException;
import ai.kern.run.Run;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunStatus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Versions of runs, and commits as a whole. */
abstract class RunContract extends DbFixture {

    @Test
    void whatIsNotStoredIsNotFound() {
        assertThat(db().find("a")).isEmpty();
        assertThat(db().load("a")).isEmpty();
    }

    @Test
    void aRunIsReadBackAsItWasWritten() {
        Run root = create("a", NO_LEASE);
        Run child = child("b", "a", call("a"));
        commit(changeset(child, NO_LEASE));

        assertThat(db().find("a")).contains(root);
        assertThat(another().load("b")).contains(new RunState(child, List.of(), List.of(), List.of()));
    }

    @Test
    void aRunWithoutAnOwnerHasNone() {
        Run root = root("a");
        Run nobodys = new Run(
                "a",
                "a",
                Optional.empty(),
                root.runnerId(),
                root.runnerName(),
                root.runnerKind(),
                "free",
                Optional.empty(),
                root.status(),
                1,
                root.changesetId(),
                root.createdAt(),
                root.updatedAt(),
                "{}",
                "{}");
        commit(changeset(nobodys, NO_LEASE).session(new Session("free", Optional.empty(), Sample.NOW)));

        assertThat(db().find("a")).contains(nobodys);
        assertThat(db().findSession("free").orElseThrow().userId()).isEmpty();
    }

    @Test
    void theNextVersionReplacesTheOneBefore() {
        Run first = create("a", NO_LEASE);

        Run second = step(first, RunStatus.RUNNING, NO_LEASE);
        Run third = step(second, RunStatus.COMPLETED, NO_LEASE);

        assertThat(another().find("a")).contains(third);
        assertThat(third.version()).isEqualTo(3);
    }

    @Test
    void everyStatusIsKept() {
        Run run = create("a", NO_LEASE);
        for (RunStatus status : RunStatus.values()) {
            run = step(run, status, NO_LEASE);
            assertThat(db().find("a").orElseThrow().status()).isEqualTo(status);
        }
    }

    @Test
    void settingsAreThoseOfTheFirstVersion() {
        Run first = run("a", "a", Optional.empty(), "{\"first\":1}", "{}");
        commit(creation(first, NO_LEASE));
        step(first, RunStatus.RUNNING, NO_LEASE);

        assertThat(db().find("a").orElseThrow().settings()).isEqualTo("{\"first\":1}");
    }

    @Test
    void aRunIsCreatedOnce() {
        create("a", NO_LEASE);

        RunConflictException conflict = conflict(creation(root("a"), NO_LEASE));

        assertThat(conflict.runId()).isEqualTo("a");
        assertThat(conflict).hasMessageContaining("a").hasMessageContaining("version 1");
    }

    @Test
    void aStaleVersionIsAConflictThatNamesWhatIsThere() {
        Run first = create("a", NO_LEASE);
        Run second = step(first, RunStatus.RUNNING, NO_LEASE);

        RunConflictException conflict = conflict(changeset(next(first, RunStatus.CANCELLED), NO_LEASE));

        assertThat(conflict.runId()).isEqualTo("a");
        assertThat(conflict)
                .hasMessageContaining("version 1")
                .hasMessageContaining("version 2")
                .hasMessageContaining("RUNNING");
        assertThat(db().find("a")).contains(second);
    }

    @Test
    void aVersionAheadOfItsTimeIsAConflict() {
        Run first = create("a", NO_LEASE);

        conflict(changeset(next(next(first, RunStatus.RUNNING), RunStatus.PAUSED), NO_LEASE));

        assertThat(db().find("a")).contains(first);
    }

    @Test
    void aLaterVersionOfARunThatIsNotStoredIsAConflict() {
        assertThat(conflict(changeset(next(root("a"), RunStatus.RUNNING), NO_LEASE)))
                .hasMessageContaining("not stored");
    }

    @Test
    void aTreeIsWrittenInOneCommitWhateverTheOrder() {
        Run root = root("a");
        Run child = sameChangeset(child("b", "a", call("a")), root);
        Run grandchild = sameChangeset(child("c", "a", call("b")), root);

        commit(Changeset.builder(root.changesetId(), "a", acquire("t"))
                .run(grandchild)
                .run(child)
                .run(root)
                .session(session())
                .entries(List.of(entry("c", 0), entry("a", 0))));

        assertThat(load("c").run()).isEqualTo(grandchild);
        assertThat(load("c").entries()).hasSize(1);
        assertThat(load("a").entries()).hasSize(1);
        assertThat(load("b").entries()).isEmpty();
    }

    @Test
    void aConflictInOneRunOfATreeLeavesTheOthersAsTheyWere() {
        Run root = create("a", acquire("t"));
        Run child = child("b", "a", call("a"));
        commit(changeset(child, hold("t")));
        Run nextRoot = next(root, RunStatus.PAUSED);
        Run staleChild = sameChangeset(next(next(child, RunStatus.RUNNING), RunStatus.PAUSED), nextRoot);

        conflict(changeset(nextRoot, hold("t")).run(staleChild));

        assertThat(db().find("a")).contains(root);
        assertThat(db().find("b")).contains(child);
    }

    @Test
    void theTranscriptIsInOrderAndOnlyGrows() {
        Run run = create("a", NO_LEASE);
        commit(changeset("a", NO_LEASE).entries(List.of(entry("a", 2), entry("a", 0), entry("a", 1))));

        assertThat(load("a").entries()).extracting(Entry::sequence).containsExactly(0, 1, 2);
        assertThat(conflict(changeset("a", NO_LEASE).entries(List.of(entry("a", 3), entry("a", 1)))))
                .hasMessageContaining("entry 1");
        assertThat(load("a").entries()).hasSize(3);
        assertThat(load("a").run()).isEqualTo(run);
    }

    @Test
    void oneKeyTwiceInOneCommitIsAConflict() {
        create("a", NO_LEASE);

        conflict(changeset("a", NO_LEASE).entries(List.of(entry("a", 0), entry("a", 0))));

        assertThat(load("a").entries()).isEmpty();
    }

    @Test
    void rowsOfARunThatIsNotStoredAreRefused() {
        create("a", NO_LEASE);

        conflict(changeset("a", NO_LEASE).entries(List.of(entry("none", 0))));
        conflict(changeset("a", NO_LEASE).executions(List.of(claim(attempt("none", 1)))));
        conflict(changeset("a", NO_LEASE).requirements(List.of(requirement("r", call("none"), 0))));
    }

    @Test
    void aRunOfASessionThatIsNotStoredIsRefused() {
        conflict(changeset(root("a"), NO_LEASE));

        assertThat(db().find("a")).isEmpty();
    }

    @Test
    void aChildOfARootThatIsNotStoredIsRefused() {
        create("a", NO_LEASE);

        conflict(changeset(child("b", "none", call("a")), NO_LEASE));

        assertThat(db().find("b")).isEmpty();
    }

    @Test
    void aCommitWhoseLastPartConflictsLeavesNothingOfTheFirst() {
        Run first = create("a", acquire("t"));
        commit(changeset("a", hold("t")).requirements(List.of(requirement("r", call("a"), 0))));
        RunState before = load("a");

        conflict(changeset(next(first, RunStatus.RUNNING), new LeaseUse.Release("t"))
                .session(new Session("other", Optional.empty(), Sample.NOW))
                .entries(List.of(entry("a", 0)))
                .executions(List.of(claim(attempt("a", 1))))
                .requirements(List.of(requirement("s", call("a"), 1)))
                .state(List.of(new StatePatch(Sample.SESSION, "key", Optional.of("1"))))
                .settlements(List.of(
                        Sample.settlement("r", "a", RequirementStatus.SETTLED),
                        Sample.settlement("none", "a", RequirementStatus.SETTLED))));

        assertThat(load("a")).isEqualTo(before);
        assertThat(db().findSession("other")).isEmpty();
        assertThat(db().sessionState(Sample.SESSION)).isEmpty();
        // The lease is what it was, too.
        step(first, RunStatus.RUNNING, hold("t"));
    }

    @Test
    @Tag("RUN-13")
    void aCommitIsRecognisedByItsIdWhenItIsReadBack() {
        Run first = create("a", NO_LEASE);
        Run second = next(first, RunStatus.RUNNING);
        Db faulty = FaultPlan.atFirst(point -> point.moment() == FaultPoint.Moment.AFTER, Fault.failure())
                .db(db());

        assertThatThrownBy(() -> faulty.commit(changeset(second, NO_LEASE).build()))
                .isInstanceOf(DbException.class);

        assertThat(another().find("a").orElseThrow().changesetId()).isEqualTo(second.changesetId());
        conflict(changeset(second, NO_LEASE));
    }

    @Test
    void anUnknownContributionRefusesTheWholeCommit() {
        Run run = root("a");

        assertThatThrownBy(() -> commit(creation(run, NO_LEASE).contributions(List.of(new Unknown()))))
                .isInstanceOf(UnsupportedContributionException.class)
                .hasMessageContaining(Unknown.class.getName());

        assertThat(db().find("a")).isEmpty();
        assertThat(db().findSession(Sample.SESSION)).isEmpty();
    }

    @Test
    void whatWasCommittedIsThereForEveryObjectAtOnce() {
        Db other = another();
        Run run = create("a", NO_LEASE);

        assertThat(other.find("a")).contains(run);
    }

    @Test
    void aDatabaseIsClosedTwiceWithoutHarm() {
        Db other = contract().open(folder, time().offset());
        other.close();
        other.close();

        assertThatThrownBy(() -> other.find("a"))
                .isInstanceOf(DbException.class)
                .hasMessageContaining("closed");
    }

    private static Run sameChangeset(Run run, Run as) {
        return new Run(
                run.id(),
                run.rootId(),
                run.parentCall(),
                run.runnerId(),
                run.runnerName(),
                run.runnerKind(),
                run.sessionId(),
                run.userId(),
                run.status(),
                run.version(),
                as.changesetId(),
                run.createdAt(),
                run.updatedAt(),
                run.settings(),
                run.progress());
    }

    private record Unknown() implements Contribution {}
}
