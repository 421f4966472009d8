package ai.kern.specs.hitl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.kern.agent.Agent;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.ExternalExecution;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.requirement.UserInput;
import ai.kern.run.Actor;
import ai.kern.run.ContinueRequest;
import ai.kern.run.InvalidResolutionException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.run.ToolDefinitionChangedException;
import ai.kern.specs.support.LedgerTools.Item;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import ai.kern.tool.Param;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tools that change while a call waits. */
@Tag("HITL-14")
class ToolChangeTest extends HitlSpec {
    private static final String WIDER = "{\"type\":\"object\",\"properties\":{\"item\":{\"type\":\"string\"},"
            + "\"force\":{\"type\":\"boolean\"}},\"required\":[\"item\"],\"additionalProperties\":false}";

    private final ScriptedModel model = batch(call("delete", "a"), call("erase", "b"));
    private RunOutput run;

    record Described(@Param(description = "What to delete.") String item) {}

    /** What may become of the tool delete while its call waits. */
    enum Change {
        REMOVED("not among the agent's tools"),
        RENAMED("not among the agent's tools"),
        SCHEMA("force"),
        FREE("NONE"),
        USER_INPUT("USER_INPUT"),
        EXTERNAL("EXTERNAL_EXECUTION");

        private final String named;

        Change(String named) {
            this.named = named;
        }
    }

    private static final Set<Change> MAY_BE_ASKED_ANEW = EnumSet.of(Change.SCHEMA, Change.EXTERNAL);

    private Optional<Object> changed(Change change) {
        return switch (change) {
            case REMOVED -> Optional.empty();
            case RENAMED -> Optional.of(tools.tool("remove").requiresConfirmation());
            case SCHEMA -> Optional.of(wider());
            case FREE -> Optional.of(tools.tool("delete"));
            case USER_INPUT -> Optional.of(tools.tool("delete").requiresUserInput("item"));
            case EXTERNAL -> Optional.of(tools.tool("delete").externalExecution());
        };
    }

    private FunctionTool.Builder<?> wider() {
        return FunctionTool.builder("delete")
                .parameters(WIDER)
                .call((arguments, context) -> {
                    lab.ledger().add("delete " + arguments.get("item") + " with force " + arguments.get("force"));
                    return "deleted";
                })
                .requiresConfirmation()
                .editable();
    }

    private FunctionTool.Builder<Item> erase() {
        return tools.tool("erase").requiresConfirmation();
    }

    /** The agent after a restart, with what has become of its tool. */
    private Agent later(Change change) {
        lab.restart();
        return lab.agent(
                model,
                Stream.concat(changed(change).stream(), Stream.of(erase())).toArray());
    }

    private Confirmation waiting() {
        return about(run, "a", Confirmation.class);
    }

    private Confirmation other() {
        return about(run, "b", Confirmation.class);
    }

    @BeforeEach
    void pause() {
        run = lab.run(lab.agent(model, delete(), erase()), "go");
    }

    @ParameterizedTest
    @EnumSource
    void theCallDoesNotRunAndTheErrorNamesWhatChanged(Change change) {
        Agent agent = later(change);

        assertRefused(
                        run,
                        model,
                        () -> lab.continueRun(
                                agent, run.runId(), other().confirm(), waiting().confirm()))
                .isInstanceOf(ToolDefinitionChangedException.class)
                .hasMessageContaining("delete")
                .hasMessageContaining(change.named)
                .hasMessageContaining(waiting().id());
    }

    @ParameterizedTest
    @EnumSource
    void theErrorNamesWhatCanBeDoneAboutAnOpenRequirement(Change change) {
        Throwable thrown = catchThrowable(
                () -> lab.continueRun(later(change), run.runId(), waiting().confirm()));

        assertThat(thrown).hasMessageContaining("Reject it").hasMessageContaining("cancel the run");
        assertThat(thrown.getMessage().contains("ask it anew")).isEqualTo(MAY_BE_ASKED_ANEW.contains(change));
    }

