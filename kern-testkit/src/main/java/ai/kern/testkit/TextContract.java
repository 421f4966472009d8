package ai.kern.testkit;

import static ai.kern.testkit.Sample.NOW;
import static ai.kern.testkit.Sample.NO_LEASE;
import static ai.kern.testkit.Sample.SESSION;
import static ai.kern.testkit.Sample.attempt;
import static ai.kern.testkit.Sample.call;
import static ai.kern.testkit.Sample.changeset;
import static ai.kern.testkit.Sample.creation;
import static ai.kern.testkit.Sample.entry;
import static ai.kern.testkit.Sample.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.db.Db;
import ai.kern.db.Entry;
import ai.kern.db.EntryKind;
import ai.kern.db.Execution;
import ai.kern.db.ExecutionPhase;
import ai.kern.db.LimitExceededException;
import ai.kern.db.Limits;
import ai.kern.db.PagePosition;
import ai.kern.db.RequirementStatus;
import ai.kern.db.RunQuery;
import ai.kern.db.RunState;
import ai.kern.db.Session;
import ai.kern.db.SessionNotFoundException;
import ai.kern.db.SessionQuery;
import ai.kern.db.Settlement;
import ai.kern.db.StatePatch;
import ai.kern.db.StoredRequirement;
import ai.kern.requirement.PauseType;
import ai.kern.run.Run;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts, character for character. */
abstract class TextContract extends DbFixture {

