package ai.kern.specs.team;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.approval.ApprovalGate;
import ai.kern.approval.ApprovalPendingException;
import ai.kern.approval.ApprovalQuery;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.ApprovalStatus;
import ai.kern.approval.AuditEntry;
import ai.kern.approval.AuditKind;
import ai.kern.requirement.PauseType;
import ai.kern.requirement.Requirement;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.run.RunStatus;
import ai.kern.run.Runner;
import ai.kern.run.RunnerKind;
import ai.kern.team.Team;
import ai.kern.testkit.ScriptedAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Records by which an administrator lets calls of a team and of its members through. */
@Tag("TEAM-5")
@Tag("TEAM-6")
class TeamApprovalTest extends ApprovedTeamSpec {

    @BeforeEach
    void anAdministratorDecidesOnBoth() {
        crewBehind(ApprovalGate.required(), ApprovalGate.required());
    }

    private RunOutput startedWaitingForBoth() {
        RunOutput paused = start();
        assertThat(waiting(paused)).containsExactly(OF_MEMBER, OF_TEAM);
        assertThat(effects()).isEmpty();
        return paused;
    }

    @Test
    @Tag("APPR-3")
    @Tag("APPR-4")
    void aRecordNamesTheTeamTheMemberTheRunToContinueAndTheRunThatCalls() {
        RunOutput paused = lab.run(
                crew(),
                RunRequest.builder("Pay a and send b.")
                        .session("s1")
                        .user("ann")
                        .build());

        Requirement requirement = open(paused, OF_MEMBER);
        ApprovalRecord ofMember = record(paused, OF_MEMBER);
        assertThat(ofMember.id()).isEqualTo(requirement.id());
        assertThat(ofMember.runId()).isEqualTo(paused.runId());
        assertThat(ofMember.memberRunId()).contains(requirement.runId()).isNotEqualTo(paused.runId());
        assertThat(ofMember.sessionId()).isEqualTo("s1");
        assertThat(ofMember.userId()).contains("ann");
        assertThat(ofMember.sourceType()).isEqualTo(RunnerKind.TEAM);
        assertThat(ofMember.sourceName()).isEqualTo("Crew");
        assertThat(ofMember.teamId()).contains("crew");
        assertThat(ofMember.agentId()).contains("payer");
        assertThat(ofMember.toolName()).isEqualTo("pay");
        assertThat(ofMember.toolArgs()).isEqualTo("{\"item\":\"a\"}");
        assertThat(ofMember.context()).as("what the member was told").isEqualTo("pay a");
        assertThat(ofMember.pauseType()).isEqualTo(PauseType.CONFIRMATION);
        assertThat(ofMember.request().call().runId()).isEqualTo(requirement.runId());
        assertThat(ofMember.status()).isEqualTo(ApprovalStatus.PENDING);
        assertThat(ofMember.runStatus()).isEqualTo(RunStatus.PAUSED);
        ApprovalRecord ofTeam = record(paused, OF_TEAM);
        assertThat(ofTeam.runId()).isEqualTo(paused.runId());
        assertThat(ofTeam.memberRunId()).isEmpty();
        assertThat(ofTeam.sourceType()).isEqualTo(RunnerKind.TEAM);
        assertThat(ofTeam.teamId()).contains("crew");
        assertThat(ofTeam.agentId()).isEmpty();
        assertThat(ofTeam.context()).isEqualTo("Pay a and send b.");
        assertThat(approvals().ofRun(paused.runId()))
                .extracting(ApprovalRecord::id)
                .containsExactlyInAnyOrder(ofMember.id(), ofTeam.id());
    }

    @Test
    @Tag("APPR-5")
    @Tag("APPR-7")
    @Tag("APPR-14")
    @Tag("TEAM-9")
    void theTeamGoesOnAsRecordsAreDecidedAndNotBefore() {
        RunOutput paused = startedWaitingForBoth();
        assertThatThrownBy(() -> goOn(paused))
                .isInstanceOf(ApprovalPendingException.class)
                .hasMessageContainingAll(
                        record(paused, OF_MEMBER).id(), record(paused, OF_TEAM).id());
        approve(paused, OF_MEMBER);
        assertThat(effects()).isEmpty();

        RunOutput half = goOn(paused);
        assertThat(waiting(half)).containsExactly(OF_TEAM);
        assertThat(effects()).containsExactly("pay a");
        assertThatThrownBy(() -> goOn(half))
                .isInstanceOf(ApprovalPendingException.class)
                .hasMessageContaining(record(half, OF_TEAM).id())
                .hasMessageNotContaining(record(paused, OF_MEMBER).id());
        reject(half, OF_TEAM, "not now");
        RunOutput run = goOn(half);

        assertThat(run.content()).isEqualTo("all is done");
        assertThat(leader.told().get(0)).isEqualTo("pay a is done");
        assertThat(leader.told().get(1)).contains("not now");
        assertThat(effects()).containsExactly("pay a");
        assertThat(approvalDb().auditTrail().ofRun(paused.runId()))
                .extracting(AuditEntry::kind)
                .containsExactlyInAnyOrder(
                        AuditKind.REQUEST,
                        AuditKind.REQUEST,
                        AuditKind.DECISION,
                        AuditKind.START,
                        AuditKind.OUTCOME,
                        AuditKind.DECISION);
        assertThat(approvalDb().auditTrail().verify().findings()).isEmpty();
    }

