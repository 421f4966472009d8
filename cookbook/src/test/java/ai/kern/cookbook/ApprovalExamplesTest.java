package ai.kern.cookbook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The programs about approvals show what they say. */
class ApprovalExamplesTest extends ExampleSpec {
    @Test
    @Tag("APPR-5")
    void anApprovedCallRunsAndOnlyThen() {
        assertThat(run("approvals/basic")).contains("waits for approval");
    }

    @Test
    @Tag("STR-1")
    @Tag("APPR-7")
    void anApprovedRunGoesOnInFutures() {
        assertThat(run("approvals/async")).contains("The program goes on while the model is asked.");
    }

    @Test
    @Tag("APPR-8")
    void whatTheAdministratorGivesIsChecked() {
        assertThat(run("approvals/user-input")).contains("cents: must be integer");
    }

    @Test
    @Tag("APPR-8")
    void theAdministratorBringsTheResult() {
        assertThat(run("approvals/external-execution")).contains("db-3 is up after 42 seconds");
    }

    @Test
    @Tag("APPR-12")
    void recordsAreListedAndResolvedOnce() {
        assertThat(run("approvals/list-and-resolve"))
                .contains("ben wants delete_user_data", "is APPROVED already, by admin");
    }

    @Test
    @Tag("APPR-13")
    void aHookReadsTheDecisions() {
        assertThat(run("approvals/after-run-hook")).contains("write_off was APPROVED by bob");
    }

    @Test
    @Tag("APPR-10")
    void aConfirmationIsRecorded() {
        assertThat(run("approvals/audit-confirmation")).contains("Note: paid back already");
    }

    @Test
    @Tag("STR-1")
    @Tag("APPR-10")
    void confirmationsInFuturesAreRecorded() {
        assertThat(run("approvals/audit-confirmation-async")).contains("Note: paid back already");
    }

    @Test
    @Tag("APPR-10")
    void aValueIsRecorded() {
        assertThat(run("approvals/audit-user-input")).contains("eve@example.com");
    }

    @Test
    @Tag("APPR-10")
    void anExternalResultIsRecorded() {
        assertThat(run("approvals/audit-external-execution")).contains("[REQUEST, DECISION, OUTCOME]");
    }

    @Test
    @Tag("APPR-14")
    void bothTypesAreListedTogether() {
        assertThat(run("approvals/audit-overview"))
                .contains("REQUIRED close_account: APPROVED by bob", "AUDIT pay_out: APPROVED by ann");
    }

    @Test
    @Tag("HITL-6")
    void theAdministratorsArgumentsRun() {
        assertThat(run("approvals/edited-arguments")).contains("A person changed the arguments");
    }

    @Test
    @Tag("APPR-17")
    void twoOthersMustApprove() {
        assertThat(run("approvals/four-eyes")).contains("Voted: [bob, cat]");
    }

    @Test
    @Tag("APPR-11")
    void whatIsTooLateDoesNotRun() {
        assertThat(run("approvals/expiry")).contains("is EXPIRED already");
    }

    @Test
    @Tag("AUD-3")
    void maskedArgumentsReachTheToolAlone() {
        assertThat(run("approvals/redaction")).contains("[redacted]").doesNotContain("4000123412341234");
    }

    @Test
    @Tag("AUD-2")
    void theBadEntryIsNamed() {
        assertThat(run("approvals/verify-the-trail")).contains("Found: entry 2 of the trail of run");
    }
}
