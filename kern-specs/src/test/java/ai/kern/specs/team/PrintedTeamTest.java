package ai.kern.specs.team;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.run.RunOutput;
import ai.kern.run.RunPrinter;
import ai.kern.specs.support.Confirmations;
import ai.kern.team.Team;
import ai.kern.team.TeamMode;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A team's run as people read it in a terminal. */
@Tag("TEAM-2")
class PrintedTeamTest extends TeamSpec {
    private static List<String> printed(RunOutput run) {
        StringBuilder text = new StringBuilder();
        new RunPrinter(text).print(run);
        return text.toString().lines().map(String::strip).toList();
    }

    @Test
    void itSaysForWhichCallsOfItsMembersItWaitsAndForNoneOnceItHasEnded() {
        Team team = team(
                TeamMode.COORDINATE,
                ScriptedModel.of(calls(give("writer", "write"), give("payer", "pay a")), text("done")),
                member("Writer", ScriptedModel.of(text("a poem"))),
                member(
                        "Payer",
                        ScriptedModel.of(calls(call("pay", "a")), text("paid")),
                        lab.tool("pay").requiresConfirmation()));

        RunOutput paused = lab.run(team, "go");
        RunOutput ended = lab.continueAll(team, paused, Confirmations::confirm);

        assertThat(printed(paused))
                .containsSubsequence(
                        "calls    delegate_task_to_member {\"member_id\":\"writer\",\"task\":\"write\"}",
                        "-> a poem",
                        "calls    delegate_task_to_member {\"member_id\":\"payer\",\"task\":\"pay a\"}",
                        "-> waits for members",
                        "member   crew/payer calls pay {\"item\":\"a\"}",
                        "-> waits for confirmation");
        assertThat(printed(ended))
                .contains("-> paid")
                .noneMatch(line -> line.startsWith("member") || line.contains("waits for"));
    }

    @Test
    @Tag("RUN-9")
    void ofACancelledTeamItSaysThatTheRunsOfItsMembersWereCancelledWithIt() {
        ScriptedModel paying = ScriptedModel.playing(request -> calls(call("pay", "a")));
        Team team = team(
                TeamMode.COORDINATE,
                ScriptedModel.of(calls(give("payer", "pay a"))),
                member("Payer", paying, lab.tool("pay").requiresConfirmation()));
        Team all = team(
                TeamMode.BROADCAST,
                ScriptedModel.of(calls(ScriptedAnswer.call("delegate_task_to_members", "{\"task\":\"pay a\"}"))),
                member("Payer", paying, lab.tool("pay").requiresConfirmation()),
                member("Other", ScriptedModel.of(text("paid before"))));

        assertThat(printed(team.cancel(lab.run(team, "go").runId())))
                .contains("-> was cancelled, and with it the member's run if that had not ended");
        assertThat(printed(all.cancel(lab.run(all, "go").runId())))
                .contains("-> was cancelled, and with it the members' runs that had not ended");
    }
}
