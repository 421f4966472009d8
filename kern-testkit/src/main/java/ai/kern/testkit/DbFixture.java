package ai.kern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.kern.db.Changeset;
import ai.kern.db.Db;
import ai.kern.db.Entry;
import ai.kern.db.LeaseUse;
import ai.kern.db.RunState;
import ai.kern.run.Run;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What each part of the contract works with: a fresh database, its time, and what must hold after every test. */
abstract class DbFixture {
    private final MovedTime time = new MovedTime();
    private final List<Db> opened = new ArrayList<>();
    private final Set<String> writtenRuns = ConcurrentHashMap.newKeySet();

    @TempDir
    Path folder;

    /** The contract of which this is a part; it knows how to make databases. */
    abstract DbContract contract();

    @BeforeEach
    final void openDatabase() {
        opened.add(contract().open(folder, time.offset()));
    }

    @AfterEach
    final void verifyAndClose() {
        try {
            writtenRuns.forEach(this::verifyRun);
            contract().verifyIdle(folder);
        } finally {
            opened.forEach(Db::close);
        }
        contract().verifyClosed(folder);
    }

    private void verifyRun(String runId) {
        RunState state = db().load(runId).orElse(null);
        if (state == null) {
            return;
        }
        assertThat(db().find(runId)).contains(state.run());
        assertThat(db().find(state.run().rootId()))
                .as("the root of run %s", runId)
                .isPresent();
        assertThat(db().findSession(state.run().sessionId()))
                .as("the session of run %s", runId)
                .isPresent();
        assertThat(state.entries()).extracting(Entry::runId).allMatch(runId::equals);
        assertThat(state.executions())
                .allSatisfy(execution -> assertThat(execution.call().runId()).isEqualTo(runId));
        assertThat(state.requirements())
                .allSatisfy(
                        requirement -> assertThat(requirement.call().runId()).isEqualTo(runId));
    }

    final Db db() {
        return opened.get(0);
    }

    final MovedTime time() {
        return time;
    }

    /** Another object for the same database, as another process has; the same one where it is not durable. */
    final Db another() {
        if (!db().isDurable()) {
            return db();
        }
        Db another = contract().open(folder, time.offset());
        opened.add(another);
        return another;
    }

    final void commit(Changeset.Builder changeset) {
        commit(db(), changeset);
    }

    final void commit(Db db, Changeset.Builder builder) {
        Changeset changeset = builder.build();
        changeset.runs().forEach(run -> writtenRuns.add(run.id()));
        db.commit(changeset);
    }

    /** Stores the first version of a root. */
    final Run create(String id, LeaseUse lease) {
        Run run = Sample.root(id);
        commit(Sample.creation(run, lease));
        return run;
    }

    /** Stores the next version of a run. */
    final Run step(Run run, RunStatus status, LeaseUse lease) {
        Run next = Sample.next(run, status);
        commit(Sample.changeset(next, lease));
        return next;
    }

    final RunState load(String runId) {
        return db().load(runId).orElseThrow();
    }

    /** Asserts that a changeset is refused with a conflict, and returns that. */
    final RunConflictException conflict(Changeset.Builder changeset) {
        Throwable thrown = catchThrowable(() -> commit(changeset));
        assertThat(thrown).isInstanceOf(RunConflictException.class);
        return (RunConflictException) thrown;
    }
}
