package ai.kern.specs.hitl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.model.Message;
import ai.kern.model.ToolCallRequest;
import ai.kern.requirement.Answer;
import ai.kern.requirement.Confirmation;
import ai.kern.run.Actor;
import ai.kern.run.ContinueRequest;
import ai.kern.run.InvalidResolutionException;
import ai.kern.run.RunOutput;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Arguments that a person changes. */
@Tag("HITL-6")
class EditTest extends HitlSpec {
    private final ScriptedModel model = batch(call("delete", "a"), call("delete", "b"));

    record Booking(LocalDate day, long seats) {}

    private FunctionTool.Builder<Booking> book() {
        return FunctionTool.builder("book")
                .parameters(Booking.class)
                .call((booking, context) -> {
                    lab.ledger().add("book " + booking.day() + " " + booking.seats());
                    return "booked";
                })
                .requiresConfirmation()
                .editable();
    }

    @Test
    void anEditableCallRunsWithTheChangedArgumentsAndItsSiblingWithItsOwn() {
        Agent agent = lab.agent(model, delete().editable());
        RunOutput run = lab.run(agent, "go");
        Confirmation first = about(run, "a", Confirmation.class);
        assertThat(first.editable()).isTrue();

        lab.continueRun(
                agent,
                run.runId(),
                first.confirm(Map.of("item", "a2")),
                about(run, "b", Confirmation.class).confirm());

        assertThat(effects()).containsExactly("delete a2", "delete b");
    }

    @Test
    void theChangeIsToldToTheModelAndTheTranscriptKeepsWhatItAskedFor() {
        Agent agent = lab.agent(model, delete().editable());
        RunOutput run = lab.run(agent, "go");

        lab.continueRun(
                agent,
                run.runId(),
                about(run, "a", Confirmation.class).confirm(Map.of("item", "a2")),
                about(run, "b", Confirmation.class).confirm());

        assertThat(results(model).get(0))
                .contains("changed the arguments")
                .contains("{\"item\":\"a2\"}")
                .endsWith("delete a2 is done");
        assertThat(results(model).get(1)).isEqualTo("delete b is done");
        assertThat(model.lastRequest().messages())
                .filteredOn(Message.Assistant.class::isInstance)
                .flatExtracting(message -> ((Message.Assistant) message).toolCalls())
                .extracting(ToolCallRequest::arguments)
                .containsExactly("{\"item\":\"a\"}", "{\"item\":\"b\"}");
    }

    @Test
    void theChangeIsStoredBesideTheOriginalWithWhoMadeIt() {
        Agent agent = lab.agent(model, delete().editable());
        RunOutput run = lab.run(agent, "go");
        lab.continueRun(
                agent,
                ContinueRequest.builder(run.runId())
                        .answers(about(run, "a", Confirmation.class).confirm(Map.of("item", "a2")))
                        .by(Actor.of("ann", "support"))
                        .build());

        lab.restart();
        Confirmation read = (Confirmation) lab.agent(model, delete().editable())
                .find(run.runId())
                .orElseThrow()
                .requirements()
                .get(0);

        assertThat(read.toolCall().arguments().json()).isEqualTo("{\"item\":\"a\"}");
        Answer answer = read.answer().orElseThrow();
        assertThat(answer.values()).contains("{\"item\":\"a2\"}");
        assertThat(answer.by()).contains(Actor.of("ann", "support"));
    }

    @Test
    void aToolThatIsNotEditableTakesNoChange() {
        Agent agent = lab.agent(model, delete());
        RunOutput run = lab.run(agent, "go");
        Confirmation first = about(run, "a", Confirmation.class);
        assertThat(first.editable()).isFalse();

        assertRefused(
                        run,
                        model,
                        () -> lab.continueRun(
                                agent,
                                run.runId(),
                                about(run, "b", Confirmation.class).confirm(),
                                first.confirm(Map.of("item", "a2"))))
                .isInstanceOf(InvalidResolutionException.class)
                .hasMessageContaining("delete")
                .hasMessageContaining("not editable");
    }