    static Stream<String> documents() {
        return Stream.of(
                "",
                "not JSON at all",
                "{\"z\":1,\"a\":2,\"m\":{\"y\":0,\"b\":0}}",
                "{ \"spaces\" :\t[ 1 ,\r\n 2 ] }",
                "{\"twice\":1,\"twice\":2}",
                "[9007199254740993,12345678901234567890123,1.10,1e400,-0,0.1000000000000000055511151231257827]",
                "{\"greek\":\"ΑΒΓ\",\"accents\":\"é e\u0301\",\"emoji\":\"👩‍👩‍👧‍👦\",\"right to left\":\"\u202Eשלום\"}",
                "{\"last\":\"\uFFFD\uFFFE\uFFFF\",\"planes\":\"\uD83D\uDE00\uDBFF\uDFFD\"}",
                "{\"nul\":\"\\u0000\",\"lone\":\"\\ud800\",\"reversed\":\"\\udc00\\ud800\"}",
                "{\"control\":\"\u0001\u001B\u007F\u0085\u2028\uFEFF\"}",
                "{\"quotes\":\"' '' \\\" ` ; -- /* ? :name $1 <tag> {runs} ${runs}\"}",
                "true",
                "null");
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyDocumentComesBackCharacterForCharacter(String text) {
        Run run = run("a", "a", Optional.empty(), text, text);
        Entry entry = new Entry("a", 0, EntryKind.USER, NOW, text);
        Execution claim = new Execution(call("a"), 1, ExecutionPhase.CLAIM, NOW, text);
        StoredRequirement requirement = new StoredRequirement(
                        "r", call("a"), 0, PauseType.USER_INPUT, RequirementStatus.OPEN, NOW, text, Optional.empty())
                .settled(new Settlement("r", "a", RequirementStatus.SETTLED, NOW, text));
        commit(creation(run, NO_LEASE)
                .entries(List.of(entry))
                .executions(List.of(claim))
                .requirements(List.of(requirement))
                .state(List.of(new StatePatch(SESSION, "key", Optional.of(text)))));

        Db other = another();
        assertThat(other.load("a")).contains(new RunState(run, List.of(entry), List.of(claim), List.of(requirement)));
        assertThat(other.sessionState(SESSION)).containsEntry("key", text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ann O'Hara",
                "ann@example.com",
                " spaces ",
                "UPPER",
                "ΑΒΓ é e\u0301 👩‍👩‍👧‍👦",
                "' OR 1=1; --",
                "a\nb\tc",
                "%_*?[a]",
                "\uFFFF"
            })
    void everyIdNameAndKeyComesBackCharacterForCharacter(String name) {
        Run sample = Sample.root("x");
        Run run = new Run(
                "run " + name,
                "run " + name,
                Optional.empty(),
                "runner " + name,
                name,
                sample.runnerKind(),
                name,
                Optional.of(name),
                sample.status(),
                1,
                sample.changesetId(),
                NOW,
                NOW,
                "{}",
                "{}");
        Session session = new Session(name, Optional.of(name), NOW);
        commit(changeset(run, NO_LEASE).session(session).state(List.of(new StatePatch(name, name, Optional.of("1")))));

        Db other = another();
        assertThat(other.find("run " + name)).contains(run);
        assertThat(other.findSession(name)).contains(session);
        assertThat(other.sessionState(name)).containsEntry(name, "1");
    }

    @Test
    void namesThatDifferInCaseOrFormAreDifferent() {
        create("a", NO_LEASE);
        create("A", NO_LEASE);
        commit(changeset("a", NO_LEASE)
                .state(List.of(
                        new StatePatch(SESSION, "\u00E9", Optional.of("1")),
                        new StatePatch(SESSION, "e\u0301", Optional.of("2")),
                        new StatePatch(SESSION, "\u00C9", Optional.of("3")))));

        assertThat(db().find("a").orElseThrow().id()).isEqualTo("a");
        assertThat(db().find("A").orElseThrow().id()).isEqualTo("A");
        assertThat(db().sessionState(SESSION)).hasSize(3);
    }

    @Test
    void theLargestDocumentIsStoredAndALargerOneIsNotMade() {
        String large = "\"" + "é".repeat((Limits.DOCUMENT_BYTES - 2) / 2) + "\"";
        assertThat(Limits.bytes(large)).isEqualTo(Limits.DOCUMENT_BYTES);
        create("a", NO_LEASE);

        commit(changeset("a", NO_LEASE).entries(List.of(entry("a", 0, large))));

        assertThat(load("a").entries().get(0).document()).isEqualTo(large);
        assertThatThrownBy(() -> entry("a", 1, large + " "))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("entry 1 of run a");
    }

    @Test
    void theLongestNameIsStoredAndALongerOneIsNotMade() {
        String longest = "é".repeat(Limits.NAME_BYTES / 2);
        Session session = new Session(longest, Optional.of(longest), NOW);
        commit(creation(Sample.root("a"), NO_LEASE));
        Run named = rootOf(longest);
        commit(changeset(named, NO_LEASE)
                .session(session)
                .state(List.of(new StatePatch(longest, longest, Optional.of("1")))));

        assertThat(db().find(longest)).contains(named);
        assertThat(db().sessionState(longest)).containsEntry(longest, "1");
        assertThatThrownBy(() -> new Session(longest + "x", Optional.empty(), NOW))
                .isInstanceOf(LimitExceededException.class);
        assertThatThrownBy(() -> new StatePatch(SESSION, longest + "x", Optional.empty()))
                .isInstanceOf(LimitExceededException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "\uD800", "\uDC00", "a\uDC00\uD800b"})
    void textThatNotEveryDatabaseKeepsIsNotMade(String text) {
        assertThatThrownBy(() -> entry("a", 0, text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("entry 0 of run a")
                .hasMessageContaining("U+");
        assertThatThrownBy(() -> new Session(text, Optional.empty(), NOW)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Session("s", Optional.of(text), NOW)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StatePatch(SESSION, text, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Sample.root(text)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> call(text)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> entry(text, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> changeset(text, NO_LEASE).build()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StatePatch(text, "key", Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Sample.requirement(text, call("a"), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Sample.settlement(text, "a", RequirementStatus.SETTLED))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PagePosition(NOW, text)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Execution(attempt("a", 1).call(), 1, ExecutionPhase.OUTCOME, NOW, text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    static Stream<String> idsOfNothing() {
        return Stream.of(
                "", "a\u0000", "a\u0000b", "a\uD800", "a\uDC00", "\uDC00\uD800", "a".repeat(Limits.NAME_BYTES + 1));
    }

    @ParameterizedTest
    @MethodSource("idsOfNothing")
    void anIdThatNothingStoredCanHaveIsTheIdOfNothing(String id) {
        for (String similar : List.of("a", "a?", "a\uFFFD", "??", "a".repeat(Limits.NAME_BYTES))) {
            commit(changeset(rootOf(similar), NO_LEASE)
                    .session(new Session(similar, Optional.of(similar), NOW))
                    .state(List.of(new StatePatch(similar, "key", Optional.of("1")))));
        }

        assertThat(db().find(id)).isEmpty();
        assertThat(db().load(id)).isEmpty();
        assertThat(db().findSession(id)).isEmpty();
        assertThat(db().sessionState(id)).isEmpty();
        assertThat(db().runs(RunQuery.all().session(id)).items()).isEmpty();
        assertThat(db().runs(RunQuery.all().user(id)).items()).isEmpty();
        assertThat(db().runs(RunQuery.all().runner(id)).items()).isEmpty();
        assertThat(db().sessions(SessionQuery.all().user(id)).items()).isEmpty();
        assertThatThrownBy(() -> db().renameSession(id, Optional.of("name")))
                .isInstanceOf(SessionNotFoundException.class);
        assertThatThrownBy(() -> db().deleteSession(id)).isInstanceOf(SessionNotFoundException.class);
        assertThat(db().sessions(SessionQuery.all()).items())
                .hasSize(5)
                .allMatch(session -> session.name().isEmpty());
    }

    /** A root that has one id in all places. */
    private static Run rootOf(String id) {
        Run sample = Sample.root("x");
        return new Run(
                id,
                id,
                Optional.empty(),
                id,
                id,
                sample.runnerKind(),
                id,
                Optional.of(id),
                sample.status(),
                1,
                sample.changesetId(),
                NOW,
                NOW,
                "{}",
                "{}");
    }

    @Test
    void instantsAreKeptToTheMillisecond() {
        Run run = create("a", NO_LEASE);

        assertThat(another().find("a").orElseThrow().createdAt()).isEqualTo(run.createdAt());
        assertThat(run.createdAt().toEpochMilli() % 1_000).isEqualTo(123);
    }
}
