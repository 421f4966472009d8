package ai.kern.specs.misuse;

import static ai.kern.specs.misuse.Refusals.assertNullRefused;
import static ai.kern.specs.misuse.Refusals.assertRefused;
import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.ExternalExecution;
import ai.kern.requirement.Resolution;
import ai.kern.requirement.UserInput;
import ai.kern.run.ContinueRequest;
import ai.kern.run.InvalidResolutionException;
import ai.kern.run.OwnerMismatchException;
import ai.kern.run.RunNotFoundException;
import ai.kern.run.RunNotPausedException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.run.RunnerMismatchException;
import ai.kern.specs.support.EngineSpec;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A paused run and what newcomers try with it. Whatever they do, nothing runs and the run waits as before. */
class ContinueRequestMisuseTest extends EngineSpec {
    private final ScriptedModel model =
            ScriptedModel.of(calls(call("wipe"), call("send"), call("shell")), text("done"));
    private Agent agent;
    private RunOutput paused;
    private Confirmation confirmation;
    private UserInput input;
    private ExternalExecution external;

    private FunctionTool.Builder<Map<String, Object>> tool(String name) {
        return FunctionTool.builder(name)
                .parameters("{\"type\":\"object\",\"properties\":{\"to\":{\"type\":\"string\"}}}")
                .call((arguments, context) -> {
                    lab.ledger().add(name);
                    return "ok";
                });
    }

    @BeforeEach
    void pause() {
        agent = lab.agent(
                model,
                tool("wipe").requiresConfirmation(),
                tool("send").requiresUserInput("to"),
                tool("shell").externalExecution());
        paused = lab.run(agent, RunRequest.builder("Go.").user("ann").build());
        confirmation = (Confirmation) paused.activeRequirements().get(0);
        input = (UserInput) paused.activeRequirements().get(1);
        external = (ExternalExecution) paused.activeRequirements().get(2);
    }

    @AfterEach
    void nothingRanAndNothingWasStored() {
        assertThat(lab.ledger().effects()).isEmpty();
        assertThat(lab.find(agent, paused.runId()).requirements()).isEqualTo(paused.requirements());
        assertThat(model.requests())
                .as("the model was not asked again")
                .allMatch(request -> request.messages().size() == 1);
    }

    private ContinueRequest.Builder request() {
        return ContinueRequest.builder(paused.runId());
    }

    private void assertAnswersRefused(Resolution[] answers, String... message) {
        assertRefused(InvalidResolutionException.class, () -> lab.continueRun(agent, paused.runId(), answers), message);
    }

    private void assertAnswerRefused(Resolution answer, String... message) {
        assertAnswersRefused(new Resolution[] {answer}, message);
    }

    @Test
    void noRunId() {
        assertNullRefused(() -> ContinueRequest.builder(null), "runId");
        assertNullRefused(() -> ContinueRequest.of(null, List.of()), "runId");
    }

    @Test
    void noAnswers() {
        assertNullRefused(() -> request().answers((Collection<Resolution>) null), "answers");
        assertNullRefused(() -> request().answers(confirmation.confirm(), null), "an answer is null", "leave it out");
        assertNullRefused(
                () -> request().answers(Arrays.asList(confirmation.confirm(), null)),
                "an answer is null",
                "leave it out");
    }

    @Test
    void noRequirementToAskAnewOrToDrop() {
        assertNullRefused(() -> request().askAnew(null), "requirementId");
        assertNullRefused(() -> request().drop(null, "no"), "requirementId");
        assertNullRefused(() -> request().drop(confirmation.id(), null), "note");
    }

    @Test
    void noActorUserOrObject() {
        assertNullRefused(() -> request().by(null), "actor");
        assertNullRefused(() -> request().object("clock", null), "object 'clock'", "leave it out");
        assertNullRefused(() -> request().object(null, 1), "name of an object");
        assertRefused(IllegalArgumentException.class, () -> request().user(""), "user id", "not blank");
    }

    @Test
    void aRunThatIsNotThere() {
        assertRefused(
                RunNotFoundException.class,
                () -> lab.continueRun(agent, "run-1", confirmation.confirm()),
                "there is no run run-1",
                "check the id",
                "database");
    }

    @Test
    void anAgentWithADatabaseOfItsOwn() {
        Agent forgotTheDatabase =
                Agent.builder().name("Files").model(model).tools(tool("wipe")).build();

        assertRefused(
                RunNotFoundException.class,
                () -> lab.continueRun(forgotTheDatabase, paused.runId(), confirmation.confirm()),
                paused.runId(),
                "the agent has the database in which the run was started");
    }

