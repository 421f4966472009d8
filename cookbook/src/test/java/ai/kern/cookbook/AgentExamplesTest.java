package ai.kern.cookbook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The programs about agents show what they say. */
class AgentExamplesTest extends ExampleSpec {
    @Test
    @Tag("HITL-3")
    void aPersonLetsACallRun() {
        assertThat(run("agents/confirmation")).contains("May send_newsletter{\"subject\":\"Winter sale\"} run?");
    }

    @Test
    @Tag("STR-1")
    void noThreadWaitsForThePerson() {
        assertThat(run("agents/confirmation-async")).contains("deployed 1.4.2");
    }

    @Test
    @Tag("STR-1")
    @Tag("STR-2")
    void eventsComeBeforeThePauseAndAfterIt() {
        assertThat(run("agents/confirmation-stream")).contains("7 RunPaused", "1 RunContinued", "15 RunCompleted");
    }

    @Test
    @Tag("STR-1")
    @Tag("HITL-10")
    void runsThatWaitGoOnBesideEachOther() {
        assertThat(run("agents/confirmation-continue-async")).contains("COMPLETED");
    }

    @Test
    @Tag("TOOL-4")
    void toolsAreProtectedByName() {
        assertThat(run("agents/toolkit-confirmation"))
                .contains("delete_page: CONFIRMATION", "list_pages: NONE", "no tool of this name");
    }

    @Test
    @Tag("HITL-1")
    @Tag("HITL-4")
    void freeCallsRunAndOthersWait() {
        assertThat(run("agents/mixed-tools")).contains("-> waits for external execution");
    }

    @Test
    @Tag("HITL-7")
    void theNoteReachesTheModel() {
        assertThat(run("agents/rejection-feedback")).contains("Note: too early, take 10");
    }

    @Test
    @Tag("HITL-8")
    void aPersonGivesAnArgument() {
        assertThat(run("agents/user-input")).contains("To be given: recipient.");
    }

    @Test
    @Tag("HITL-15")
    void theModelAsksByItself() {
        assertThat(run("agents/ask-user")).contains("{\"city\":[\"rome\"]}", "{\"nights\":2}");
    }

    @Test
    @Tag("HITL-3")
    void theProgramExecutesACall() {
        assertThat(run("agents/external-execution")).contains("unknown option --pretty");
    }

    @Test
    @Tag("RUN-8")
    void theStateSurvivesAPause() {
        assertThat(run("agents/session-state")).contains("The state: {cart=[\"tea\"]}");
    }

    @Test
    @Tag("HITL-17")
    void aRunsResultIsARecord() {
        assertThat(run("agents/structured-output")).contains("The offer: Offer[customer=Ann");
    }

    @Test
    @Tag("RUN-9")
    @Tag("STR-2")
    void runsGoOnInTheBackground() {
        assertThat(run("agents/background-and-cancel")).contains("3 ModelRequestCompleted", "CANCELLED");
    }

    @Test
    @Tag("RUN-11")
    void aRunThatFailedGoesOn() {
        assertThat(run("agents/retry")).contains("the network is down");
    }
}