    @Test
    @Tag("APPR-9")
    void anAdministratorsNoteReachesTheMemberAndItsCallDoesNotRun() {
        RunOutput paused = startedWaitingForBoth();
        reject(paused, OF_MEMBER, "a is too dear");
        approve(paused, OF_TEAM);

        RunOutput run = goOn(paused);

        assertThat(run.content()).isEqualTo("all is done");
        assertThat(payer.told()).singleElement().asString().contains("a is too dear");
        assertThat(leader.told().get(1)).isEqualTo("send b is done");
        assertThat(effects()).containsExactly("send b");
    }

    @Test
    @Tag("APPR-4")
    void eachRecordTellsTheStatusOfTheRunThatIsContinued() {
        Part two = part(calls(give("one", "pay a"), give("two", "pay b")), text("both are done"));
        crew(two, doingWhenApproved("One", "pay"), doingWhenApproved("Two", "pay"));
        RunOutput paused = start();
        assertThat(statusesOfRun(paused)).containsExactly(RunStatus.PAUSED, RunStatus.PAUSED);

        approve(paused, "crew/one: pay a");
        RunOutput half = goOn(paused);
        assertThat(statusesOfRun(paused)).containsExactly(RunStatus.PAUSED, RunStatus.PAUSED);
        approve(half, "crew/two: pay b");
        goOn(half);

        assertThat(statusesOfRun(paused)).containsExactly(RunStatus.COMPLETED, RunStatus.COMPLETED);
        approvals().ofRun(paused.runId()).forEach(record -> approvals().delete(record.id(), byAdmin()));
        assertThat(approvals().ofRun(paused.runId())).isEmpty();
    }

    @Test
    @Tag("APPR-4")
    void aRecordTellsThatOthersWorkOnTheRunThatIsToBeContinued() {
        Part both = part(calls(give("payer", "pay a"), give("looker", "look x")), text("both are done"));
        Part looker = doing();
        crew(
                both,
                doingWhenApproved("Payer", "pay"),
                () -> member(
                        "Looker",
                        looker.model(),
                        lab.tool(
                                "look",
                                (item, context) -> Awaitility.await()
                                        .atMost(Duration.ofSeconds(20))
                                        .until(
                                                () -> approvals()
                                                        .list(ApprovalQuery.pending())
                                                        .items(),
                                                found -> !found.isEmpty())
                                        .get(0)
                                        .runStatus())));
        RunOutput paused = start();
        assertThat(statusesOfRun(paused)).containsExactly(RunStatus.PAUSED);
        approve(paused, "crew/payer: pay a");

        goOn(paused);

        assertThat(both.told()).containsExactly("pay a is done", "\"RUNNING\"");
    }

    private List<RunStatus> statusesOfRun(RunOutput run) {
        return approvals().ofRun(run.runId()).stream()
                .map(ApprovalRecord::runStatus)
                .toList();
    }