    @Test
    void anAgentOfAnotherName() {
        Agent other = lab.builder(model, tool("wipe")).name("Mails").build();

        assertRefused(
                RunnerMismatchException.class,
                () -> lab.continueRun(other, paused.runId(), confirmation.confirm()),
                "'files'",
                "'mails'",
                "Hand it to the one that started it, or give this one that id");
    }

    @Test
    @Tag("RUN-10")
    void aUserWhoDoesNotOwnTheRun() {
        assertRefused(
                OwnerMismatchException.class,
                () -> lab.continueRun(
                        agent,
                        request().user("bob").answers(confirmation.confirm()).build()),
                paused.runId(),
                "another user than 'bob'");
    }

    @Test
    @Tag("HITL-12")
    void aRunThatHasItsResultAlready() {
        RunOutput completed = lab.run(lab.agent(ScriptedModel.of(text("done"))), "Go.");

        assertRefused(
                RunNotPausedException.class,
                () -> lab.continueRun(agent, completed.runId(), confirmation.confirm()),
                completed.runId() + " is COMPLETED, not PAUSED",
                "Nothing was stored and nothing was started");
    }

    @Test
    @Tag("HITL-5")
    void oneRequirementAnsweredTwice() {
        assertAnswersRefused(
                new Resolution[] {confirmation.confirm(), confirmation.reject()},
                confirmation.id() + " of tool wipe is named twice",
                "answer each requirement once");
        assertRefused(
                InvalidResolutionException.class,
                () -> lab.continueRun(
                        agent,
                        request()
                                .answers(confirmation.confirm())
                                .drop(confirmation.id(), "no")
                                .build()),
                confirmation.id() + " of tool wipe is named twice",
                "answer each requirement once");
    }

    @Test
    @Tag("HITL-5")
    void theAnswerOfAnotherRun() {
        RunOutput other = lab.run(agent, "Go again.");
        Confirmation others = (Confirmation) other.activeRequirements().get(0);

        assertAnswerRefused(
                others.confirm(),
                paused.runId() + " has no requirement " + others.id(),
                "take the requirements from the run that you continue");
        assertThat(lab.find(agent, other.runId()).requirements()).isEqualTo(other.requirements());
    }

    @Test
    @Tag("HITL-14")
    void aRequirementThatIsNotThereAskedAnewOrDropped() {
        assertRefused(
                InvalidResolutionException.class,
                () -> lab.continueRun(agent, request().askAnew("r-1").build()),
                "has no requirement r-1",
                "take the requirements from the run");
        assertRefused(
                InvalidResolutionException.class,
                () -> lab.continueRun(agent, request().drop("r-1", "no").build()),
                "has no requirement r-1",
                "take the requirements from the run");
    }

    @Test
    @Tag("HITL-6")
    void changedArgumentsOfAToolThatIsNotEditable() {
        assertAnswerRefused(
                confirmation.confirm(Map.of("to", "bob")),
                confirmation.id() + " of tool wipe cannot be changed: the tool is not editable",
                "Confirm them as they are, or reject the call");
    }

    @Test
    @Tag("HITL-8")
    void valuesThatDoNotFit() {
        assertAnswerRefused(input.provide(Map.of("to", 5)), input.id(), "to: must be string");
        assertAnswerRefused(input.provide(Map.of("recipient", "bob")), "does not ask for 'recipient'", "only for to");
    }

    @Test
    @Tag("HITL-8")
    void valuesThatHaveNoJsonForm() {
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        Map<String, Object> withoutName = new HashMap<>();
        withoutName.put(null, "bob");

        assertRefused(
                InvalidResolutionException.class,
                () -> input.provide(Map.of("to", cycle)),
                input.id(),
                "no JSON form",
                "strings, numbers, booleans, lists and maps");
        assertRefused(InvalidResolutionException.class, () -> input.provide(withoutName), input.id(), "no JSON form");
        assertRefused(
                InvalidResolutionException.class,
                () -> confirmation.confirm(Map.of("to", cycle)),
                confirmation.id(),
                "no JSON form");
    }

    @Test
    void aNullInPlaceOfANoteOrResult() {
        assertNullRefused(() -> confirmation.reject(null), "note", confirmation.id());
        assertNullRefused(() -> external.error(null), "error", external.id());
        assertNullRefused(() -> input.provide(null), "values", input.id());
        assertNullRefused(() -> confirmation.confirm(null), "values", confirmation.id());
    }
}
