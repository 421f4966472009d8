package ai.kern.specs.approval;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.PauseType;
import ai.kern.requirement.Requirement;
import ai.kern.run.ContinueRequest;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.Ledger;
import ai.kern.specs.support.OneDoor;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.tool.Approval;
import ai.kern.tool.LogApproval;
import ai.kern.tool.Tool;
import ai.kern.tool.Toolkit;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Marks that do not stand on the method that runs: what they protect waits all the same. */
@Tag("APPR-1")
@Tag("APPR-2")
@OneDoor
class MarkedElsewhereTest extends ApprovalSpec {
    interface Promise {
        @Approval
        void wipe();
    }

    static class Promised implements Promise {
        final Ledger ledger;

        Promised(Ledger ledger) {
            this.ledger = ledger;
        }

        @Tool
        @Override
        public void wipe() {
            ledger.add("wiped");
        }
    }

    abstract static class Base {
        final Ledger ledger;

        Base(Ledger ledger) {
            this.ledger = ledger;
        }

        @Approval
        @Tool
        public void wipe() {
            ledger.add("base");
        }
    }

    static class Overriding extends Base {
        Overriding(Ledger ledger) {
            super(ledger);
        }

        @Override
        public void wipe() {
            ledger.add("wiped");
        }
    }

    static class FurtherDown extends Promised {
        FurtherDown(Ledger ledger) {
            super(ledger);
        }

        @Tool
        @Override
        public void wipe() {
            super.wipe();
        }
    }

    static class Logged {
        final Ledger ledger;

        Logged(Ledger ledger) {
            this.ledger = ledger;
        }

        @LogApproval
        @Tool(requiresConfirmation = true)
        public void wipe() {
            ledger.add("wiped");
        }
    }

    private Agent agent(Object tools) {
        return lab.agent(calling(ScriptedAnswer.call("wipe")), tools);
    }

    @Test
    void aMarkOfAnInterfaceOrOfAnOverriddenMethodMakesTheCallWaitForItsRecord() {
        for (Object tools : List.of(
                new Promised(lab.ledger()),
                new Overriding(lab.ledger()),
                new FurtherDown(lab.ledger()),
                Toolkit.of(new Promised(lab.ledger())).stopAfterCall("wipe"),
                Toolkit.of(new Overriding(lab.ledger())))) {
            int before = lab.ledger().effects().size();
            Agent agent = agent(tools);

            RunOutput run = lab.run(agent, "go");

            assertThat(record(run).pauseType()).isEqualTo(PauseType.CONFIRMATION);
            assertThat(lab.ledger().effects()).hasSize(before);
            approve(run);
            assertThat(lab.continueRun(agent, run.runId()).isCompleted()).isTrue();
            assertThat(lab.ledger().effects()).hasSize(before + 1).endsWith("wiped");
        }
    }

    @Test
    @Tag("APPR-10")
    void theOtherNameOfTheAuditTypeIsServedToo() {
        Agent agent = agent(new Logged(lab.ledger()));
        RunOutput run = lab.run(agent, "go");
        Requirement open = run.activeRequirements().get(0);

        lab.continueRun(
                agent,
                ContinueRequest.builder(run.runId())
                        .answers(((Confirmation) open).confirm())
                        .by(ADMIN)
                        .build());

        assertThat(approvals().approvals().ofRun(run.runId()))
                .singleElement()
                .satisfies(record -> assertThat(record.resolvedBy()).contains("admin"));
        assertRan("wiped");
    }
}
