package ai.kern.specs.run;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.kern.agent.Agent;
import ai.kern.db.LimitExceededException;
import ai.kern.db.Limits;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.specs.support.Background;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.Halt;
import ai.kern.specs.support.WatchedDb;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedCall;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SessionStateTest extends EngineSpec {
    private static final String SESSION = "the-session";

    @Test
    @Tag("RUN-8")
    void whatAToolPutBeforeAPauseIsThereAfterItForANewlyBuiltAgentAfterARestart() {
        ScriptedAnswer[] script = {calls(call("put", "a"), call("confirmed", "b")), calls(call("read", "a")), text("ok")
        };
        RunOutput paused = lab.run(agent(script), request());
        assertThat(paused.isPaused()).isTrue();
        lab.restart();

        RunOutput run = lab.continueAll(agent(script), paused, Confirmations::confirm);

        assertThat(run.toolExecutions().get(2).result()).contains("a=value of a");
        assertThat(stored()).isEqualTo(Map.of("a", "\"value of a\"", "b", "\"value of b\""));
    }

    @Test
    @Tag("RUN-8")
    void whatCannotBeStoredIsRefusedWhenItIsSetOrRemovedNotAfterTheToolTookEffect() {
        List<Throwable> refusals = new ArrayList<>();
        Object deep = "x";
        for (int i = 0; i < 600; i++) {
            deep = List.of(deep);
        }
        Object tooDeep = deep;
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("change", "a")), text("ok")), lab.tool("change", (item, context) -> {
                    refusals.add(catchThrowable(() -> context.state().remove("")));
                    refusals.add(catchThrowable(() -> context.state().put("", "value")));
                    refusals.add(catchThrowable(() -> context.state().put("deep", tooDeep)));
                    refusals.add(catchThrowable(() -> context.state().put("large", "x".repeat(Limits.DOCUMENT_BYTES))));
                    return "took effect";
                }));

        RunOutput run = lab.run(agent, request());

        assertThat(run.toolExecutions().get(0).result()).contains("took effect");
        assertThat(refusals.subList(0, 3)).hasOnlyElementsOfType(IllegalArgumentException.class);
        assertThat(refusals.get(3)).isInstanceOf(LimitExceededException.class);
        assertThat(stored()).isEmpty();
    }

    @Test
    @Tag("RUN-8")
    void aLaterRunOfTheSessionSeesTheStateAndOneOfAnotherSessionDoesNot() {
        lab.run(agent(calls(call("put", "a")), text("ok")), request());
        lab.restart();

        Agent reader = agent(calls(call("read", "a")), text("ok"));
        RunOutput same = lab.run(reader, request());
        RunOutput other = lab.run(reader, "read");

        assertThat(same.toolExecutions().get(0).result()).contains("a=value of a");
        assertThat(other.toolExecutions().get(0).result()).contains("a=nothing");
    }

    @Test
    @Tag("RUN-8")
    void callsBesideEachOtherLoseNoKeyThatAnotherDidNotWrite() {
        ScriptedCall[] twelve = IntStream.range(0, 12)
                .mapToObj(number -> call("put", "key" + number))
                .toArray(ScriptedCall[]::new);

        lab.run(agent(calls(twelve), text("ok")), request());

        assertThat(stored())
                .hasSize(12)
                .containsEntry("key0", "\"value of key0\"")
                .containsEntry("key11", "\"value of key11\"");
    }

    @Test
    @Tag("RUN-8")
    void ofTwoCallsThatWriteOneKeyTheLastOfTheBatchWinsAndOtherKeysSurvive() {
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("write", "first"), call("write", "second")), text("ok")),
                lab.tool("write", (item, context) -> {
                    context.state().put("shared", item.item());
                    context.state().put("own of " + item.item(), true);
                    return "ok";
                }));

        lab.run(agent, request());

        assertThat(stored()).isEqualTo(Map.of("shared", "\"second\"", "own of first", "true", "own of second", "true"));
    }

    @Test
    @Tag("RUN-8")
    void runsOfASessionBesideEachOtherLoseNoKeyThatAnotherDidNotWrite() {
        lab.run(agent(calls(call("put", "old")), text("ok")), request());
        Halt halt = new Halt();
        Agent slow =
                lab.agent(ScriptedModel.of(calls(call("slow", "a")), text("ok")), lab.tool("slow", (item, context) -> {
                    assertThat(context.state().asMap()).containsOnlyKeys("old");
                    context.state().put("slow", 1);
                    halt.pass(context);
                    return "ok";
                }));

        Background<RunOutput> running = Background.start(() -> lab.run(slow, request()));
        halt.awaitArrival();
        lab.run(agent(calls(call("put", "quick")), calls(call("remove", "old")), text("ok")), request());
        halt.open();

        assertThat(running.join().isCompleted()).isTrue();
        assertThat(stored()).containsOnlyKeys("quick", "slow");
    }

    @Test
    @Tag("RUN-8")
    void aContinuedRunSeesTheCurrentStateAndNotThatOfItsPause() {
        ScriptedAnswer[] script = {calls(call("confirmed", "b")), calls(call("read", "a")), text("ok")};
        RunOutput paused = lab.run(agent(script), request());
        lab.run(agent(calls(call("put", "a")), text("ok")), request());

        RunOutput run = lab.continueAll(agent(script), paused, Confirmations::confirm);

        assertThat(run.toolExecutions().get(1).result()).contains("a=value of a");
    }

    @Test
    @Tag("RUN-8")
    void aCallThatFailsStoresNoChange() {
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("fail", "a"), call("put", "b")), text("ok")),
                put(),
                lab.tool("fail", (item, context) -> {
                    context.state().put(item.item(), "half");
                    throw new IllegalStateException("broken");
                }));

        lab.run(agent, request());

        assertThat(stored()).isEqualTo(Map.of("b", "\"value of b\""));
    }

    @Test
    @Tag("RUN-8")
    void aChangeIsStoredInTheCommitOfItsCallsResult() {
        WatchedDb db = WatchedDb.in(lab);

        lab.run(agent(calls(call("put", "a")), text("ok")), request());

        assertThat(db.commits())
                .filteredOn(changeset -> !changeset.state().isEmpty())
                .singleElement()
                .satisfies(changeset -> assertThat(changeset.executions()).hasSize(1));
    }

    @Test
    @Tag("RUN-8")
    void aCallSeesItsOwnChangesAndTheTypesOfValuesAreKept() {
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("own", "a")), calls(call("later", "a")), text("ok")),
                lab.tool("own", (item, context) -> {
                    context.state().put("list", List.of("x", 2, true));
                    context.state().put("gone", 1);
                    context.state().remove("gone");
                    return String.valueOf(context.state().asMap());
                }),
                lab.tool(
                        "later",
                        (item, context) -> String.valueOf(context.state().asMap())));

        RunOutput run = lab.run(agent, request());

        assertThat(run.toolExecutions())
                .allSatisfy(call -> assertThat(call.result()).contains("{list=[x, 2, true]}"));
    }

    private Agent agent(ScriptedAnswer... script) {
        return lab.agent(
                ScriptedModel.of(script),
                put(),
                lab.tool("confirmed", (item, context) -> {
                            context.state().put(item.item(), "value of " + item.item());
                            return "ok";
                        })
                        .requiresConfirmation(),
                lab.tool("remove", (item, context) -> {
                    context.state().remove(item.item());
                    return "ok";
                }),
                lab.tool(
                        "read",
                        (item, context) -> item.item() + "="
                                + context.state().get(item.item()).orElse("nothing")));
    }

    private FunctionTool.Builder<?> put() {
        return lab.tool("put", (item, context) -> {
            context.state().put(item.item(), "value of " + item.item());
            return "ok";
        });
    }

    private Map<String, String> stored() {
        return lab.db().sessionState(SESSION);
    }

    private static RunRequest request() {
        return RunRequest.builder("go").session(SESSION).build();
    }
}
