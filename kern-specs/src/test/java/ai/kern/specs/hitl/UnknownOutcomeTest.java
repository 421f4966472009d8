package ai.kern.specs.hitl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.kern.agent.Agent;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.UserInput;
import ai.kern.run.ContinueRequest;
import ai.kern.run.InvalidResolutionException;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunOutput;
import ai.kern.run.ToolDefinitionChangedException;
import ai.kern.specs.support.LedgerTools.Item;
import ai.kern.specs.support.ProcessDied;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Calls that were started by a process that died before it could tell how they ended. */
@Tag("HITL-13")
class UnknownOutcomeTest extends DeathSpec {
    private RunOutput inDoubt() {
        Agent agent = lab.agent(model, mortal("delete").requiresConfirmation());
        RunOutput run = lab.run(agent, "go");
        return dieAndRecover(agent, run, mortal("delete").requiresConfirmation());
    }

    private Agent next() {
        return lab.agent(model, mortal("delete").requiresConfirmation());
    }

    @Test
    void theCallIsNotRunAgainByItselfButBecomesARequirement() {
        RunOutput run = inDoubt();

        OutcomeUnknown open = only(run, OutcomeUnknown.class);
        assertThat(run.isPaused()).isTrue();
        assertThat(open.attempt()).isEqualTo(1);
        assertThat(open.toolCall().toolName()).isEqualTo("delete");
        assertThat(open.toolCall().arguments().json()).isEqualTo("{\"item\":\"a\"}");
        assertThat(keys()).hasSize(1);
        assertThat(model.requests()).hasSize(1);
    }

    @Test
    void aContinueWithoutAnAnswerDoesNotRunItEither() {
        RunOutput run = inDoubt();

        assertRefused(
                        run,
                        model,
                        () -> assertThat(lab.continueRun(next(), run.runId()).activeRequirements())
                                .hasSize(1))
                .isNull();
    }

    @Test
    @Tag("TOOL-8")
    void runAgainIsASecondAttemptWithTheSameArgumentsAndKey() {
        RunOutput run = inDoubt();

        RunOutput ended = lab.continueRun(
                next(), run.runId(), only(run, OutcomeUnknown.class).runAgain());

        String key = run.requirements().get(0).toolCall().key().idempotencyKey();
        assertThat(effects()).containsExactly("delete a", "attempt 1 key " + key, "delete a", "attempt 2 key " + key);
        assertThat(ended.isCompleted()).isTrue();
        assertThat(ended.toolExecutions().get(0).attempts()).isEqualTo(2);
        assertThat(results(model)).containsExactly("delete a is done");
    }

    @Test
    void aResultThatSomebodyBringsIsTheCallsResult() {
        RunOutput run = inDoubt();

        RunOutput ended = lab.continueRun(
                next(), run.runId(), only(run, OutcomeUnknown.class).result("it was deleted, I looked"));

        assertThat(ended.isCompleted()).isTrue();
        assertThat(keys()).hasSize(1);
        assertThat(results(model)).containsExactly("it was deleted, I looked");
    }

    @Test
    void givingUpTellsTheModelThatNobodyKnows() {
        RunOutput run = inDoubt();

        RunOutput ended = lab.continueRun(
                next(), run.runId(), only(run, OutcomeUnknown.class).giveUp("the log is lost"));

        assertThat(ended.isCompleted()).isTrue();
        assertThat(keys()).hasSize(1);
        assertThat(ended.toolExecutions().get(0).outcome()).contains(OutcomeStatus.UNKNOWN);
        assertThat(results(model).get(0)).contains("not known").contains("the log is lost");
    }

    @Test
    void aDroppedDoubtIsGivenUp() {
        RunOutput run = inDoubt();

        lab.continueRun(
                next(),
                ContinueRequest.builder(run.runId())
                        .drop(only(run, OutcomeUnknown.class).id(), "never mind")
                        .build());

        assertThat(keys()).hasSize(1);
        assertThat(results(model).get(0)).contains("not known").contains("never mind");
    }

    @Test
    @Tag("HITL-3")
    void aDoubtIsNoConfirmation() {
        RunOutput run = inDoubt();
        Confirmation forged = new Confirmation(only(run, OutcomeUnknown.class).info(), false);

        assertRefused(run, model, () -> lab.continueRun(next(), run.runId(), forged.confirm()))
                .isInstanceOf(InvalidResolutionException.class);
    }

