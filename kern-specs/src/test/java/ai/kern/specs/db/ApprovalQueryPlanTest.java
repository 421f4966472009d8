package ai.kern.specs.db;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalField;
import ai.kern.approval.ApprovalGate;
import ai.kern.approval.ApprovalQuery;
import ai.kern.approval.ApprovalStatus;
import ai.kern.approval.Decision;
import ai.kern.db.PagePosition;
import ai.kern.run.Actor;
import ai.kern.specs.support.LedgerTools;
import ai.kern.specs.support.PostgresServer;
import ai.kern.specs.support.RecordCopies;
import ai.kern.specs.support.RunCopies;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every list of records is read from an index that has its order: no sort, and no look at all rows. */
@Tag("APPR-12")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApprovalQueryPlanTest {
    private static final int RECORDS = 40_000;
    private static final int RUNS = 20_000;
    private static final PagePosition MIDDLE =
            new PagePosition(Instant.ofEpochMilli(RunCopies.EPOCH + RECORDS / 2 * 1000L), "x");
    private static final ApprovalQuery ALL = ApprovalQuery.all();
    private static final Decision ADMIN = Decision.by(Actor.of("admin"));

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

    /** Of a hundred 12 wait, half of them with an end, which one is over by now; 79 are approved, 4 rejected and 5 expired. */
    private PlannedStore fill(PlannedStore store) throws SQLException {
        RecordCopies copies = new RecordCopies(
                store.connection(),
                Map.of(
                        "session_id", "'session-' || (i % 199)",
                        "user_id", "'user-' || (i % 5)",
                        "agent_id", "'agent-' || (i % 13)",
                        "member_run_id", "CASE WHEN i % 3 = 0 THEN 'member-' || (i % 99) END",
                        "resolved_by", "CASE WHEN template.resolved_by IS NOT NULL THEN 'admin-' || (i % 17) END",
                        "team_id", "CASE WHEN i % 3 = 0 THEN 'team-' || (i % 7) END",
                        "tool_name", "'tool-' || (i % 11)",
                        "approvers", "'role-' || (i % 5)",
                        "pause_group", "'pause-' || (i % 299)",
                        "expires_at",
                                "CASE WHEN i % 2 = 0 THEN CASE WHEN i % 50 = 0 THEN 1 ELSE 32503680000000 END END"));
        String pending = ask(store);
        String approved = ask(store);
        String rejected = ask(store);
        store.db().approvals().approve(approved, ADMIN);
        store.db().approvals().reject(rejected, ADMIN);
        copies.copy(0, RECORDS, pending, 0, 11);
        copies.copy(0, RECORDS, approved, 12, 90);
        copies.copy(0, RECORDS, rejected, 91, 99);
        store.db().auditTrail().seal();
        copies.copyTrail(
                0, RUNS, store.db().approvals().get(approved).orElseThrow().runId());
        return store.executed("UPDATE kern_approvals SET status = 'EXPIRED' WHERE (created_at / 1000) % 100 >= 95");
    }

    private static String ask(PlannedStore store) {
        Agent agent = Agent.builder()
                .name("Template")
                .model(ScriptedModel.of(calls(call("pay", "a"))))
                .tools(FunctionTool.builder("pay")
                        .parameters(LedgerTools.Item.class)
                        .call((item, context) -> "done")
                        .gate(ApprovalGate.required()))
                .db(store.db())
                .build();
        return agent.run("do something").activeRequirements().get(0).id();
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

    /** A value that some records have in each field, and the index in whose order a page of them is. */
    private static Map<ApprovalField, Map.Entry<String, String>> fields() {
        Map<ApprovalField, Map.Entry<String, String>> fields = new EnumMap<>(ApprovalField.class);
        for (ApprovalField field : ApprovalField.values()) {
            fields.put(
                    field,
                    switch (field) {
                        case STATUS -> Map.entry("REJECTED", "by_status");
                        case RUN_ID -> Map.entry("", "by_run");
                        case SESSION_ID -> Map.entry("session-3", "by_session");
                        case USER_ID -> Map.entry("user-3", "by_user");
                        case TOOL_NAME -> Map.entry("tool-3", "by_tool");
                        case AGENT_ID -> Map.entry("agent-3", "by_agent");
                        case TEAM_ID -> Map.entry("team-3", "by_team");
                        case APPROVERS -> Map.entry("role-3", "by_age");
                        case SOURCE_TYPE -> Map.entry("AGENT", "by_age");
                        case APPROVAL_TYPE -> Map.entry("REQUIRED", "by_age");
                        case PAUSE_TYPE -> Map.entry("CONFIRMATION", "by_age");
                        case PAUSE_GROUP -> Map.entry("pause-3", "by_pause");
                        case RUN_STATUS -> Map.entry("PAUSED", "by_age");
                        case RESOLVED_BY -> Map.entry("admin-3", "by_resolver");
                        case MEMBER_RUN_ID -> Map.entry("member-3", "by_member_run");
                    });
        }
        return fields;
    }

    private Stream<Arguments> oneField() {
        return stores().flatMap(store -> fields().entrySet().stream()
                .flatMap(field -> pages(ALL.with(
                                field.getKey(),
                                field.getKey() == ApprovalField.RUN_ID
                                        ? anyRun(store)
                                        : field.getValue().getKey()))
                        .map(page -> Arguments.of(
                                store,
                                field.getKey(),
                                page,
                                "kern_approvals_" + field.getValue().getValue()))));
    }

    private static String anyRun(PlannedStore store) {
        return store.db().approvals().list(ALL).items().get(0).runId();
    }

    private static Stream<ApprovalQuery> pages(ApprovalQuery query) {
        return Stream.of(query, query.after(MIDDLE));
    }

    @ParameterizedTest(name = "{0}: {1} {index}")
    @MethodSource("oneField")
    void aPageByOneFieldIsReadFromAnIndexThatHasItsOrder(
            PlannedStore store, ApprovalField field, ApprovalQuery query, String index) {
        PlannedStore.assertInOrderOf(
                index,
                PlannedStore.ofPages(store.plan(() -> store.db().approvals().list(query))));
    }

    private Stream<Arguments> withStatus() {
        ApprovalQuery expired = ALL.status(ApprovalStatus.EXPIRED);
        Map<ApprovalQuery, String> queries = Map.of(
                ALL,
                "by_age",
                ApprovalQuery.pending(),
                "by_status",
                expired,
                "by_status",
                ApprovalQuery.pending().tool("tool-3"),
                "by_tool_and_status",
                expired.tool("tool-3"),
                "by_tool_and_status",
                ApprovalQuery.pending().with(ApprovalField.USER_ID, "user-3"),
                "by_user_and_status",
                expired.with(ApprovalField.USER_ID, "user-3"),
                "by_user_and_status");
        return stores().flatMap(store -> queries.entrySet().stream()
                .flatMap(query -> pages(query.getKey())
                        .map(page -> Arguments.of(store, page, "kern_approvals_" + query.getValue()))));
    }

    @ParameterizedTest(name = "{0}: {2} {index}")
    @MethodSource("withStatus")
    void aPageByTheStatusIsReadFromAnIndexThatHasItsOrder(PlannedStore store, ApprovalQuery query, String index) {
        PlannedStore.assertInOrderOf(
                index,
                PlannedStore.ofPages(store.plan(() -> store.db().approvals().list(query))));

        assertThat(store.db().approvals().list(query).items()).isNotEmpty();
    }

    private Stream<Arguments> narrowed() {
        ApprovalQuery pending = ApprovalQuery.pending();
        Map<ApprovalQuery, String> queries = Map.of(
                pending.with(ApprovalField.SESSION_ID, "session-3"), "by_session",
                pending.with(ApprovalField.SESSION_ID, "session-3").tool("tool-3"), "by_session",
                pending.with(ApprovalField.AGENT_ID, "agent-3"), "by_agent",
                pending.with(ApprovalField.USER_ID, "user-3").tool("tool-3"), "by_user_and_status",
                pending.with(ApprovalField.APPROVERS, "role-3"), "by_status",
                ALL.status(ApprovalStatus.EXPIRED).with(ApprovalField.TEAM_ID, "team-3"), "by_team");
        return Stream.of(fresh, sqlite)
                .flatMap(store -> queries.entrySet().stream()
                        .flatMap(query -> pages(query.getKey())
                                .map(page -> Arguments.of(store, page, "kern_approvals_" + query.getValue()))));
    }

    @ParameterizedTest(name = "{0}: {2} {index}")
    @MethodSource("narrowed")
    void ofSeveralFieldsTheNarrowestOneIsSearchedWhereTheDatabaseDoesNotKnowItsData(
            PlannedStore store, ApprovalQuery query, String index) {
        PlannedStore.assertInOrderOf(
                index,
                PlannedStore.ofPages(store.plan(() -> store.db().approvals().list(query))));
    }

    private Stream<Arguments> lookUps() {
        return stores().flatMap(store -> Stream.<Map.Entry<String, Consumer<ApprovalDb>>>of(
                        Map.entry("a record", db -> db.approvals().get(RunCopies.id(9_999))),
                        Map.entry("a decision", db -> db.approvals().approve(ask(store), ADMIN)),
                        Map.entry("the records of a run", db -> db.approvals().ofRun("none")),
                        Map.entry(
                                "a count",
                                db -> db.approvals()
                                        .count(ALL.status(ApprovalStatus.EXPIRED)
                                                .with(ApprovalField.SESSION_ID, "session-3"))),
                        Map.entry("the trail of a run", db -> db.auditTrail().ofRun("none")))
                .map(lookUp -> Arguments.of(store, lookUp.getKey(), lookUp.getValue())));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("lookUps")
    void nothingElseReadsAllRowsEither(PlannedStore store, String what, Consumer<ApprovalDb> lookUp) {
        assertThat(store.plan(() -> lookUp.accept(store.db()))).isNotEmpty().noneMatch(PlannedStore::readsAll);
    }

    @ParameterizedTest
    @MethodSource("stores")
    @Tag("AUD-2")
    void trailsThatHaveGrownAreReadFromAnIndexOfNoOthers(PlannedStore store) {
        ask(store);

        // Of checkpoints there are few, and SQLite has that table in the order of their numbers.
        assertThat(store.plan(() -> store.db().auditTrail().seal()))
                .anyMatch(line -> line.contains("kern_audit_heads_unsealed"))
                .filteredOn(line -> !line.contains("kern_audit_checkpoints"))
                .noneMatch(PlannedStore::readsAll);
    }

    @ParameterizedTest
    @MethodSource("stores")
    @Tag("APPR-11")
    void whatIsOverIsSearchedByItsEndAndNothingElseIsLookedAt(PlannedStore store) {
        List<String> plan = store.plan(() -> store.db().approvals().expireDue(1));

        PlannedStore.assertInOrderOf("kern_approvals_by_expiry", plan);
        assertThat(plan).anyMatch(line -> line.contains("expires_at<?") || line.contains("Index Cond: (expires_at <="));
    }
}
