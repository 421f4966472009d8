package ai.kern.testkit;

import static ai.kern.testkit.Sample.NO_LEASE;
import static ai.kern.testkit.Sample.changeset;
import static ai.kern.testkit.Sample.creation;
import static ai.kern.testkit.Sample.entry;
import static ai.kern.testkit.Sample.next;
import static ai.kern.testkit.Sample.root;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.db.Changeset;
import ai.kern.db.InMemoryDb;
import ai.kern.run.Run;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class CountingDbTest {
    private final CountingDb db = new CountingDb(new InMemoryDb());

    @Test
    void countsCommitsRowsAndBytesOfWhatSucceeded() {
        Run run = root("a");
        db.commit(
                creation(run, NO_LEASE).entries(List.of(entry("a", 0, "\"é\""))).build());

        assertThat(db.commits()).isEqualTo(1);
        assertThat(db.rows()).isEqualTo(3);
        assertThat(db.bytes()).isEqualTo("{\"started\":1}".length() + "{}".length() + 4);

        assertThatThrownBy(() -> db.commit(creation(run, NO_LEASE).build())).isInstanceOf(RunConflictException.class);
        assertThat(db.commits()).isEqualTo(1);
    }

    @Test
    void settingsCountOnce() {
        Run run = root("a");
        db.commit(creation(run, NO_LEASE).build());
        db.reset();
        Changeset second = changeset(next(run, RunStatus.RUNNING), NO_LEASE).build();

        db.commit(second);

        assertThat(db.bytes()).isEqualTo("{\"version\":2}".length());
        assertThat(db.committed()).containsExactly(second);
    }

    @Test
    void countsReads() {
        db.find("a");
        db.load("a");

        assertThat(db.reads()).isEqualTo(2);
        db.reset();
        assertThat(db.reads()).isZero();
    }
}