    @Test
    @Tag("TEAM-2")
    @Tag("TEAM-3")
    void aCallAtTheFifthLevelIsDecidedAndTheRootContinued() {
        List<String> levels = List.of("E", "D", "C", "B");
        List<Part> parts = new ArrayList<>(levels.stream()
                .map(level -> part(calls(give(below(level), "go on"), call("send", level)), text(level + " is done")))
                .toList());
        parts.set(0, part(calls(give("payer", "pay a"), call("send", "E")), text("E is done")));
        Part top = part(calls(give("b", "go on"), call("send", "A")), text("crew is done"));
        crew(() -> {
            Runner inner = doingWhenApproved("Payer", "pay").build();
            for (int level = 0; level < levels.size(); level++) {
                inner = Team.builder()
                        .name(levels.get(level))
                        .model(parts.get(level).model())
                        .members(inner)
                        .tools(lab.tool("send").gate(ApprovalGate.required()))
                        .memberOnly()
                        .build();
            }
            return Team.builder()
                    .name("Crew")
                    .model(top.model())
                    .members(inner)
                    .tools(lab.tool("send").gate(ApprovalGate.required()))
                    .db(lab.db())
                    .build();
        });
        RunOutput run = start();
        List<String> labels = List.of(
                "crew/b/c/d/e/payer: pay a",
                "crew/b/c/d/e: send E",
                "crew/b/c/d: send D",
                "crew/b/c: send C",
                "crew/b: send B",
                "crew: send A");
        assertThat(waiting(run)).containsExactlyElementsOf(labels);
        ApprovalRecord deepest = record(run, labels.get(0));
        assertThat(deepest.runId()).isEqualTo(run.runId());
        assertThat(deepest.teamId()).contains("crew");
        assertThat(deepest.agentId()).contains("payer");
        ApprovalRecord between = record(run, labels.get(2));
        assertThat(between.teamId()).contains("crew");
        assertThat(between.agentId()).contains("d");
        assertThat(between.memberRunId()).contains(open(run, labels.get(2)).runId());

        List<String> inSomeOrder = new ArrayList<>(labels);
        Collections.rotate(inSomeOrder, 2);
        for (String label : inSomeOrder) {
            approve(run, label);
            run = goOn(run);
        }

        assertThat(run.content()).isEqualTo("crew is done");
        assertThat(top.told()).containsExactly("B is done", "send A is done");
        assertThat(effects()).containsExactlyInAnyOrder("pay a", "send A", "send B", "send C", "send D", "send E");
        assertThat(statusesOfRun(run)).containsOnly(RunStatus.COMPLETED);
        assertThat(approvalDb().auditTrail().verify().findings()).isEmpty();
    }

    private static String below(String level) {
        return Map.of("B", "c", "C", "d", "D", "e", "E", "payer").get(level);
    }

    @Test
    @Tag("APPR-11")
    void aMembersRecordThatHasExpiredLetsNothingRun() {
        crewBehind(ApprovalGate.required(), ApprovalGate.required().expiresIn(Duration.ofHours(1)));
        RunOutput paused = startedWaitingForBoth();
        approve(paused, OF_TEAM);
        lab.moveTime(Duration.ofHours(2));

        RunOutput run = goOn(paused);

        assertThat(run.content()).isEqualTo("all is done");
        assertThat(payer.told()).hasSize(1);
        assertThat(leader.told().get(1)).isEqualTo("send b is done");
        assertThat(effects()).containsExactly("send b");
        assertThat(approvals().ofRun(paused.runId()))
                .extracting(ApprovalRecord::status)
                .containsExactlyInAnyOrder(ApprovalStatus.APPROVED, ApprovalStatus.EXPIRED);
    }

    @Test
    @Tag("APPR-8")
    void anAdministratorGivesWhatAMembersCallLacks() {
        Part asking = part(calls(ScriptedAnswer.call("pay")), text("paid"));
        crew(
                part(calls(give("payer", "pay a")), text("all is done")),
                () -> memberOnly(
                        "Payer",
                        asking.model(),
                        lab.tool("pay").requiresUserInput("item").gate(ApprovalGate.required())));
        RunOutput paused = start();
        approvals()
                .approve(
                        approvals().ofRun(paused.runId()).get(0).id(), byAdmin().values(Map.of("item", "c")));

        assertThat(goOn(paused).content()).isEqualTo("all is done");
        assertThat(effects()).containsExactly("pay c");
    }

    @Test
    @Tag("RUN-9")
    void cancellingTheTeamCancelsTheRecordsOfItsMembers() {
        RunOutput paused = startedWaitingForBoth();

        crew().cancel(paused.runId());

        assertThat(approvals().ofRun(paused.runId())).hasSize(2).allSatisfy(record -> {
            assertThat(record.status()).isEqualTo(ApprovalStatus.CANCELLED);
            assertThat(record.runStatus()).isEqualTo(RunStatus.CANCELLED);
        });
        assertThat(effects()).isEmpty();
    }

    @Test
    @Tag("RUN-9")
    void cancellingTheTeamCancelsTheRecordOfAMemberThatIsGone() {
        Part giving = part(calls(give("payer", "pay a")), text("all is done"));
        crew(giving, doingWhenApproved("Payer", "pay"));
        RunOutput paused = start();
        crew(giving, saying("Other", "not I"));

        crew().cancel(paused.runId());

        assertThat(approvals().ofRun(paused.runId()))
                .singleElement()
                .satisfies(record -> assertThat(record.status()).isEqualTo(ApprovalStatus.CANCELLED));
    }
}
