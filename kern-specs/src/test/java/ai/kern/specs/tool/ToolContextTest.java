package ai.kern.specs.tool;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.requirement.Confirmation;
import ai.kern.run.ContinueRequest;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import ai.kern.tool.ToolContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("TOOL-8")
class ToolContextTest extends ToolSpec {
    private final List<ToolContext> seen = new ArrayList<>();

    private FunctionTool.Builder<Map<String, Object>> look(String name) {
        return FunctionTool.builder(name).call((arguments, context) -> {
            seen.add(context);
            return "looked";
        });
    }

    private static FunctionTool.Builder<Map<String, Object>> greet() {
        return FunctionTool.builder("greet")
                .call((arguments, context) -> "hello " + context.object("name", String.class));
    }

    private RunOutput run(Agent agent, RunRequest.Builder request) {
        return lab.run(agent, request.build());
    }

    @Test
    void aCallSeesItsRunSessionUserAndMetadata() {
        Agent agent = lab.agent(callsOnce(call("look")), look("look"));

        RunOutput run = run(
                agent,
                RunRequest.builder("Look.")
                        .session("s-1")
                        .user("ann")
                        .metadata("ticket", 4711)
                        .metadata("tags", List.of("a", "b")));

        assertThat(seen).singleElement().satisfies(context -> {
            assertThat(context.runId()).isEqualTo(run.runId());
            assertThat(context.sessionId()).isEqualTo("s-1");
            assertThat(context.userId()).contains("ann");
            assertThat(context.runnerId()).isEqualTo("files");
            assertThat(context.metadata()).isEqualTo(Map.of("ticket", 4711, "tags", List.of("a", "b")));
            assertThat(context.callKey()).isEqualTo(run.toolExecutions().get(0).key());
            assertThat(context.attempt()).isEqualTo(1);
            assertThat(context.isCancelled()).isFalse();
        });
    }

    @Test
    void aRunWithoutUserHasNoneAndASessionOfItsOwn() {
        Agent agent = lab.agent(callsOnce(call("look")), look("look"));

        RunOutput first = lab.run(agent, "Look.");
        RunOutput second = lab.run(agent, "Look.");

        assertThat(seen).extracting(ToolContext::userId).allMatch(user -> user.isEmpty());
        assertThat(seen)
                .extracting(ToolContext::sessionId)
                .containsExactly(first.sessionId(), second.sessionId())
                .doesNotHaveDuplicates();
    }

    @Test
    @Tag("RUN-12")
    void aCallThatWaitedSeesTheSameWithANewlyBuiltAgent() {
        ScriptedModel model = callsOnce(call("look"));
        RunOutput paused = run(
                lab.agent(model, look("look").requiresConfirmation()),
                RunRequest.builder("Look.").session("s-1").user("ann").metadata("ticket", 4711));
        lab.restart();

        lab.continueAll(lab.agent(model, look("look").requiresConfirmation()), paused, ToolSpec::confirm);

        assertThat(seen).singleElement().satisfies(context -> {
            assertThat(context.runId()).isEqualTo(paused.runId());
            assertThat(context.sessionId()).isEqualTo("s-1");
            assertThat(context.userId()).contains("ann");
            assertThat(context.metadata()).isEqualTo(Map.of("ticket", 4711));
        });
    }

    @Test
    void whatACallPutsIntoTheStateIsThereForLaterCallsOfTheSessionAndForNoOther() {
        FunctionTool.Builder<Map<String, Object>> count = FunctionTool.builder("count")
                .call((arguments, context) -> {
                    int before = context.state()
                            .get("count")
                            .map(Integer.class::cast)
                            .orElse(0);
                    context.state().put("count", before + 1);
                    return context.state().get("count").orElseThrow();
                });
        ScriptedModel model = ScriptedModel.of(calls(call("count")), calls(call("count")), text("done"));
        Agent agent = lab.agent(model, count);

        assertThat(resultsOf(run(agent, RunRequest.builder("Count.").session("one"))))
                .containsExactly("1", "2");
        assertThat(resultsOf(run(agent, RunRequest.builder("Count.").session("one"))))
                .containsExactly("3", "4");
        assertThat(resultsOf(run(agent, RunRequest.builder("Count.").session("two"))))
                .containsExactly("1", "2");
    }

    @Test
    void aCallThatFailsChangesNoState() {
        FunctionTool.Builder<Map<String, Object>> spoil = FunctionTool.builder("spoil")
                .call((arguments, context) -> {
                    context.state().put("key", "spoilt");
                    throw new IllegalStateException("no");
                });
        FunctionTool.Builder<Map<String, Object>> read = FunctionTool.builder("read")
                .call((arguments, context) -> context.state().asMap().keySet());
        ScriptedModel model = ScriptedModel.of(calls(call("spoil")), calls(call("read")), text("done"));

        assertThat(resultsOf(lab.run(lab.agent(model, spoil, read), "Go."))).containsExactly("Error: no", "[]");
    }

    @Test
    void objectsComeFromTheAgent() {
        ScriptedModel model = callsOnce(call("greet"));

        lab.run(lab.builder(model, greet()).objects(Map.of("name", "agent")).build(), "Greet.");

        assertThat(onlyResult(model).text()).isEqualTo("hello agent");
    }

    @Test
    void objectsOfTheRequestStandBeforeThoseOfTheAgent() {
        ScriptedModel model = callsOnce(call("greet"));
        Agent agent =
                lab.builder(model, greet()).objects(Map.of("name", "agent")).build();

        run(agent, RunRequest.builder("Greet.").object("name", "request"));

        assertThat(onlyResult(model).text()).isEqualTo("hello request");
    }

    @Test
    @Tag("RUN-12")
    void whoContinuesARunBringsItsObjectsAgain() {
        ScriptedModel model = callsOnce(call("greet"));
        Agent agent = lab.agent(model, greet().requiresConfirmation());
        RunOutput paused = run(agent, RunRequest.builder("Greet.").object("name", "first caller"));

        lab.continueRun(
                agent,
                ContinueRequest.builder(paused.runId())
                        .answers(onlyOpen(paused, Confirmation.class).confirm())
                        .object("name", "second caller")
                        .build());

        assertThat(onlyResult(model).text()).isEqualTo("hello second caller");
    }

    @Test
    @Tag("RUN-12")
    void aMissingObjectIsAnErrorThatNamesItAndTheCureAndTheRunGoesOn() {
        ScriptedModel model = callsOnce(call("greet"));
        Agent agent = lab.builder(model, greet()).objects(Map.of("other", 1)).build();

        assertCompleted(lab.run(agent, "Greet."));

        assertThat(onlyResult(model).error()).isTrue();
        assertThat(onlyResult(model).text())
                .contains("'name'", "java.lang.String", "agent's builder", "request", "other");
    }

    @Test
    void anObjectOfAnotherTypeIsAnErrorThatNamesBothTypes() {
        ScriptedModel model = callsOnce(call("greet"));

        run(lab.agent(model, greet()), RunRequest.builder("Greet.").object("name", 5));

        assertThat(onlyResult(model).error()).isTrue();
        assertThat(onlyResult(model).text()).contains("'name'", "java.lang.Integer", "java.lang.String");
    }
}