    @ParameterizedTest
    @EnumSource
    void theErrorNamesWhatCanBeDoneAboutASettledRequirement(Change change) {
        lab.continueRun(
                lab.agent(model, delete(), erase()), run.runId(), waiting().confirm());

        Throwable thrown = catchThrowable(() -> lab.continueRun(later(change), run.runId(), other().confirm()));

        assertThat(thrown)
                .hasMessageContaining("Drop it")
                .hasMessageContaining("cancel the run")
                .hasMessageNotContaining("Reject");
        assertThat(thrown.getMessage().contains("ask it anew")).isEqualTo(MAY_BE_ASKED_ANEW.contains(change));
    }

    @ParameterizedTest
    @EnumSource
    void itCanBeRejected(Change change) {
        RunOutput ended = lab.continueRun(later(change), run.runId(), waiting().reject("changed"), other().confirm());

        assertThat(ended.isCompleted()).isTrue();
        assertThat(effects()).containsExactly("erase b");
        assertThat(results(model).get(0)).contains("changed");
    }

    @ParameterizedTest
    @EnumSource
    void itCanBeDropped(Change change) {
        RunOutput ended = lab.continueRun(
                later(change),
                ContinueRequest.builder(run.runId())
                        .drop(waiting().id(), "no such tool any more")
                        .answers(other().confirm())
                        .build());

        assertThat(ended.isCompleted()).isTrue();
        assertThat(effects()).containsExactly("erase b");
        assertThat(results(model).get(0)).contains("no such tool any more");
    }

