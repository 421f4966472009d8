package ai.kern.specs.team;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.approval.ApprovalGate;
import ai.kern.approval.ApprovalQuery;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.ApprovalStatus;
import ai.kern.approval.AuditEntry;
import ai.kern.approval.AuditKind;
import ai.kern.requirement.Resolution;
import ai.kern.run.Actor;
import ai.kern.run.ContinueRequest;
import ai.kern.run.InvalidResolutionException;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.run.RunnerKind;
import ai.kern.specs.support.LedgerTools.Item;
import ai.kern.team.Team;
import ai.kern.tool.FunctionTool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The person in front of a team decides, and one record tells of each answer. */
@Tag("TEAM-5")
@Tag("TEAM-6")
@Tag("APPR-10")
class TeamAuditTest extends ApprovedTeamSpec {
    private static final Actor ANN = Actor.of("ann");

    @BeforeEach
    void bothToolsAreAudited() {
        crew(() -> Team.builder()
                .name("Crew")
                .model(leader.model())
                .members(memberOnly("Payer", payer.model(), audited("pay")))
                .tools(audited("send"))
                .db(lab.db())
                .build());
    }

    private FunctionTool.Builder<Item> audited(String tool) {
        return lab.tool(tool).requiresConfirmation().gate(ApprovalGate.audit());
    }

    private RunOutput goOnBy(Actor actor, RunOutput run, Reply... replies) {
        return lab.continueRun(
                crew(),
                ContinueRequest.builder(run.runId())
                        .answers(Arrays.stream(replies)
                                .map(reply -> reply.to(run))
                                .toArray(Resolution[]::new))
                        .by(actor)
                        .build());
    }

    private RunOutput startedWaitingForBoth() {
        RunOutput paused = start();
        assertThat(waiting(paused)).containsExactly(OF_MEMBER, OF_TEAM);
        assertThat(approvals().ofRun(paused.runId())).as("before an answer").isEmpty();
        return paused;
    }

    @Test
    void eachAnswerHasOneRecordThatTellsWhoseCallItWasAndHowItEnded() {
        RunOutput paused = startedWaitingForBoth();
        String memberRun = open(paused, OF_MEMBER).runId();

        RunOutput half = goOnBy(ANN, paused, confirm(OF_MEMBER));
        assertThat(waiting(half)).containsExactly(OF_TEAM);
        assertThat(approvals().ofRun(paused.runId())).singleElement().satisfies(record -> {
            assertThat(record.status()).isEqualTo(ApprovalStatus.APPROVED);
            assertThat(record.resolvedBy()).contains("ann");
            assertThat(record.outcome().orElseThrow().status()).isEqualTo(OutcomeStatus.SUCCEEDED);
            assertThat(record.sourceType()).isEqualTo(RunnerKind.TEAM);
            assertThat(record.teamId()).contains("crew");
            assertThat(record.agentId()).contains("payer");
            assertThat(record.memberRunId()).contains(memberRun);
        });
        RunOutput run = goOnBy(Actor.of("bob"), half, reject(OF_TEAM, "send nothing"));

        assertThat(run.content()).isEqualTo("all is done");
        assertThat(approvals().ofRun(paused.runId())).hasSize(2);
        assertThat(approvals().ofRun(paused.runId()))
                .filteredOn(record -> record.toolName().equals("send"))
                .singleElement()
                .satisfies(record -> {
                    assertThat(record.status()).isEqualTo(ApprovalStatus.REJECTED);
                    assertThat(record.resolvedBy()).contains("bob");
                    assertThat(record.note()).contains("send nothing");
                    assertThat(record.outcome()).isEmpty();
                    assertThat(record.memberRunId()).isEmpty();
                });
        assertThat(approvalDb().auditTrail().ofRun(paused.runId()))
                .extracting(AuditEntry::kind)
                .containsExactly(
                        AuditKind.REQUEST,
                        AuditKind.DECISION,
                        AuditKind.START,
                        AuditKind.OUTCOME,
                        AuditKind.REQUEST,
                        AuditKind.DECISION);
        assertThat(effects()).containsExactly("pay a");
    }

    @Test
    @Tag("HITL-5")
    void answersOfNobodyKnownAreRefusedAsAWhole() {
        RunOutput paused = startedWaitingForBoth();

        assertThatThrownBy(() -> goOn(paused, confirm(OF_TEAM), confirm(OF_MEMBER)))
                .isInstanceOf(InvalidResolutionException.class)
                .hasMessageContaining("Actor");

        assertThat(approvals().ofRun(paused.runId())).isEmpty();
        assertThat(effects()).isEmpty();
        RunOutput run = goOnBy(ANN, paused, confirm(OF_TEAM), confirm(OF_MEMBER));
        assertThat(run.content()).isEqualTo("all is done");
        assertThat(approvals().ofRun(paused.runId()))
                .extracting(ApprovalRecord::status)
                .containsExactly(ApprovalStatus.APPROVED, ApprovalStatus.APPROVED);
    }

    @Test
    @Tag("APPR-4")
    void aRecordTellsHowTheTeamsRunStandsFromItsFirstCommitOn() {
        List<RunStatus> seen = new ArrayList<>();
        crew(() -> Team.builder()
                .name("Crew")
                .model(leader.model())
                .members(memberOnly(
                        "Payer",
                        payer.model(),
                        lab.tool("pay", (item, context) -> {
                                    seen.addAll(recordedStatuses());
                                    return "paid";
                                })
                                .requiresConfirmation()
                                .gate(ApprovalGate.audit())))
                .tools(lab.tool("send").gate(ApprovalGate.required()))
                .db(lab.db())
                .build());
        RunOutput paused = start();

        goOnBy(ANN, paused, confirm(OF_MEMBER));

        assertThat(seen).containsExactly(RunStatus.RUNNING, RunStatus.RUNNING);
        assertThat(recordedStatuses()).containsExactly(RunStatus.PAUSED, RunStatus.PAUSED);
    }

    private List<RunStatus> recordedStatuses() {
        return approvals().list(ApprovalQuery.all()).items().stream()
                .map(ApprovalRecord::runStatus)
                .toList();
    }

    @Test
    void anAuditedCallOfAMemberWaitsBesideOneThatAnAdministratorDecides() {
        crew(() -> Team.builder()
                .name("Crew")
                .model(leader.model())
                .members(memberOnly("Payer", payer.model(), audited("pay")))
                .tools(lab.tool("send").gate(ApprovalGate.required()))
                .db(lab.db())
                .build());
        RunOutput paused = start();
        assertThat(approvals().ofRun(paused.runId()))
                .extracting(ApprovalRecord::toolName)
                .containsExactly("send");

        RunOutput half = goOnBy(ANN, paused, confirm(OF_MEMBER));
        assertThat(approvals().ofRun(paused.runId())).hasSize(2);
        approve(half, OF_TEAM);
        RunOutput run = goOn(half);

        assertThat(run.content()).isEqualTo("all is done");
        assertThat(effects()).containsExactly("pay a", "send b");
    }
}
