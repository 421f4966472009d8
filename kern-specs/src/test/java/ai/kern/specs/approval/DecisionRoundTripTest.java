package ai.kern.specs.approval;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.kern.agent.Agent;
import ai.kern.approval.AlreadyDecidedException;
import ai.kern.approval.ApprovalGate;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.ApprovalStatus;
import ai.kern.approval.AuditEntry;
import ai.kern.approval.AuditKind;
import ai.kern.approval.Decision;
import ai.kern.db.DbException;
import ai.kern.db.RunChange;
import ai.kern.db.Subscription;
import ai.kern.db.postgres.PostgresDb;
import ai.kern.run.Actor;
import ai.kern.specs.support.LedgerTools.Item;
import ai.kern.specs.support.PostgresServer;
import ai.kern.testkit.FaultyConnections;
import ai.kern.testkit.MovedTime;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How often a decision goes to PostgreSQL and back: to lock what is decided about, with all that it writes and its commit, and,
 * when it is made, to tell of it. What tells holds the commits of others up until it has reached the disk, so it has none to write.
 */
@Tag("APPR-6")
@Tag("AUD-1")
class DecisionRoundTripTest {
    private static final Decision YES = Decision.by(Actor.of("ann"));
    private static final Duration TIME = Duration.ofHours(1);

    private final PostgresServer server = PostgresServer.require();
    private final String schema = PostgresServer.newSchema();
    private final FaultyConnections connections = new FaultyConnections();
    private final MovedTime time = new MovedTime();
    private PostgresDb db;

    @BeforeEach
    void open() {
        server.create(schema);
        db = server.openOn(connections::around, schema, time.offset());
    }

    @AfterEach
    void close() {
        db.close();
        server.drop(schema);
    }

    /** The id of a record that waits. */
    private String asked(ApprovalGate gate) {
        Agent agent = Agent.builder()
                .name("Payments")
                .model(ScriptedModel.of(calls(call("pay", "{\"item\":\"1\"}")), text("done")))
                .tools(FunctionTool.builder("pay")
                        .parameters(Item.class)
                        .call((item, context) -> "paid")
                        .editable()
                        .gate(gate))
                .db(db)
                .build();
        return db.approvals().ofRun(agent.run("Pay.").runId()).get(0).id();
    }

    private List<String> sentFor(ApprovalGate gate, Consumer<String> decision) {
        String id = asked(gate);
        connections.reset();
        decision.accept(id);
        return connections.statements();
    }

    private static void assertLookAndCommit(List<String> sent, String table) {
        assertThat(sent).hasSizeGreaterThan(1);
        assertThat(sent.get(0)).startsWith("SELECT").endsWith("FOR UPDATE");
        assertThat(sent.get(1))
                .contains("UPDATE \"kern_approvals\"", "INSERT INTO \"kern_audit\"", "UPDATE \"kern_audit_heads\"")
                .contains(table)
                .doesNotContain("pg_notify")
                .endsWith("COMMIT");
    }

    private static void assertToldAfterwards(List<String> sent) {
        assertThat(sent).hasSize(3);
        assertThat(sent.get(2)).startsWith("SELECT pg_notify").endsWith("COMMIT");
    }

    @Test
    void aDecisionGoesTwiceAndIsToldWhenItIsMade() {
        List<Consumer<String>> decisions = List.of(
                id -> db.approvals().approve(id, YES),
                id -> db.approvals().reject(id, YES),
                id -> db.approvals().cancel(id, YES));

        for (Consumer<String> decision : decisions) {
            List<String> sent = sentFor(ApprovalGate.required(), decision);
            assertLookAndCommit(sent, "kern_approvals");
            assertToldAfterwards(sent);
        }
    }

    @Test
    @Tag("HITL-6")
    void whatADecisionChangesGoesWithIt() {
        Decision edit = YES.argumentsJson("{\"item\":\"2\"}");

        List<String> sent =
                sentFor(ApprovalGate.required(), id -> db.approvals().approve(id, edit));

        assertLookAndCommit(sent, "UPDATE \"kern_requirements\"");
        assertToldAfterwards(sent);
    }

