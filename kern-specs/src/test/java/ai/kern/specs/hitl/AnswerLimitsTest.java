package ai.kern.specs.hitl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.kern.agent.Agent;
import ai.kern.db.LimitExceededException;
import ai.kern.db.Limits;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.ExternalExecution;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.requirement.UserInput;
import ai.kern.run.Actor;
import ai.kern.run.ContinueRequest;
import ai.kern.run.InvalidResolutionException;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.ProcessDied;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How large an answer may be: the same for each kind, and told before anything is stored. */
@Tag("HITL-8")
class AnswerLimitsTest extends HitlSpec {
    private static final String LARGEST = "x".repeat(Limits.ANSWER_BYTES);
    private static final String TOO_LARGE = LARGEST + "x";

    private final ScriptedModel model = batch(call("shell", "a"));
    private final ScriptedModel leavesItToThePerson = batch(ScriptedAnswer.call("shell"));

    private void assertTooLarge(RunOutput run, Function<Requirement, Resolution> answer) {
        assertRefused(run, model, () -> answers(run, answer))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining(String.valueOf(Limits.ANSWER_BYTES));
    }

    private static String requirementOf(RunOutput run) {
        return only(run, Requirement.class).id();
    }

    @Test
    void aResultOrErrorFromOutsideIsNotLarger() {
        Agent agent = lab.agent(model, tools.tool("shell").externalExecution());
        RunOutput run = lab.run(agent, "go");

        assertTooLarge(run, open -> ((ExternalExecution) open).result(TOO_LARGE));
        assertTooLarge(run, open -> ((ExternalExecution) open).error(TOO_LARGE));

        lab.continueAll(agent, run, open -> ((ExternalExecution) open).error(LARGEST));
        assertThat(results(model).get(0)).endsWith(LARGEST);
    }

    @Test
    void aNoteOrChangedArgumentsAreNotLarger() {
        Agent agent =
                lab.agent(model, tools.tool("shell").requiresConfirmation().editable());
        RunOutput run = lab.run(agent, "go");

        assertTooLarge(run, open -> ((Confirmation) open).reject(TOO_LARGE));
        assertTooLarge(run, open -> ((Confirmation) open).confirm(Map.of("item", LARGEST)));
        assertRefused(run, model, () -> ContinueRequest.builder(run.runId()).drop(requirementOf(run), TOO_LARGE))
                .isInstanceOf(LimitExceededException.class);

        lab.continueAll(agent, run, open -> ((Confirmation) open).reject(LARGEST));
        assertThat(results(model).get(0)).endsWith(LARGEST);
    }

    @Test
    void valuesAreNotLarger() {
        Agent agent = lab.agent(leavesItToThePerson, tools.tool("shell").requiresUserInput());
        RunOutput run = lab.run(agent, "go");

        assertTooLarge(run, open -> ((UserInput) open).provide(Map.of("item", LARGEST)));
        assertTooLarge(run, open -> ((UserInput) open).reject(TOO_LARGE));
    }

    @Test
    void whatSomebodySaysOfACallInDoubtIsNotLarger() {
        Agent agent = lab.agent(
                model,
                tools.tool("shell", (item, context) -> {
                            throw new ProcessDied();
                        })
                        .requiresConfirmation());
        RunOutput asked = lab.run(agent, "go");
        assertThat(catchThrowable(() -> lab.continueAll(agent, asked, Confirmations::confirm)))
                .isInstanceOf(ProcessDied.class);
        lab.expireLeases();
        RunOutput run = lab.recover(agent, asked.runId());

        assertTooLarge(run, open -> ((OutcomeUnknown) open).result(TOO_LARGE));
        assertTooLarge(run, open -> ((OutcomeUnknown) open).giveUp(TOO_LARGE));

        lab.continueAll(agent, run, open -> ((OutcomeUnknown) open).giveUp(LARGEST));
        assertThat(results(model).get(0)).endsWith(LARGEST);
    }

    /** A character that JSON escapes takes more room than it has bytes. */
    @Test
    void anAnswerThatDoesNotFitADocumentIsRefusedWhenTheRunIsContinued() {
        Agent agent = lab.agent(model, tools.tool("shell").externalExecution());
        RunOutput run = lab.run(agent, "go");
        Resolution escaped = only(run, ExternalExecution.class).error("\u0001".repeat(Limits.ANSWER_BYTES));

        assertRefused(run, model, () -> lab.continueRun(agent, run.runId(), escaped))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining(String.valueOf(Limits.DOCUMENT_BYTES));
    }

    @Test
    void valuesThatCannotBeReadAgainAreRefused() {
        Agent agent = lab.agent(leavesItToThePerson, tools.tool("shell").requiresUserInput());
        RunOutput run = lab.run(agent, "go");
        Object deep = "x";
        for (int i = 0; i < 600; i++) {
            deep = List.of(deep);
        }
        Map<String, Object> values = Map.of("item", deep);

        assertRefused(run, leavesItToThePerson, () -> only(run, UserInput.class).provide(values))
                .isInstanceOf(InvalidResolutionException.class)
                .hasMessageContaining(requirementOf(run))
                .hasMessageContaining("500");
    }

    @Test
    void anActorHasANameThatCanBeStored() {
        assertThatThrownBy(() -> Actor.of(TOO_LARGE)).isInstanceOf(LimitExceededException.class);
        assertThatThrownBy(() -> Actor.of("ann\u0000")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Actor.of("ann", TOO_LARGE)).isInstanceOf(LimitExceededException.class);
        assertThatThrownBy(() -> Actor.of("ann", "")).isInstanceOf(IllegalArgumentException.class);
    }
}
