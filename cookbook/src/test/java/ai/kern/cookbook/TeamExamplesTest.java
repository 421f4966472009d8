package ai.kern.cookbook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The programs about teams show what they say. */
class TeamExamplesTest extends ExampleSpec {
    @Test
    @Tag("TEAM-2")
    @Tag("TEAM-4")
    void aMembersCallWaitsForAPerson() {
        assertThat(run("teams/confirmation"))
                .contains("May release/deployer call deploy{\"version\":\"1.4.2\"}? Yes.", "-> waits for members");
    }

    @Test
    @Tag("HITL-7")
    @Tag("TEAM-4")
    void theLeaderLearnsWhyACallWasRejected() {
        assertThat(run("teams/rejection")).contains("-> I did not deploy 1.4.2; the reason is: not on a Friday.");
    }

    @Test
    @Tag("TEAM-5")
    @Tag("HITL-9")
    void aMemberAsksInRounds() {
        assertThat(run("teams/user-input"))
                .containsSubsequence(
                        "hotel/receptionist asks: How many nights the guest stays. 2",
                        "hotel/receptionist asks: The hour at which the guest has breakfast. 8");
    }

    @Test
    @Tag("TEAM-3")
    void eachResultFindsItsTask() {
        assertThat(run("teams/external-execution")).containsSubsequence("Fetching: coffee.", "Fetching: tea.");
    }

    @Test
    @Tag("TEAM-9")
    void theTeamsCallAndTheMembersAreAnsweredOneAfterTheOther() {
        assertThat(run("teams/team-tool")).contains("member   release/deployer calls deploy {\"version\":\"1.4.2\"}");
    }

    @Test
    @Tag("TEAM-6")
    @Tag("APPR-7")
    void aMembersCallIsApproved() {
        assertThat(run("teams/approval-member"))
                .contains("data-keeper of Support wants delete_user_data{\"user_id\":\"U-99887\"}");
    }

    @Test
    @Tag("TEAM-6")
    @Tag("APPR-5")
    void whoContinuesTooEarlyIsToldTheTeamsRun() {
        assertThat(run("teams/approval-member"))
                .containsPattern("Run (\\S+) of Support: PAUSED[\\s\\S]*\\(run \\1 waits for decisions: approval ");
    }

    @Test
    @Tag("TEAM-6")
    void theLeadersCallIsApproved() {
        assertThat(run("teams/approval-team")).contains("To be decided: send_offer{\"customer\":\"Ann\"");
    }

    @Test
    @Tag("TEAM-6")
    @Tag("TEAM-9")
    void theLeadersCallAndTheMembersAreDecidedApart() {
        assertThat(run("teams/approval-both"))
                .contains("data-keeper wants delete_user_data", "the team itself wants give_voucher");
    }

    @Test
    @Tag("TEAM-3")
    @Tag("TEAM-5")
    @Tag("TEAM-6")
    void callsAtTwoDepthsGoOnByTheRunAtTheTop() {
        assertThat(run("teams/nested-team"))
                .contains(
                        "member   company/operations calls announce {\"version\":\"1.4.2\"}",
                        "member   company/operations/deployer calls deploy {\"version\":\"1.4.2\"}",
                        "is a member's run; continue, retry, cancel and recover it by its root");
    }

    @Test
    @Tag("TEAM-10")
    void aBroadcastKeepsEveryAnswer() {
        assertThat(run("teams/broadcast")).contains("member   review/finance calls credit_rating");
    }

    @Test
    @Tag("TEAM-10")
    void theChosenMembersAnswerIsTheTeams() {
        assertThat(run("teams/route")).contains("-> 1.4.2 is in production.");
    }

    @Test
    @Tag("TEAM-1")
    @Tag("TEAM-5")
    @Tag("TEAM-10")
    void aListOfTasksWaitsInItsMiddle() {
        assertThat(run("teams/tasks")).contains("-> Dear customers, 1.4.2 is in production: you can log in again.");
    }
}