    @Test
    void aRequirementThatSaysItIsEditableDoesNotMakeItsToolSo() {
        Agent agent = lab.agent(model, delete());
        RunOutput run = lab.run(agent, "go");
        Confirmation forged =
                new Confirmation(about(run, "a", Confirmation.class).info(), true);

        assertRefused(run, model, () -> lab.continueRun(agent, run.runId(), forged.confirm(Map.of("item", "a2"))))
                .isInstanceOf(InvalidResolutionException.class)
                .hasMessageContaining("not editable");
    }

    @Test
    void aChangeThatBreaksTheSchemaIsRefusedAndNamesTheField() {
        Agent agent = lab.agent(model, delete().editable());
        RunOutput run = lab.run(agent, "go");
        Confirmation first = about(run, "a", Confirmation.class);

        assertRefused(run, model, () -> lab.continueRun(agent, run.runId(), first.confirm(Map.of("item", 7))))
                .isInstanceOf(InvalidResolutionException.class)
                .hasMessageContaining("item");
        assertRefused(run, model, () -> lab.continueRun(agent, run.runId(), first.confirm(Map.of())))
                .isInstanceOf(InvalidResolutionException.class)
                .hasMessageContaining("item");
        assertRefused(
                        run,
                        model,
                        () -> lab.continueRun(
                                agent, run.runId(), first.confirm(Map.of("item", "a2", "__proto__", "x"))))
                .isInstanceOf(InvalidResolutionException.class)
                .hasMessageContaining("__proto__");
    }

    @Test
    void aChangeIsCheckedByTheToolsOwnTypesToo() {
        ScriptedModel booking = batch(ScriptedAnswer.call("book", "{\"day\":\"2026-01-31\",\"seats\":2}"));
        Agent agent = lab.agent(booking, book());
        RunOutput run = lab.run(agent, "go");
        Confirmation open = only(run, Confirmation.class);

        assertRefused(
                        run,
                        booking,
                        () -> lab.continueRun(
                                agent, run.runId(), open.confirm(Map.of("day", "2026-02-31", "seats", 2))))
                .isInstanceOf(InvalidResolutionException.class)
                .hasMessageContaining("day");
        lab.continueRun(agent, run.runId(), open.confirm(Map.of("day", "2026-02-28", "seats", 9_007_199_254_740_993L)));
        assertThat(effects()).containsExactly("book 2026-02-28 9007199254740993");
    }

    @Test
    void changedArgumentsSurviveTheProcessThatTookThem() {
        Agent agent = lab.agent(model, delete().editable());
        RunOutput run = lab.run(agent, "go");
        lab.continueRun(agent, run.runId(), about(run, "a", Confirmation.class).confirm(Map.of("item", "a2")));
        lab.restart();

        Agent another = lab.agent(model, delete().editable());
        lab.continueRun(
                another, run.runId(), about(run, "b", Confirmation.class).confirm());

        assertThat(effects()).containsExactly("delete a2", "delete b");
        assertThat(results(model).get(0)).contains("a2");
    }

    @Test
    @Tag("HITL-7")
    void aCallThatWasChangedAndThenDroppedIsNotSaidToHaveRun() {
        Agent agent = lab.agent(model, delete().editable());
        RunOutput run = lab.run(agent, "go");
        Confirmation first = about(run, "a", Confirmation.class);
        lab.continueRun(agent, run.runId(), first.confirm(Map.of("item", "a2")));

        lab.continueRun(
                agent,
                ContinueRequest.builder(run.runId())
                        .drop(first.id(), "on second thought, no")
                        .answers(about(run, "b", Confirmation.class).confirm())
                        .build());

        assertThat(effects()).containsExactly("delete b");
        assertThat(results(model).get(0)).contains("on second thought, no").doesNotContain("It ran with");
    }
}
