package ai.kern.specs.team;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.model.Message;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.specs.support.Confirmations;
import ai.kern.team.Team;
import ai.kern.team.TeamBuilder;
import ai.kern.testkit.Script;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What members have of the team's session. */
class MemberSessionTest extends TeamSpec {
    private static final String SESSION = "s";

    /** A tool that adds an item to the state's list and tells the list. */
    private FunctionTool.Builder<?> noting(String name) {
        return lab.tool(name, (item, context) -> {
            String notes = context.state().get("notes").map(String::valueOf).orElse("") + item.item();
            context.state().put("notes", notes);
            return notes;
        });
    }

    private final ScriptedModel leading = ScriptedModel.playing(
            Script.byTurnSinceUser(calls(call("note_here", "t"), give("noter", "note")), text("noted")));
    private final ScriptedModel noting =
            ScriptedModel.playing(Script.byTurnSinceUser(calls(call("note", "m")), text("noted")));

    private TeamBuilder crew() {
        return Team.builder()
                .name("Crew")
                .model(leading)
                .members(member("Noter", noting, noting("note").requiresConfirmation()))
                .tools(noting("note_here"))
                .db(lab.db());
    }

    private RunOutput noted(Team team, String input) {
        RunOutput paused =
                lab.run(team, RunRequest.builder(input).session(SESSION).build());
        lab.restart();
        return lab.continueAll(team, paused, Confirmations::confirm);
    }

    private static String lastResult(ScriptedModel model) {
        List<Message> messages = model.lastRequest().messages();
        return messages.get(messages.size() - 1).text();
    }

    @Test
    @Tag("RUN-8")
    void aMemberHasAStateOfItsOwnThatItFindsAgainInLaterRuns() {
        noted(crew().build(), "first");
        noted(crew().build(), "second");

        assertThat(lastResult(noting)).isEqualTo("mm");
        assertThat(lab.db().sessionState(SESSION))
                .containsEntry("notes", "\"tt\"")
                .containsEntry("@crew/noter:notes", "\"mm\"")
                .hasSize(2);
    }

    @Test
    @Tag("RUN-8")
    void aTeamSharesItsStateWithItsMembersIfItIsTold() {
        noted(crew().sharedSessionState().build(), "first");

        assertThat(lastResult(noting)).isEqualTo("tm");
        assertThat(lab.db().sessionState(SESSION)).containsOnlyKeys("notes");
    }

    @Test
    @Tag("RUN-8")
    void membersOfAnyIdsHaveTheirOwnStatesWithTheLongestKeys() {
        String longest = "\u4f1a".repeat(199);
        String key = "\u4f1a".repeat(200);
        Agent[] members = Stream.of("a", "b")
                .map(last -> Agent.builder()
                        .id(longest + last)
                        .model(ScriptedModel.of(calls(call("note", last)), text("noted")))
                        .tools(lab.tool("note", (item, context) -> {
                            context.state().put(key, item.item());
                            return "noted";
                        }))
                        .build())
                .toArray(Agent[]::new);
        ScriptedModel giving = ScriptedModel.of(
                calls(give(members[0].id(), "note"), give(members[1].id(), "note")), text("both noted"));
        Team team = Team.builder()
                .id(longest + "/")
                .model(giving)
                .members(members)
                .db(lab.db())
                .build();

        lab.run(team, RunRequest.builder("note").session(SESSION).build());

        assertThat(lab.db().sessionState(SESSION))
                .hasSize(2)
                .containsValues("\"a\"", "\"b\"")
                .allSatisfy(
                        (stored, value) -> assertThat(stored).startsWith("@").endsWith(":" + key));
    }

    @Test
    @Tag("RUN-8")
    void noToolReachesTheStateOfAMemberByAKey() {
        ScriptedModel reaching = ScriptedModel.of(calls(call("reach", "x")), text("refused"));
        lab.run(
                lab.agent(reaching, lab.tool("reach", (item, context) -> {
                    context.state().put("@crew/noter:notes", "forged");
                    return "done";
                })),
                RunRequest.builder("reach").session(SESSION).build());

        assertThat(lastResult(reaching)).contains("does not begin with @");
        assertThat(lab.db().sessionState(SESSION)).isEmpty();
    }

    @Test
    @Tag("RUN-8")
    void theTeamsToolsDoNotSeeTheStateOfAMember() {
        noted(crew().build(), "first");
        ScriptedModel listing = ScriptedModel.of(calls(call("list", "x")), text("listed"));

        lab.run(
                lab.agent(
                        listing,
                        lab.tool(
                                "list",
                                (item, context) ->
                                        String.join(",", context.state().asMap().keySet()))),
                RunRequest.builder("list").session(SESSION).build());

        assertThat(lastResult(listing)).isEqualTo("notes");
    }

    @Test
    @Tag("RUN-7")
    void aMemberIsToldOfTheTeamsHistoryIfTheTeamIsAsked() {
        Team team = crew().historyForMembers(1).build();
        noted(team, "first");
        noted(team, "second");

        noted(team, "third");

        assertThat(noting.lastRequest().messages().stream()
                        .filter(message -> !(message instanceof Message.System))
                        .map(Message::text))
                .containsExactly("second", "noted", "note", "", "mmm");
    }

    @Test
    @Tag("RUN-7")
    void aMemberIsToldOfItsTaskAloneWhereNothingElseIsSaid() {
        noted(crew().build(), "first");
        noted(crew().build(), "second");

        assertThat(noting.lastRequest().messages().stream().map(Message::text)).containsExactly("note", "", "mm");
    }

    @Test
    @Tag("AUD-3")
    void whatAMemberIsToldOfTheTeamsHistoryHasMasksWhereAToolRedacts() {
        ScriptedModel noter = ScriptedModel.playing(Script.byTurnSinceUser(text("noted")));
        lab.run(
                paying(noter, ScriptedModel.of(calls(call("pay", "4711-0815")), text("it is paid"))),
                RunRequest.builder("first").session(SESSION).build());

        lab.run(
                paying(noter, ScriptedModel.of(calls(give("noter", "note")), text("it is noted"))),
                RunRequest.builder("second").session(SESSION).build());

        assertThat(noter.lastRequest().messages().stream().map(Message::text))
                .containsExactly("first", "pay [redacted] is done\n\nit is paid", "note");
    }

    private Team paying(ScriptedModel noter, ScriptedModel leader) {
        return Team.builder()
                .name("Crew")
                .model(leader)
                .members(member("Noter", noter))
                .tools(lab.tool("pay").redact("/item").showResult())
                .historyForMembers(1)
                .db(lab.db())
                .build();
    }
}
