package ai.kern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.approval.AlreadyDecidedException;
import ai.kern.approval.ApprovalContribution;
import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalNotFoundException;
import ai.kern.approval.ApprovalQuery;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.Approvals;
import ai.kern.approval.AuditEntry;
import ai.kern.approval.DecisionRefusedException;
import ai.kern.db.DbException;
import ai.kern.db.RunState;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Decisions and the trail on connections that fail and are lost at any statement. */
@Tag("DB-3")
@Tag("APPR-16")
abstract class ApprovalFaultContract extends ApprovalFixture {
    private final FaultyStore store = new FaultyStore();

    /** All that a decision may write. */
    private record Snapshot(
            List<ApprovalRecord> records,
            List<AuditEntry> trail,
            RunState run,
            List<ApprovalRecord> ended,
            String sealed) {}

    /** What changes records or the trail. */
    enum Act {
        AN_APPROVAL_OF_OTHER_ARGUMENTS,
        A_REJECTION,
        A_CANCELLATION,
        A_VOTE,
        A_DECISION_THAT_COMES_TOO_LATE,
        A_NOTE_OF_AN_EXPIRY,
        A_DELETION,
        A_START,
        A_SEAL
    }

    @BeforeEach
    void openOnFaultyConnections() {
        store.open(contract(), folder, time().offset());
        pause(
                "a",
                SampleApproval.of("r").asEditable(),
                SampleApproval.of("quorum").quorum(2),
                SampleApproval.of("over").expiresAt(Instant.now().plus(Duration.ofHours(1))),
                SampleApproval.of("approved"));
        approvals().approve("approved", ANN);
        pause("ended", SampleApproval.of("deleted"));
        contribute("ended", new ApprovalContribution.RunChange("ended", RunStatus.COMPLETED));
        time().move(Duration.ofHours(2));
    }

    @AfterEach
    void closeAllConnections() {
        store.close();
    }

    private Approvals faulty() {
        return ((ApprovalDb) store.db()).approvals();
    }

    private Snapshot snapshot() {
        return new Snapshot(
                approvals().ofRun("a"),
                approvalDb().auditTrail().ofRun("a"),
                load("a"),
                approvals().ofRun("ended"),
                exported(approvalDb()));
    }

    private static String exported(ApprovalDb db) {
        StringBuilder lines = new StringBuilder();
        try {
            db.auditTrail().exportCheckpoints(lines);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return lines.toString();
    }

    private void carryOut(Act act) {
        switch (act) {
            case AN_APPROVAL_OF_OTHER_ARGUMENTS ->
                faulty().approve("r", ANN.arguments(Map.of("to", "shop", "amount", 5)));
            case A_REJECTION -> faulty().reject("r", ANN);
            case A_CANCELLATION -> faulty().cancel("r", ANN);
            case A_VOTE -> faulty().approve("quorum", ANN);
            case A_DECISION_THAT_COMES_TOO_LATE -> faulty().approve("over", ANN);
            case A_NOTE_OF_AN_EXPIRY -> faulty().expireDue(1);
            case A_DELETION -> faulty().delete("deleted", ANN);
            case A_START ->
                store.db()
                        .commit(Sample.changeset("a", Sample.acquire("token"))
                                .executions(List.of(Sample.claim(Sample.attempt("a", 1))))
                                .contributions(List.of(use(record("approved"), 1)))
                                .build());
            case A_SEAL -> ((ApprovalDb) store.db()).auditTrail().seal();
        }
    }

    /** What who does it again learns: that it is done. */
    private void assertDone(Act act) {
        Snapshot done = snapshot();
        switch (act) {
            case AN_APPROVAL_OF_OTHER_ARGUMENTS, A_REJECTION, A_CANCELLATION ->
                assertThatThrownBy(() -> carryOut(act))
                        .isInstanceOf(AlreadyDecidedException.class)
                        .hasMessageContaining("ann.admin");
            case A_VOTE ->
                assertThatThrownBy(() -> carryOut(act))
                        .isInstanceOf(DecisionRefusedException.class)
                        .hasMessageContaining("ann.admin");
            case A_DECISION_THAT_COMES_TOO_LATE ->
                assertThatThrownBy(() -> carryOut(act))
                        .isInstanceOf(AlreadyDecidedException.class)
                        .hasMessageContaining("EXPIRED");
            case A_DELETION -> assertThatThrownBy(() -> carryOut(act)).isInstanceOf(ApprovalNotFoundException.class);
            case A_START -> assertThatThrownBy(() -> carryOut(act)).isInstanceOf(RunConflictException.class);
            case A_NOTE_OF_AN_EXPIRY -> assertThat(faulty().expireDue(1)).isZero();
            case A_SEAL ->
                assertThat(((ApprovalDb) store.db()).auditTrail().seal()).isZero();
        }
        assertThat(snapshot()).isEqualTo(done);
    }

    private static Stream<Arguments> actsAndBreakages() {
        return Stream.of(Act.values())
                .flatMap(act -> Stream.of(Breakage.values()).map(breakage -> Arguments.of(act, breakage)));
    }

    @ParameterizedTest
    @MethodSource("actsAndBreakages")
    void whatBreaksAtAnyStatementIsDoneWholeOrNotAtAllAndIsToldOrReadBack(Act act, Breakage breakage) {
        Snapshot before = snapshot();
        int statement = 0;
        boolean isDone = false;
        while (!isDone) {
            statement++;
            store.breakAt(breakage, statement);
            try {
                carryOut(act);
                isDone = true;
            } catch (AlreadyDecidedException tooLate) {
                isDone = true;
            } catch (DbException planned) {
                assertThat(planned).hasRootCauseInstanceOf(SQLException.class);
                isDone = !snapshot().equals(before);
                assertThat(isDone && !isCommitted(statement, breakage))
                        .as("something is stored without a commit, at statement %d", statement)
                        .isFalse();
            }
        }
        assertThat(statement).as("statements, of which each one broke").isGreaterThan(1);
        assertThat(snapshot()).isNotEqualTo(before);
        store.connections().reset();
        assertDone(act);
    }

    /** Whether a commit was carried out by then: if it is what broke, only where its answer was lost. */
    private boolean isCommitted(int statement, Breakage breakage) {
        return store.connections().statements().stream()
                .limit(breakage == Breakage.FAILS ? statement - 1 : statement)
                .anyMatch(sql -> sql.endsWith("COMMIT"));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsReadIsAnErrorAtWhicheverStatementItBreaksAndNeverAnEmptyResult(Breakage breakage) {
        List<Runnable> reads = List.of(
                () -> faulty().get("r"),
                () -> faulty().list(ApprovalQuery.all()),
                () -> faulty().count(ApprovalQuery.pending()),
                () -> faulty().ofRun("a"),
                () -> ((ApprovalDb) store.db()).auditTrail().ofRun("a"),
                () -> ((ApprovalDb) store.db()).auditTrail().verify(),
                () -> exported((ApprovalDb) store.db()));

        reads.forEach(read -> store.verifyThatItThrows(read, breakage));
    }
}