    @ParameterizedTest
    @EnumSource
    @Tag("RUN-9")
    void theRunCanBeCancelled(Change change) {
        RunOutput cancelled = later(change).cancel(run.runId());

        assertThat(cancelled.status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(effects()).isEmpty();
    }

    private RunOutput askAnew(Agent agent, String requirementId) {
        return lab.continueRun(
                agent,
                ContinueRequest.builder(run.runId())
                        .askAnew(requirementId)
                        .by(Actor.of("ann"))
                        .build());
    }

    @Test
    void askedAnewTheCallIsShownWithTheNewSchemaAndRunsOnlyAfterANewAnswer() {
        Agent agent = later(Change.SCHEMA);
        Confirmation old = waiting();

        RunOutput asked = askAnew(agent, old.id());

        Confirmation anew = about(asked, "a", Confirmation.class);
        assertThat(anew.id()).isNotEqualTo(old.id());
        assertThat(anew.editable()).isTrue();
        assertThat(asked.activeRequirements()).hasSize(2);
        assertThat(effects()).isEmpty();
        assertThat(model.requests()).hasSize(1);
        assertRefused(asked, model, () -> lab.continueRun(agent, run.runId(), old.confirm(), other().confirm()))
                .isInstanceOf(InvalidResolutionException.class)
                .hasMessageContaining(old.id());

        lab.continueRun(agent, run.runId(), anew.confirm(Map.of("item", "a", "force", true)), other().confirm());

        assertThat(effects()).containsExactly("delete a with force true", "erase b");
    }

    @Test
    void askedAnewACallMayAskForInput() {
        ScriptedModel empty = batch(call("delete", "a"));
        RunOutput waits = lab.run(lab.agent(empty, delete()), "go");
        Agent agent = lab.agent(
                empty,
                FunctionTool.builder("delete")
                        .parameters(WIDER)
                        .call((arguments, context) -> {
                            lab.ledger().add("delete with force " + arguments.get("force"));
                            return "deleted";
                        })
                        .requiresUserInput("force"));
        run = waits;

        RunOutput asked = askAnew(agent, only(waits, Confirmation.class).id());
        assertThat(effects()).isEmpty();
        lab.continueRun(agent, waits.runId(), only(asked, UserInput.class).provide(Map.of("force", false)));

        assertThat(effects()).containsExactly("delete with force false");
    }

    @Test
    void askedAnewACallMayWaitForAnotherToExecuteIt() {
        Agent agent = later(Change.EXTERNAL);

        RunOutput asked = askAnew(agent, waiting().id());
        lab.continueRun(
                agent,
                run.runId(),
                about(asked, "a", ExternalExecution.class).result("deleted by hand"),
                other().confirm());

        assertThat(effects()).containsExactly("erase b");
        assertThat(results(model).get(0)).isEqualTo("deleted by hand");
    }

    @ParameterizedTest
    @EnumSource(names = {"REMOVED", "RENAMED", "FREE"})
    void aCallThatCannotBeAskedAnewStaysAsItIs(Change change) {
        assertRefused(run, model, () -> askAnew(later(change), waiting().id()))
                .isInstanceOf(InvalidResolutionException.class)
                .hasMessageContaining("delete");
    }

    @Test
    void aCallWhoseArgumentsDoNotFitTheNewSchemaIsNotAskedAnew() {
        Agent agent = lab.agent(
                model,
                FunctionTool.builder("delete")
                        .parameters("{\"type\":\"object\",\"properties\":{\"path\":{\"type\":\"string\"}},"
                                + "\"required\":[\"path\"],\"additionalProperties\":false}")
                        .call((arguments, context) -> "deleted")
                        .requiresConfirmation(),
                erase());

        assertRefused(run, model, () -> askAnew(agent, waiting().id()))
                .isInstanceOf(InvalidResolutionException.class)
                .hasMessageContaining("path");
    }

    @Test
    void aCallThatWasLetThroughBeforeTheChangeDoesNotRunEither() {
        Resolution yes = waiting().confirm();
        lab.continueRun(lab.agent(model, delete(), erase()), run.runId(), yes);
        Agent agent = later(Change.SCHEMA);

        assertRefused(run, model, () -> lab.continueRun(agent, run.runId(), other().confirm()))
                .isInstanceOf(ToolDefinitionChangedException.class)
                .hasMessageContaining(yes.requirementId());
        RunOutput asked = askAnew(agent, yes.requirementId());
        assertThat(asked.activeRequirements()).extracting(Requirement::id).doesNotContain(yes.requirementId());
        lab.continueRun(
                agent, run.runId(), about(asked, "a", Confirmation.class).confirm(), other().confirm());

        assertThat(effects()).containsExactly("delete a with force null", "erase b");
    }

    @Test
    void aCallThatWasLetThroughBeforeTheChangeCanBeDropped() {
        Confirmation first = waiting();
        lab.continueRun(lab.agent(model, delete(), erase()), run.runId(), first.confirm());

        RunOutput ended = lab.continueRun(
                later(Change.REMOVED),
                ContinueRequest.builder(run.runId())
                        .drop(first.id(), "gone")
                        .answers(other().confirm())
                        .build());

        assertThat(ended.isCompleted()).isTrue();
        assertThat(effects()).containsExactly("erase b");
        assertThat(results(model).get(0)).contains("gone");
    }

    @Test
    void aCallThatWasLetThroughStillStandsWhenItsTurnComesAfterACallThatRan() {
        lab.continueRun(lab.agent(model, delete(), erase()), run.runId(), other().confirm());
        lab.restart();
        Agent agent = lab.agent(model, delete(), tools.tool("erase"));

        assertThat(catchThrowable(
                        () -> lab.continueRun(agent, run.runId(), waiting().confirm())))
                .isInstanceOf(ToolDefinitionChangedException.class)
                .hasMessageContaining("erase");
        RunOutput left = agent.find(run.runId()).orElseThrow();
        assertThat(left.isPaused()).isTrue();
        assertThat(effects()).containsExactly("delete a");

        RunOutput ended = lab.continueRun(
                agent,
                ContinueRequest.builder(run.runId())
                        .drop(left.requirements().get(1).id(), "gone")
                        .build());
        assertThat(ended.isCompleted()).isTrue();
        assertThat(effects()).containsExactly("delete a");
    }

    @Test
    void onlyDescriptionsChangedAndTheCallRuns() {
        lab.restart();
        Agent agent = lab.agent(
                model,
                FunctionTool.builder("delete")
                        .description("Deletes something, once it is let through.")
                        .parameters(Described.class)
                        .call((described, context) -> {
                            lab.ledger().add("delete " + described.item());
                            return "deleted";
                        })
                        .requiresConfirmation(),
                erase());

        lab.continueRun(agent, run.runId(), waiting().confirm(), other().confirm());

        assertThat(effects()).containsExactly("delete a", "erase b");
    }

    @Test
    void aToolThatWasPutBackRuns() {
        assertThat(catchThrowable(() -> lab.continueRun(
                        later(Change.REMOVED), run.runId(), waiting().confirm())))
                .isInstanceOf(ToolDefinitionChangedException.class);

        lab.continueRun(
                lab.agent(model, delete(), erase()), run.runId(), waiting().confirm(), other().confirm());

        assertThat(effects()).containsExactly("delete a", "erase b");
    }
}