    @Test
    @Tag("HITL-5")
    void theConfirmationOfTheFirstAttemptDoesNotLetTheSecondRun() {
        Agent agent = lab.agent(model, mortal("delete").requiresConfirmation());
        RunOutput run = lab.run(agent, "go");
        Confirmation stale = only(run, Confirmation.class);
        RunOutput doubt = dieAndRecover(agent, run, mortal("delete").requiresConfirmation());

        assertRefused(doubt, model, () -> lab.continueRun(next(), run.runId(), stale.confirm()))
                .isInstanceOf(InvalidResolutionException.class)
                .hasMessageContaining(stale.id());
        assertRefused(
                        doubt,
                        model,
                        () -> lab.continueRun(
                                next(),
                                ContinueRequest.builder(run.runId())
                                        .drop(stale.id(), "no")
                                        .build()))
                .isInstanceOf(InvalidResolutionException.class);
    }

    @Test
    void aSecondDeathIsASecondDoubtWithItsOwnRequirement() {
        RunOutput run = inDoubt();
        OutcomeUnknown first = only(run, OutcomeUnknown.class);
        dies = true;
        assertThat(catchThrowable(() -> lab.continueRun(next(), run.runId(), first.runAgain())))
                .isInstanceOf(ProcessDied.class);

        RunOutput again = recover(run.runId(), mortal("delete").requiresConfirmation());

        OutcomeUnknown second = only(again, OutcomeUnknown.class);
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(keys()).hasSize(2);
        assertThat(lab.continueRun(next(), run.runId(), second.runAgain()).isCompleted())
                .isTrue();
        assertThat(keys()).hasSize(3).last().asString().startsWith("attempt 3");
    }

    @Test
    void anIdempotentCallRunsAgainByItselfUnderItsDecisionAndKey() {
        Agent agent = lab.agent(model, mortal("delete").requiresConfirmation().idempotent());
        RunOutput run = lab.run(agent, "go");

        RunOutput ended = dieAndRecover(
                agent, run, mortal("delete").requiresConfirmation().idempotent());

        String key = run.requirements().get(0).toolCall().key().idempotencyKey();
        assertThat(ended.isCompleted()).isTrue();
        assertThat(ended.requirements()).hasSize(1);
        assertThat(keys()).containsExactly("attempt 1 key " + key, "attempt 2 key " + key);
    }

    @Test
    void anIdempotentCallRunsAgainWithTheArgumentsThatAPersonGave() {
        ScriptedModel sending = batch(ScriptedAnswer.call("send"));
        Agent agent =
                lab.agent(sending, mortal("send").requiresUserInput("item").idempotent());
        RunOutput run = lab.run(agent, "go");
        assertThat(catchThrowable(() -> lab.continueRun(
                        agent, run.runId(), only(run, UserInput.class).provide(Map.of("item", "x")))))
                .isInstanceOf(ProcessDied.class);
        lab.restart();
        lab.expireLeases();
        dies = false;

        lab.recover(lab.agent(sending, mortal("send").requiresUserInput("item").idempotent()), run.runId());

        assertThat(effects()).filteredOn(effect -> effect.startsWith("send")).containsExactly("send x", "send x");
        assertThat(results(sending)).containsExactly("send x is done");
    }

    @Test
    void aToolThatBecameIdempotentOnlyLaterIsNotRunAgainByItself() {
        Agent agent = lab.agent(model, mortal("delete").requiresConfirmation());
        RunOutput run = lab.run(agent, "go");

        RunOutput doubt = dieAndRecover(
                agent, run, mortal("delete").requiresConfirmation().idempotent());

        only(doubt, OutcomeUnknown.class);
        assertThat(keys()).hasSize(1);
    }

    @Test
    void aToolThatIsNotIdempotentAnyMoreIsNotRunAgainByItself() {
        Agent agent = lab.agent(model, mortal("delete").requiresConfirmation().idempotent());
        RunOutput run = lab.run(agent, "go");

        RunOutput doubt = dieAndRecover(agent, run, mortal("delete").requiresConfirmation());

        only(doubt, OutcomeUnknown.class);
        assertThat(keys()).hasSize(1);
    }

    @Test
    @Tag("HITL-14")
    void anIdempotentCallWhoseToolChangedMeanwhileIsAskedAbout() {
        Agent agent = lab.agent(model, mortal("delete").requiresConfirmation().idempotent());
        RunOutput run = lab.run(agent, "go");
        FunctionTool.Builder<?> changed = FunctionTool.builder("delete")
                .parameters("{\"type\":\"object\",\"properties\":{\"item\":{\"type\":\"string\"},"
                        + "\"force\":{\"type\":\"boolean\"}}}")
                .call((arguments, context) -> {
                    lab.ledger().add("changed tool");
                    return "deleted";
                })
                .requiresConfirmation()
                .idempotent();

        RunOutput doubt = dieAndRecover(agent, run, changed);

        assertThat(effects()).doesNotContain("changed tool");
        RunOutput ended = lab.continueRun(
                lab.agent(model, changed),
                run.runId(),
                only(doubt, OutcomeUnknown.class).giveUp("the tool changed"));
        assertThat(ended.isCompleted()).isTrue();
        assertThat(effects()).doesNotContain("changed tool");
    }

