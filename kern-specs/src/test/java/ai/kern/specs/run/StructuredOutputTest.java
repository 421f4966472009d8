package ai.kern.specs.run;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static ai.kern.testkit.ScriptedAnswer.textAndCalls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.db.RunQuery;
import ai.kern.model.Message;
import ai.kern.model.OutputSchema;
import ai.kern.run.InvalidOutputException;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.EngineSpec;
import ai.kern.testkit.Script;
import ai.kern.testkit.ScriptedModel;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A result in the form that was asked for. */
@Tag("RUN-12")
class StructuredOutputTest extends EngineSpec {
    record Weather(String city, int degrees) {}

    private static final String GOOD = "{\"city\":\"Paris\",\"degrees\":21}";
    private static final RunRequest REQUEST =
            RunRequest.builder("the weather in Paris").output(Weather.class).build();

    @Test
    void theModelIsToldTheFormAndTheResultIsAnObject() {
        ScriptedModel model = ScriptedModel.of(text(GOOD));

        RunOutput run = lab.run(lab.agent(model), REQUEST);

        assertThat(run.contentAs(Weather.class)).isEqualTo(new Weather("Paris", 21));
        assertThat(model.lastRequest().outputSchema().map(OutputSchema::name)).contains("Weather");
        assertThat(model.lastRequest().outputSchema().orElseThrow().schema()).contains("degrees");
    }

    @Test
    void anAnswerOfAnotherFormGoesBackToTheModelOnceWithWhatIsWrong() {
        ScriptedModel model = ScriptedModel.of(text("{\"city\":\"Paris\"}"), text(GOOD));

        RunOutput run = lab.run(lab.agent(model), REQUEST);

        assertThat(run.contentAs(Weather.class).degrees()).isEqualTo(21);
        assertThat(Script.lastUserText(model.lastRequest())).contains("degrees").contains("form");
        assertThat(model.requests()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"it is warm, the answer is not JSON", "[21], the answer is a JSON array", "' ', the answer is empty"})
    void theModelIsToldWhatIsWrongWithItsAnswer(String answer, String told) {
        ScriptedModel model = ScriptedModel.of(text(answer), text(GOOD));

        lab.run(lab.agent(model), REQUEST);

        assertThat(Script.lastUserText(model.lastRequest())).contains(told).doesNotContain("argument");
    }

    @Test
    void aSecondAnswerOfAnotherFormEndsTheRun() {
        ScriptedModel model = ScriptedModel.of(text("it is warm"), text("it is really warm"), text(GOOD));

        assertThatThrownBy(() -> lab.run(lab.agent(model), REQUEST))
                .isInstanceOf(RunFailedException.class)
                .hasCauseInstanceOf(InvalidOutputException.class)
                .hasMessageContaining("form that was asked for");
        assertThat(model.requests()).hasSize(2);
    }

    @Test
    @Tag("RUN-1")
    void aRetryAsksTheModelForTheFormOnceMore() {
        ScriptedModel model = ScriptedModel.of(text("warm"), text("mild"), text("cool"), text("cold"), text(GOOD));
        Agent agent = lab.agent(model);
        assertThatThrownBy(() -> lab.run(agent, REQUEST)).isInstanceOf(RunFailedException.class);
        String runId = lab.db().runs(RunQuery.all()).items().get(0).id();

        assertThatThrownBy(() -> lab.retry(agent, runId)).hasCauseInstanceOf(InvalidOutputException.class);
        assertThat(model.requests()).hasSize(3);
        assertThatThrownBy(() -> lab.retry(agent, runId)).hasCauseInstanceOf(InvalidOutputException.class);

        assertThat(lab.retry(agent, runId).contentAs(Weather.class)).isEqualTo(new Weather("Paris", 21));
        assertThat(Script.lastUserText(model.lastRequest())).contains("form");
    }

    @Test
    void toolsMayBeCalledBeforeAnAnswerIsRepairedAndMeanwhile() {
        ScriptedModel model =
                ScriptedModel.of(calls(call("look", "a")), text("warm"), calls(call("look", "b")), text(GOOD));

        RunOutput run = lab.run(lab.agent(model, lab.tool("look")), REQUEST);

        assertThat(run.contentAs(Weather.class).city()).isEqualTo("Paris");
        assertThat(lab.ledger().effects()).containsExactly("look a", "look b");
    }

    @Test
    @Tag("RUN-6")
    void aModelWhoseToolCallsAreUsedUpIsHeldToTheFormStill() {
        ScriptedModel model = ScriptedModel.of(calls(call("look", "a")), text("warm"), text(GOOD));
        Agent agent = lab.builder(model, lab.tool("look")).toolCallLimit(1).build();

        assertThat(lab.run(agent, REQUEST).contentAs(Weather.class).degrees()).isEqualTo(21);
    }

    @Test
    void anEmptyAnswerIsOfNoForm() {
        ScriptedModel model = ScriptedModel.of(text(" "), text(GOOD));

        assertThat(lab.run(lab.agent(model), REQUEST).contentAs(Weather.class).city())
                .isEqualTo("Paris");
    }

    @Test
    @Tag("HITL-17")
    void theFormHoldsOverAPauseInANewProcess() {
        ScriptedModel model = ScriptedModel.of(calls(call("look", "a")), text("warm"), text(GOOD));
        RunOutput paused = lab.run(lab.agent(model, lab.tool("look").requiresConfirmation()), REQUEST);
        assertThatThrownBy(() -> paused.contentAs(Weather.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("PAUSED");
        lab.restart();

        RunOutput run = lab.continueAll(
                lab.agent(model, lab.tool("look").requiresConfirmation()), paused, Confirmations::confirm);

        assertThat(run.contentAs(Weather.class)).isEqualTo(new Weather("Paris", 21));
        assertThat(model.lastRequest().outputSchema()).isPresent();
    }

    @Test
    void aResultThatIsNotOfTheTypeThatIsReadIsAnError() {
        RunOutput run = lab.run(lab.agent(ScriptedModel.of(text("plain words"))), "say something");

        assertThatThrownBy(() -> run.contentAs(Weather.class))
                .isInstanceOf(InvalidOutputException.class)
                .hasMessageContaining("Weather");
    }

    @Test
    void aToolsResultThatEndsTheRunIsNotHeldToTheForm() {
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("look", "a"))), lab.tool("look").stopAfterCall());

        RunOutput run = lab.run(agent, REQUEST);

        assertThat(run.content()).isEqualTo("look a is done");
        assertThat(run.messages()).last().isInstanceOf(Message.ToolResult.class);
        assertThatThrownBy(() -> run.contentAs(Anything.class))
                .isInstanceOf(InvalidOutputException.class)
                .hasMessageContaining("not JSON");
    }

    /** Fits an empty object. */
    record Anything(Optional<String> city) {}

    @Test
    void anEmptyResultIsOfNoType() {
        RunOutput run = lab.run(lab.agent(ScriptedModel.of(text(""))), "say nothing");

        assertThatThrownBy(() -> run.contentAs(Anything.class))
                .isInstanceOf(InvalidOutputException.class)
                .hasMessageContaining("empty");
    }

    @Test
    void aToolsResultThatEndsTheRunIsReadWhereItHasTheForm() {
        Agent agent = lab.agent(
                ScriptedModel.of(textAndCalls("I will look.", call("note", "a"), call("look", "a"))),
                lab.tool("note").showResult(),
                lab.tool("look", (item, context) -> GOOD).stopAfterCall());

        assertThat(lab.run(agent, REQUEST).contentAs(Weather.class)).isEqualTo(new Weather("Paris", 21));
    }
}
