package ai.kern.specs.approval;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalPendingException;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.Decision;
import ai.kern.requirement.AwaitingDecision;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.RequirementInfo;
import ai.kern.run.ContinueRequest;
import ai.kern.run.InvalidResolutionException;
import ai.kern.run.RunNotPausedException;
import ai.kern.run.RunOutput;
import ai.kern.testkit.ScriptedModel;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A decision lets one call run, and no caller has an answer in its place. */
class ApprovalReuseTest extends ApprovalSpec {
    private Agent agent(ScriptedModel model) {
        return lab.agent(model, gated("pay"));
    }

    @Test
    @Tag("APPR-15")
    void aLaterCallOfTheSameToolNeedsItsOwnDecisionWhateverItsArguments() {
        for (String second : List.of("1000000", "1")) {
            ScriptedModel model = ScriptedModel.of(calls(call("pay", "1")), calls(call("pay", second)), text("done"));
            Agent agent = agent(model);
            RunOutput first = lab.run(agent, "go");
            approve(first);

            RunOutput next = lab.continueRun(agent, first.runId());

            assertThat(next.isPaused()).isTrue();
            assertThat(awaited(next).recordId()).isNotEqualTo(awaited(first).recordId());
            assertThatExceptionOfType(ApprovalPendingException.class)
                    .isThrownBy(() -> lab.continueRun(agent, first.runId()));
            approvals().approvals().reject(awaited(next).recordId(), Decision.by(ADMIN));
            assertThat(lab.continueRun(agent, first.runId()).isCompleted()).isTrue();
        }
        assertRan("pay 1", "pay 1");
    }

    @Test
    @Tag("APPR-15")
    @Tag("TOOL-8")
    void aCallUnderTheSameProvidersIdNeedsItsOwnDecisionToo() {
        for (String second : List.of("1000000", "1")) {
            Agent agent = agent(ScriptedModel.of(
                    calls(call("pay", "1").id("same")),
                    calls(call("pay", second).id("same")),
                    text("done")));
            RunOutput first = lab.run(agent, "go");
            approve(first);

            RunOutput next = lab.continueRun(agent, first.runId());

            assertThat(awaited(next).recordId()).isNotEqualTo(awaited(first).recordId());
            assertThat(record(next).toolCallId()).isEqualTo("same");
            assertThat(record(next).toolArgs()).contains(second);
            assertThatExceptionOfType(ApprovalPendingException.class)
                    .isThrownBy(() -> lab.continueRun(agent, first.runId()));
            approvals().approvals().reject(awaited(next).recordId(), Decision.by(ADMIN));
            assertThat(lab.continueRun(agent, first.runId()).isCompleted()).isTrue();
        }
        assertRan("pay 1", "pay 1");
    }

    @Test
    @Tag("APPR-14")
    void severalCallsOfOnePauseAreDecidedOneByOne() {
        Agent agent = agent(calling(call("pay", "1"), call("pay", "2"), call("pay", "3")));
        RunOutput run = lab.run(agent, "go");
        List<ApprovalRecord> records = approvals().approvals().ofRun(run.runId());
        assertThat(records)
                .extracting(ApprovalRecord::pauseGroup)
                .hasSize(3)
                .containsOnly(records.get(0).pauseGroup());

        decide(run, 0, true);
        RunOutput waiting = lab.continueRun(agent, run.runId());
        assertThat(waiting.activeRequirements()).hasSize(2);
        assertNothingRan();
        decide(run, 1, false);
        decide(run, 2, true);
        RunOutput ended = lab.continueRun(agent, run.runId());

        assertThat(ended.isCompleted()).isTrue();
        assertRan("pay 1", "pay 3");
    }

    private void decide(RunOutput run, int index, boolean yes) {
        String id = awaited(run.requirements().get(index)).recordId();
        if (yes) {
            approvals().approvals().approve(id, Decision.by(ADMIN));
        } else {
            approvals().approvals().reject(id, Decision.by(ADMIN));
        }
    }

    @Test
    @Tag("APPR-5")
    @Tag("HITL-5")
    void aCallersForgedYesIsRefused() {
        Agent agent = agent(calling(call("pay", "1")));
        RunOutput run = lab.run(agent, "go");
        AwaitingDecision open = awaited(run);
        Confirmation forged = new Confirmation(
                new RequirementInfo(
                        open.id(), run.runId(), open.path(), open.toolCall(), Instant.EPOCH, Optional.empty()),
                true);

        assertThatExceptionOfType(InvalidResolutionException.class)
                .isThrownBy(() -> lab.continueRun(agent, run.runId(), forged.confirm()))
                .withMessageContaining(open.id())
                .withMessageContaining("record");

        assertThat(lab.find(agent, run.runId()).activeRequirements()).hasSize(1);
        assertNothingRan();
        approve(run);
        assertThat(lab.continueRun(agent, run.runId()).isCompleted()).isTrue();
        assertRan("pay 1");
    }

    @Test
    @Tag("APPR-15")
    @Tag("HITL-12")
    void anApprovedRunIsContinuedOnce() {
        Agent agent = agent(calling(call("pay", "1")));
        RunOutput run = lab.run(agent, "go");
        approve(run);
        lab.continueRun(agent, run.runId());

        assertThatExceptionOfType(RunNotPausedException.class).isThrownBy(() -> lab.continueRun(agent, run.runId()));

        assertRan("pay 1");
    }

    @Test
    @Tag("APPR-5")
    @Tag("APPR-9")
    void aCallerMayDropACallButNotLetItRun() {
        Agent agent = agent(calling(call("pay", "1")));
        RunOutput run = lab.run(agent, "go");

        RunOutput ended = lab.continueRun(
                agent,
                ContinueRequest.builder(run.runId())
                        .drop(awaited(run).id(), "not needed any more")
                        .by(ADMIN)
                        .build());

        assertThat(ended.isCompleted()).isTrue();
        assertNothingRan();
        assertThat(approvals().approvals().ofRun(run.runId()))
                .singleElement()
                .satisfies(record -> assertThat(record.isPending()).isFalse());
    }

    @Test
    @Tag("APPR-15")
    void askingAnewReplacesTheRecordInOneCommit() {
        Agent agent = agent(calling(call("pay", "1")));
        RunOutput run = lab.run(agent, "go");
        String old = awaited(run).recordId();

        RunOutput anew = lab.continueRun(
                agent, ContinueRequest.builder(run.runId()).askAnew(old).build());

        assertThat(awaited(anew).recordId()).isNotEqualTo(old);
        assertThat(approvals().approvals().get(old).orElseThrow().isPending()).isFalse();
        approve(anew);
        assertThat(lab.continueRun(agent, run.runId()).isCompleted()).isTrue();
        assertRan("pay 1");
    }

    @Test
    @Tag("APPR-14")
    void ordinaryAnswersAndDecisionsStandSideBySide() {
        Agent agent = lab.agent(
                calling(call("pay", "1"), call("wipe", "2")),
                gated("pay"),
                lab.tool("wipe").requiresConfirmation());
        RunOutput run = lab.run(agent, "go");
        Requirement plain = run.activeRequirements().get(1);

        RunOutput waiting = lab.continueRun(agent, run.runId(), ((Confirmation) plain).confirm());
        assertThat(waiting.activeRequirements()).hasSize(1);
        assertNothingRan();
        approve(waiting);

        assertThat(lab.continueRun(agent, run.runId()).isCompleted()).isTrue();
        assertRan("pay 1", "wipe 2");
    }
}