    @Test
    @Tag("HITL-14")
    void aDoubtAboutAToolThatIsGoneCanBeSettledWithoutIt() {
        Agent agent = lab.agent(model, mortal("delete").requiresConfirmation());
        RunOutput run = lab.run(agent, "go");

        RunOutput doubt = dieAndRecover(agent, run);

        OutcomeUnknown open = only(doubt, OutcomeUnknown.class);
        assertThat(lab.continueRun(lab.agent(model), run.runId(), open.result("done by hand"))
                        .isCompleted())
                .isTrue();
        assertThat(keys()).hasSize(1);
    }

    @Test
    @Tag("HITL-14")
    void aDoubtThatWasRaisedWithoutItsToolIsRunAgainOnceTheToolIsBackAsItWas() {
        Agent agent = lab.agent(model, mortal("delete").requiresConfirmation());
        RunOutput run = lab.run(agent, "go");
        RunOutput doubt = dieAndRecover(agent, run);
        OutcomeUnknown open = only(doubt, OutcomeUnknown.class);
        assertRefused(doubt, model, () -> lab.continueRun(lab.agent(model), run.runId(), open.runAgain()))
                .isInstanceOf(ToolDefinitionChangedException.class)
                .hasMessageContaining(open.id());
        assertThat(keys()).hasSize(1);

        lab.continueRun(next(), run.runId(), open.runAgain());

        assertThat(keys()).hasSize(2).last().asString().startsWith("attempt 2");
    }

    @Test
    @Tag("RUN-11")
    void aFreeCallIsRunAgainByItselfUnderItsKey() {
        assertThat(catchThrowable(() -> lab.run(lab.agent(model, mortal("delete")), "go")))
                .isInstanceOf(ProcessDied.class);
        String id = runOfTheLedger();

        RunOutput ended = recover(id, mortal("delete"));

        assertThat(ended.isCompleted()).isTrue();
        assertThat(keys()).containsExactly("attempt 1 key " + id + "-1-0", "attempt 2 key " + id + "-1-0");
    }

    @Test
    @Tag("RUN-11")
    void aFreeCallThatMayRunOnlyOnceIsAskedAbout() {
        assertThat(catchThrowable(
                        () -> lab.run(lab.agent(model, mortal("delete").onceOnly()), "go")))
                .isInstanceOf(ProcessDied.class);
        String id = runOfTheLedger();

        RunOutput doubt = recover(id, mortal("delete").onceOnly());

        OutcomeUnknown open = only(doubt, OutcomeUnknown.class);
        assertThat(keys()).hasSize(1);
        assertThat(lab.continueRun(lab.agent(model, mortal("delete").onceOnly()), id, open.runAgain())
                        .isCompleted())
                .isTrue();
        assertThat(keys()).containsExactly("attempt 1 key " + id + "-1-0", "attempt 2 key " + id + "-1-0");
    }

    @Test
    void theOtherCallsOfTheBatchKeepWhatTheyHave() {
        ScriptedModel three = batch(call("erase", "x"), call("delete", "a"), call("erase", "y"));
        FunctionTool.Builder<Item> erase = tools.tool("erase").requiresConfirmation();
        Agent agent = lab.agent(three, erase, mortal("delete").requiresConfirmation());
        RunOutput run = lab.run(agent, "go");
        assertThat(catchThrowable(() -> lab.continueAll(agent, run, open -> ((Confirmation) open).confirm())))
                .isInstanceOf(ProcessDied.class);
        lab.restart();
        lab.expireLeases();
        dies = false;
        Agent another = lab.agent(three, erase, mortal("delete").requiresConfirmation());

        RunOutput doubt = lab.recover(another, run.runId());

        assertThat(effects()).filteredOn(effect -> effect.startsWith("erase")).containsExactly("erase x");
        RunOutput ended = lab.continueRun(
                another, run.runId(), only(doubt, OutcomeUnknown.class).giveUp("unknown"));
        assertThat(ended.isCompleted()).isTrue();
        assertThat(effects()).filteredOn(effect -> effect.startsWith("erase")).containsExactly("erase x", "erase y");
        assertThat(keys()).hasSize(1);
        assertThat(ended.requirements()).noneMatch(Requirement::isOpen);
    }

    @Test
    @Tag("HITL-11")
    void aRunWhoseLeaseIsAliveIsNotTakenOver() {
        Agent agent = lab.agent(model, mortal("delete").requiresConfirmation());
        RunOutput run = lab.run(agent, "go");
        assertThat(catchThrowable(() -> lab.continueAll(agent, run, open -> ((Confirmation) open).confirm())))
                .isInstanceOf(ProcessDied.class);
        lab.restart();
        dies = false;

        assertThat(catchThrowable(() -> lab.recover(next(), run.runId()))).isInstanceOf(RunConflictException.class);
        assertThat(keys()).hasSize(1);
    }
}