    @Test
    @Tag("APPR-17")
    void aVoteGoesTwiceAndNobodyIsTold() {
        List<String> sent =
                sentFor(ApprovalGate.required().quorum(2), id -> db.approvals().approve(id, YES));

        assertLookAndCommit(sent, "kern_approvals");
        assertThat(sent).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("APPR-16")
    void aDecisionThatCannotBeToldIsMade(Breakage breakage) {
        String id = asked(ApprovalGate.required());
        List<RunChange> heard = new CopyOnWriteArrayList<>();
        try (PostgresDb deciding = server.openOn(connections::around, schema, time.offset())) {
            Subscription subscription = deciding.changes(heard::add);
            Awaitility.await().until(() -> !heard.isEmpty());
            heard.clear();
            connections.reset();
            breakage.at(3, connections);

            assertThat(deciding.approvals().approve(id, YES).status()).isEqualTo(ApprovalStatus.APPROVED);

            assertThat(connections.hasStruck()).isTrue();
            assertThat(heard).as("what who waits in this process is told").contains(RunChange.anything());
            subscription.close();
        }
        assertThat(db.approvals().get(id).orElseThrow().status()).isEqualTo(ApprovalStatus.APPROVED);
    }

    @Test
    @Tag("RUN-13")
    void aDecisionWhoseAnswerIsLostIsToldAllTheSame() {
        String id = asked(ApprovalGate.required());
        String runId = db.approvals().get(id).orElseThrow().runId();
        List<RunChange> heard = new CopyOnWriteArrayList<>();
        try (PostgresDb waiting = server.open(schema, time.offset())) {
            Subscription subscription = waiting.changes(heard::add);
            Awaitility.await().until(() -> !heard.isEmpty());
            connections.reset();
            connections.loseAt(2);

            assertThatExceptionOfType(DbException.class)
                    .isThrownBy(() -> db.approvals().approve(id, YES));

            assertThat(waiting.approvals().get(id).orElseThrow().status()).isEqualTo(ApprovalStatus.APPROVED);
            Awaitility.await().until(() -> heard.contains(RunChange.of(runId)));
            subscription.close();
        }
    }

    /** How the third way breaks. */
    enum Breakage {
        IS_REFUSED,
        LOSES_ITS_ANSWER,
        MEETS_AN_ERROR_OF_THE_DRIVER;

        void at(int statement, FaultyConnections connections) {
            switch (this) {
                case IS_REFUSED -> connections.failAt(statement);
                case LOSES_ITS_ANSWER -> connections.loseAt(statement);
                case MEETS_AN_ERROR_OF_THE_DRIVER ->
                    connections.doAt(statement, () -> {
                        throw new IllegalStateException("the driver fails");
                    });
            }
        }
    }

    @Test
    @Tag("APPR-11")
    void aRecordWhoseTimeEndsBetweenTheTwoWaysIsNotApprovedButExpires() {
        String id = asked(ApprovalGate.required().expiresIn(TIME));
        time.move(TIME.minusSeconds(1));
        connections.reset();
        connections.doAt(2, () -> awaitEndOf(id));

        assertThatExceptionOfType(AlreadyDecidedException.class)
                .isThrownBy(() -> db.approvals().approve(id, YES))
                .withMessageContaining("EXPIRED");

        assertThat(connections.hasStruck()).isTrue();
        ApprovalRecord record = db.approvals().get(id).orElseThrow();
        assertThat(record.decision().orElseThrow().status()).isEqualTo(ApprovalStatus.EXPIRED);
        assertThat(db.auditTrail().ofRun(record.runId()))
                .extracting(AuditEntry::kind)
                .containsExactly(AuditKind.REQUEST, AuditKind.EXPIRY);
    }

    private void awaitEndOf(String id) {
        try (PostgresDb other = server.open(schema, time.offset())) {
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> other.approvals().get(id).orElseThrow().status() == ApprovalStatus.EXPIRED);
        }
    }
}
