package ai.kern.testkit;

import static ai.kern.testkit.Sample.NOW;
import static ai.kern.testkit.Sample.NO_LEASE;
import static ai.kern.testkit.Sample.SESSION;
import static ai.kern.testkit.Sample.changeset;
import static ai.kern.testkit.Sample.creation;
import static ai.kern.testkit.Sample.root;
import static ai.kern.testkit.Sample.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.db.Session;
import ai.kern.db.StatePatch;
import ai.kern.run.OwnerMismatchException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Sessions and their state. */
abstract class SessionContract extends DbFixture {

    private static StatePatch put(String key, String value) {
        return new StatePatch(SESSION, key, Optional.of(value));
    }

    private static StatePatch remove(String key) {
        return new StatePatch(SESSION, key, Optional.empty());
    }

    private void change(StatePatch... patches) {
        commit(changeset("a", NO_LEASE).state(List.of(patches)));
    }

    @Test
    void whatIsNotStoredIsNotFound() {
        assertThat(db().findSession("none")).isEmpty();
        assertThat(db().sessionState("none")).isEmpty();
    }

    @Test
    void aSessionIsCreatedWithItsFirstRunAndStaysAsItIs() {
        create("a", NO_LEASE);
        Session later = new Session(SESSION, Optional.of("ann"), NOW.plusSeconds(60));
        commit(changeset(root("b"), NO_LEASE).session(later));

        assertThat(another().findSession(SESSION)).contains(session());
    }

    @Test
    void aSessionOfAnotherUserIsRefused() {
        create("a", NO_LEASE);
        Session bobs = new Session(SESSION, Optional.of("bob"), NOW);

        assertThatThrownBy(() -> commit(changeset(root("b"), NO_LEASE).session(bobs)))
                .isInstanceOf(OwnerMismatchException.class)
                .hasMessageContaining(SESSION)
                .hasMessageContaining("bob")
                .hasMessageNotContaining("ann");

        assertThat(db().find("b")).isEmpty();
        assertThat(db().findSession(SESSION)).contains(session());
    }

    @Test
    void whoNamesNoUserPassesAndASessionOfNobodyIsRefusedToNobody() {
        create("a", NO_LEASE);
        commit(changeset(root("b"), NO_LEASE).session(new Session(SESSION, Optional.empty(), NOW)));
        assertThat(db().findSession(SESSION)).contains(session());

        Session nobodys = new Session("free", Optional.empty(), NOW);
        commit(changeset(root("c"), NO_LEASE).session(nobodys));
        commit(creation(root("d"), NO_LEASE).session(new Session("free", Optional.of("bob"), NOW)));
        assertThat(db().findSession("free")).contains(nobodys);
    }

    @Test
    void keysChangeOneByOneAndTheLastValueCounts() {
        create("a", NO_LEASE);
        change(put("name", "\"Ann\""), put("cart", "[1,2]"));
        change(put("cart", "[3]"), put("note", "null"));

        assertThat(db().sessionState(SESSION)).isEqualTo(Map.of("name", "\"Ann\"", "cart", "[3]", "note", "null"));
        change(remove("name"), remove("never"));
        assertThat(another().sessionState(SESSION)).containsOnlyKeys("cart", "note");
    }

    @Test
    void ofSeveralChangesOfOneKeyInOneCommitTheLastCounts() {
        create("a", NO_LEASE);
        change(put("a", "1"), remove("a"), put("b", "1"), put("b", "2"), remove("c"), put("c", "3"));

        assertThat(db().sessionState(SESSION)).isEqualTo(Map.of("b", "2", "c", "3"));
    }

    @Test
    void theStateOfASessionIsItsOwn() {
        create("a", NO_LEASE);
        commit(creation(root("b"), NO_LEASE)
                .session(new Session("other", Optional.empty(), NOW))
                .state(List.of(new StatePatch("other", "key", Optional.of("1")))));
        change(put("key", "2"));

        assertThat(db().sessionState("other")).isEqualTo(Map.of("key", "1"));
        assertThat(db().sessionState(SESSION)).isEqualTo(Map.of("key", "2"));
    }

    @Test
    void theStateOfASessionThatIsNotStoredIsRefused() {
        create("a", NO_LEASE);

        conflict(changeset("a", NO_LEASE).state(List.of(new StatePatch("none", "key", Optional.of("1")))));

        assertThat(db().sessionState("none")).isEmpty();
    }
}
