package ai.kern.specs.approval;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.approval.ApprovalGate;
import ai.kern.approval.ApprovalStatus;
import ai.kern.approval.Decision;
import ai.kern.model.Message;
import ai.kern.requirement.AnswerType;
import ai.kern.run.RunOutput;
import ai.kern.run.Runner;
import ai.kern.specs.support.OneDoor;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is rejected, expired or cancelled does not run, whatever kind of call it is, and the model learns why. */
@Tag("APPR-9")
@OneDoor
class NotApprovedTest extends PauseKindSpec {

    @ParameterizedTest
    @EnumSource(PauseKind.class)
    void rejected(PauseKind kind) {
        Runner agent = agent(kind, ApprovalGate.required());
        RunOutput run = waiting(agent, kind);
        approvals().approvals().reject(awaited(run).recordId(), Decision.by(ANN).note("the shop is closed"));

        assertDoesNotRun(agent, run, kind, kind.rejection(), ApprovalStatus.REJECTED, "the shop is closed");
    }

    @ParameterizedTest
    @EnumSource(PauseKind.class)
    void cancelled(PauseKind kind) {
        Runner agent = agent(kind, ApprovalGate.required());
        RunOutput run = waiting(agent, kind);
        approvals().approvals().cancel(awaited(run).recordId(), Decision.by(ANN).note("asked twice"));

        assertDoesNotRun(agent, run, kind, AnswerType.CANCELLED, ApprovalStatus.CANCELLED, "asked twice");
    }

    @ParameterizedTest
    @EnumSource(PauseKind.class)
    @Tag("APPR-11")
    void expired(PauseKind kind) {
        Runner agent = agent(kind, ApprovalGate.required().expiresIn(Duration.ofHours(1)));
        RunOutput run = waiting(agent, kind);
        lab.moveTime(Duration.ofHours(2));

        assertDoesNotRun(
                agent,
                run,
                kind,
                AnswerType.EXPIRED,
                ApprovalStatus.EXPIRED,
                toldOfTime(kind, "over and it did not run. Note: nobody decided before "));
    }

    @ParameterizedTest
    @EnumSource(PauseKind.class)
    @Tag("APPR-11")
    void approvedAndNotUsedInTime(PauseKind kind) {
        Runner agent = agent(kind, ApprovalGate.required().runWithin(Duration.ofHours(1)));
        RunOutput run = waiting(agent, kind);
        approvals().approvals().approve(awaited(run).recordId(), kind.approval(ANN));
        lab.moveTime(Duration.ofHours(2));

        assertDoesNotRun(
                agent,
                run,
                kind,
                AnswerType.EXPIRED,
                ApprovalStatus.EXPIRED,
                toldOfTime(kind, "over and it did not run. Note: it was approved, and not started before "));
    }

    private static String toldOfTime(PauseKind kind, String why) {
        return kind == PauseKind.OUTCOME_UNKNOWN ? "it is not known whether it took effect" : why;
    }

    private void assertDoesNotRun(
            Runner agent, RunOutput run, PauseKind kind, AnswerType answer, ApprovalStatus status, String told) {
        String id = awaited(run).recordId();

        RunOutput ended = lab.continueRun(agent, run.runId());

        assertThat(ended.isCompleted()).isTrue();
        assertThat(lab.ledger().effects()).isEqualTo(kind.effectsBefore());
        assertThat(ended.requirements())
                .filteredOn(requirement -> requirement.id().equals(id))
                .singleElement()
                .satisfies(settled ->
                        assertThat(settled.answer().orElseThrow().type()).isEqualTo(answer));
        assertThat(approvals().approvals().get(id).orElseThrow().status()).isEqualTo(status);
        List<Message> transcript = model.lastRequest().messages();
        assertThat(transcript.get(transcript.size() - 1).toString()).contains(told);
    }
}
