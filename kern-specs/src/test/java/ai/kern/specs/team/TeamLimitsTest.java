package ai.kern.specs.team;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.model.Message;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunOutput;
import ai.kern.run.Runner;
import ai.kern.specs.support.Confirmations;
import ai.kern.team.Team;
import ai.kern.team.TeamBuilder;
import ai.kern.testkit.ScriptedModel;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a team and all its members may do together. */
@Tag("RUN-6")
class TeamLimitsTest extends TeamSpec {
    private TeamBuilder crew(ScriptedModel leading, Runner... members) {
        return Team.builder().name("Crew").model(leading).members(members).db(lab.db());
    }

    private static String lastToolResult(ScriptedModel model) {
        List<Message> results = model.lastRequest().messages().stream()
                .filter(message -> message instanceof Message.ToolResult)
                .toList();
        return results.get(results.size() - 1).text();
    }

    @Test
    void theLeadersCallsAndItsMembersCountTogether() {
        ScriptedModel leading =
                ScriptedModel.of(calls(give("payer", "a and b")), calls(give("payer", "c")), text("paid a and b"));
        Agent payer = member(
                "Payer",
                ScriptedModel.of(calls(call("pay", "a")), calls(call("pay", "b")), text("paid")),
                lab.tool("pay"));

        RunOutput run = lab.run(crew(leading, payer).totalToolCallLimit(3).build(), "pay");

        assertThat(run.content()).isEqualTo("paid a and b");
        assertThat(lab.ledger().effects()).containsExactly("pay a", "pay b");
        assertThat(lastToolResult(leading)).contains("The limit of 3 tool calls of 'crew' and all its members");
        assertThat(leading.lastRequest().tools()).isEmpty();
    }

    @Test
    @Tag("TEAM-5")
    @Tag("RUN-12")
    void callsBeforeAPauseCountBehindItAndTheLimitIsThatOfTheStart() {
        RunOutput first = lab.run(confirming(3), "pay");
        lab.restart();
        RunOutput second = lab.continueAll(confirming(100), first, Confirmations::confirm);
        assertThat(second.isPaused()).isTrue();
        lab.restart();

        RunOutput run = lab.continueAll(confirming(100), second, Confirmations::confirm);

        assertThat(run.content()).isEqualTo("done");
        assertThat(lab.ledger().effects()).containsExactly("pay a", "pay b");
    }

    private final ScriptedModel giving = ScriptedModel.of(calls(give("payer", "all")), text("done"));
    private final ScriptedModel paying =
            ScriptedModel.of(calls(call("pay", "a")), calls(call("pay", "b")), calls(call("pay", "c")), text("enough"));

    private Team confirming(int limit) {
        return crew(giving, member("Payer", paying, lab.tool("pay").requiresConfirmation()))
                .totalToolCallLimit(limit)
                .build();
    }

    @Test
    void ofACallsBatchAsManyRunAsAreLeft() {
        ScriptedModel leading = ScriptedModel.of(calls(give("payer", "all")), text("done"));
        ScriptedModel paying =
                ScriptedModel.of(calls(call("pay", "a"), call("pay", "b"), call("pay", "c")), text("two of three"));

        lab.run(
                crew(leading, member("Payer", paying, lab.tool("pay")))
                        .totalToolCallLimit(3)
                        .build(),
                "pay");

        assertThat(lab.ledger().effects()).containsExactlyInAnyOrder("pay a", "pay b");
        assertThat(lastToolResult(paying)).contains("limit of 3");
    }

    @Test
    void aTeamInATeamIsHeldToItsOwnLimitAndToThatAboveIt() {
        ScriptedModel paying = ScriptedModel.of(calls(call("pay", "a")), calls(call("pay", "b")), text("paid a"));
        Team inner = Team.builder()
                .name("Inner")
                .model(ScriptedModel.of(calls(give("payer", "all")), text("inner is done")))
                .members(member("Payer", paying, lab.tool("pay")))
                .totalToolCallLimit(2)
                .build();
        ScriptedModel leading = ScriptedModel.of(calls(give("inner", "all")), calls(call("send", "x")), text("done"));

        lab.run(
                crew(leading, inner)
                        .tools(lab.tool("send"))
                        .totalToolCallLimit(100)
                        .build(),
                "go");

        assertThat(lab.ledger().effects()).containsExactly("pay a", "send x");
        assertThat(lastToolResult(paying)).contains("The limit of 2 tool calls of 'inner'");
    }

    @Test
    @Tag("RUN-4")
    void aMemberWhoseModelInsistsFailsAndItsLeaderIsTold() {
        ScriptedModel leading = ScriptedModel.of(calls(give("payer", "all")), text("payer would not stop"));
        ScriptedModel insisting =
                ScriptedModel.of(calls(call("pay", "a")), calls(call("pay", "b")), calls(call("pay", "c")));

        RunOutput run = lab.run(
                crew(leading, member("Payer", insisting, lab.tool("pay")))
                        .totalToolCallLimit(2)
                        .build(),
                "pay");

        assertThat(run.content()).isEqualTo("payer would not stop");
        assertThat(lastToolResult(leading)).contains("payer").contains("limit of 2");
        assertThat(lab.ledger().effects()).containsExactly("pay a");
    }

    @Test
    @Tag("RUN-4")
    void aLeaderThatInsistsFails() {
        ScriptedModel leading = ScriptedModel.of(calls(give("payer", "a")), calls(give("payer", "b")));
        Team team = crew(leading, member("Payer", ScriptedModel.of()))
                .totalToolCallLimit(0)
                .build();

        assertThatThrownBy(() -> lab.run(team, "pay"))
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining("limit of 0");
    }

    @Test
    void aTeamWithMembersOnMoreLevelsThanAllowedIsRefused() {
        Team inner =
                crew(ScriptedModel.of(), member("Payer", ScriptedModel.of())).build();
        TeamBuilder outer = Team.builder()
                .name("Outer")
                .model(ScriptedModel.of())
                .db(lab.db())
                .members(inner);

        assertThatThrownBy(() -> outer.depthLimit(1).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'outer' has members on 2 levels");
        assertThat(outer.depthLimit(2).build().id()).isEqualTo("outer");
    }
}
