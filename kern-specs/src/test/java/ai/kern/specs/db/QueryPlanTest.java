package ai.kern.specs.db;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.db.Db;
import ai.kern.db.LeaseRenewal;
import ai.kern.db.PagePosition;
import ai.kern.db.RunQuery;
import ai.kern.db.SessionInUseException;
import ai.kern.db.SessionQuery;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.LedgerTools;
import ai.kern.specs.support.PostgresServer;
import ai.kern.specs.support.RunCopies;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every list is read from an index that has its order: no sort, and no look at all rows. What a database would do is asked of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryPlanTest {
    private static final int RUNS = 30_000;
    private static final PagePosition MIDDLE =
            new PagePosition(Instant.ofEpochMilli(RunCopies.EPOCH + 15_000_000), "x");
    private static final RunQuery ALL = RunQuery.all();

    private final String schema = PostgresServer.newSchema();
    private PlannedStore fresh;
    private PlannedStore sqlite;
    private PlannedStore postgres;

    @BeforeAll
    void fill(@TempDir Path folder) throws SQLException {
        fresh = fill(PlannedStore.sqlite(folder.resolve("fresh.db"), "SQLite without statistics"));
        sqlite = fill(PlannedStore.sqlite(folder.resolve("analysed.db"), "SQLite"))
                .analysed();
        postgres = fill(PlannedStore.postgres(schema)).analysed();
    }

    private static PlannedStore fill(PlannedStore store) throws SQLException {
        RunOutput completed = run(store, calls(call("look", "a")), text("done"));
        RunOutput paused = run(store, calls(call("pay", "a")));
        RunOutput cancelled = agent(store, calls(call("pay", "b")))
                .cancel(run(store, calls(call("pay", "b"))).runId());
        RunCopies copies = new RunCopies(store.connection(), 23, 19, 17);
        copies.createSessions(20_000);
        copies.copy(0, RUNS, Map.of(0, completed.runId(), 85, paused.runId(), 95, cancelled.runId()));
        return store.executed("""
                UPDATE kern_runs SET status = 'RUNNING', lease_token = run_id, lease_expires_at = 1
                WHERE status = 'CANCELLED' AND created_at % 5000 = 0""");
    }

    private static RunOutput run(PlannedStore store, ScriptedAnswer... answers) {
        return agent(store, answers).run("do something");
    }

    private static Agent agent(PlannedStore store, ScriptedAnswer... answers) {
        return Agent.builder()
                .name("Template")
                .model(ScriptedModel.of(answers))
                .tools(tool("look"), tool("pay").requiresConfirmation())
                .db(store.db())
                .build();
    }

    private static FunctionTool.Builder<LedgerTools.Item> tool(String name) {
        return FunctionTool.builder(name).parameters(LedgerTools.Item.class).call((item, context) -> "done");
    }

    @AfterAll
    void close() throws SQLException {
        fresh.close();
        sqlite.close();
        postgres.close();
        PostgresServer.require().drop(schema);
    }

    private Stream<PlannedStore> stores() {
        return Stream.of(fresh, sqlite, postgres);
    }

    /** Each filter alone, and those that leave many rows with a status. */
    private static Map<RunQuery, String> runQueries() {
        return Map.of(
                ALL,
                "kern_runs_by_age",
                ALL.status(RunStatus.PAUSED),
                "kern_runs_by_status",
                ALL.session("session-3"),
                "kern_runs_by_session",
                ALL.user("user-3"),
                "kern_runs_by_user",
                ALL.user("user-3").status(RunStatus.PAUSED),
                "kern_runs_by_user_and_status",
                ALL.runner("agent-3"),
                "kern_runs_by_runner",
                ALL.runner("agent-3").status(RunStatus.PAUSED),
                "kern_runs_by_runner_and_status");
    }

    private Stream<Arguments> listedRuns() {
        return ofEach(stores(), runQueries());
    }

    @ParameterizedTest(name = "{0}: {2} {index}")
    @MethodSource("listedRuns")
    void aPageOfRunsIsReadFromAnIndexThatHasItsOrder(PlannedStore store, RunQuery query, String index) {
        List<String> plan = store.plan(() -> store.db().runs(query));

        PlannedStore.assertInOrderOf(index, plan);
        assertThat(store.db().runs(query).items()).hasSize(50);
    }

    /** Several filters, and that of which the index is searched where the database does not know its data. */
    private static Map<RunQuery, String> narrowQueries() {
        RunQuery session = ALL.session("session-3");
        RunQuery user = ALL.user("user-3");
        return Map.of(
                session.status(RunStatus.PAUSED),
                "kern_runs_by_session",
                session.user("user-3"),
                "kern_runs_by_session",
                session.runner("agent-3"),
                "kern_runs_by_session",
                session.runner("agent-3").status(RunStatus.COMPLETED),
                "kern_runs_by_session",
                session.user("user-3").runner("agent-3").status(RunStatus.COMPLETED),
                "kern_runs_by_session",
                user.runner("agent-3"),
                "kern_runs_by_user",
                user.runner("agent-3").status(RunStatus.COMPLETED),
                "kern_runs_by_user_and_status");
    }

    private static Stream<Arguments> ofEach(Stream<PlannedStore> stores, Map<RunQuery, String> queries) {
        return stores.flatMap(store -> queries.entrySet().stream()
                .flatMap(query -> Stream.of(query.getKey(), query.getKey().after(MIDDLE))
                        .map(page -> Arguments.of(store, page, query.getValue()))));
    }

    private Stream<Arguments> narrowedOnSqlite() {
        return ofEach(Stream.of(fresh, sqlite), narrowQueries());
    }

    @ParameterizedTest(name = "{0}: {2} {index}")
    @MethodSource("narrowedOnSqlite")
    void ofSeveralFiltersTheNarrowestOneIsSearched(PlannedStore store, RunQuery query, String index) {
        PlannedStore.assertInOrderOf(index, store.plan(() -> store.db().runs(query)));
    }

    private Stream<Arguments> narrowedOnPostgres() {
        return ofEach(Stream.of(postgres), narrowQueries());
    }

    /** It may find that so few rows are left that sorting them costs less than their order in the index. */
    @ParameterizedTest(name = "{0}: {2} {index}")
    @MethodSource("narrowedOnPostgres")
    void ofSeveralFiltersPostgresSearchesTheIndexesThatItsStatisticsAdvise(
            PlannedStore store, RunQuery query, String index) {
        assertThat(store.plan(() -> store.db().runs(query)))
                .anyMatch(line -> line.contains("kern_runs_by_"))
                .noneMatch(PlannedStore::readsAll);
    }

    private Stream<Arguments> listedSessions() {
        return stores().flatMap(store -> Stream.of(
                Arguments.of(store, SessionQuery.all(), "kern_sessions_by_age"),
                Arguments.of(store, SessionQuery.all().after(MIDDLE), "kern_sessions_by_age"),
                Arguments.of(store, SessionQuery.all().user("user-3"), "kern_sessions_by_user"),
                Arguments.of(store, SessionQuery.all().user("user-3").after(MIDDLE), "kern_sessions_by_user")));
    }

    @ParameterizedTest(name = "{0}: {2} {index}")
    @MethodSource("listedSessions")
    void aPageOfSessionsIsReadFromAnIndexThatHasItsOrder(PlannedStore store, SessionQuery query, String index) {
        PlannedStore.assertInOrderOf(index, store.plan(() -> store.db().sessions(query)));
    }

    @ParameterizedTest
    @MethodSource("stores")
    void abandonedRunsAreReadFromAnIndexThatHasTheirOrder(PlannedStore store) {
        PlannedStore.assertInOrderOf(
                "kern_runs_at_work", store.plan(() -> store.db().abandonedRuns(10)));

        assertThat(store.db().abandonedRuns(10)).hasSize(10);
    }

    private Stream<Arguments> lookUps() {
        return stores().flatMap(store -> Stream.<Map.Entry<String, Consumer<Db>>>of(
                        Map.entry(
                                "a run",
                                db -> assertThat(db.load(RunCopies.id(9_999))).isPresent()),
                        Map.entry("a session", db -> db.findSession("session-3")),
                        Map.entry("the state of a session", db -> db.sessionState("session-3")),
                        Map.entry(
                                "leases",
                                db -> db.renew(
                                        new LeaseRenewal(List.of("a lease"), List.of(), Duration.ofSeconds(30)))),
                        Map.entry(
                                "the deletion of a session",
                                db -> assertThatThrownBy(() -> db.deleteSession("session-3"))
                                        .isInstanceOf(SessionInUseException.class)))
                .map(lookUp -> Arguments.of(store, lookUp.getKey(), lookUp.getValue())));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("lookUps")
    void nothingElseReadsAllRowsEither(PlannedStore store, String what, Consumer<Db> lookUp) {
        assertThat(store.plan(() -> lookUp.accept(store.db()))).isNotEmpty().noneMatch(PlannedStore::readsAll);
    }
}
