package ai.kern.specs.hitl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.requirement.InputField;
import ai.kern.requirement.UserInput;
import ai.kern.run.Actor;
import ai.kern.run.ContinueRequest;
import ai.kern.run.InvalidResolutionException;
import ai.kern.run.RunOutput;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Arguments that a person gives. */
@Tag("HITL-8")
class UserInputTest extends HitlSpec {
    enum Speed {
        SLOW,
        FAST
    }

    record Transfer(String from, String to, long cents, LocalDate day, Optional<Speed> speed) {}

    private final ScriptedModel model = batch(ScriptedAnswer.call("transfer", "{\"from\":\"savings\"}"));

    private FunctionTool.Builder<Transfer> transfer() {
        return FunctionTool.builder("transfer")
                .parameters(Transfer.class)
                .call((transfer, context) -> {
                    lab.ledger()
                            .add(String.join(
                                    " ",
                                    transfer.from(),
                                    transfer.to(),
                                    Long.toString(transfer.cents()),
                                    transfer.day().toString(),
                                    transfer.speed().map(Speed::name).orElse("any")));
                    return "transferred";
                })
                .requiresUserInput("to", "cents", "day", "speed");
    }

    private void assertRefusedFor(Map<String, ?> values, String field) {
        Agent agent = lab.agent(model, transfer());
        RunOutput run = lab.run(agent, "go");
        assertRefused(
                        run,
                        model,
                        () -> lab.continueRun(
                                agent, run.runId(), only(run, UserInput.class).provide(values)))
                .isInstanceOf(InvalidResolutionException.class)
                .hasMessageContaining(field);
        assertThat(agent.find(run.runId()).orElseThrow().isPaused()).isTrue();
    }

    @Test
    void theToolRunsWithWhatThePersonGaveAndWhatTheModelChose() {
        Agent agent = lab.agent(model, transfer());
        RunOutput run = lab.run(agent, "go");
        UserInput open = only(run, UserInput.class);
        assertThat(open.fields()).extracting(InputField::name).containsExactly("to", "cents", "day", "speed");
        assertThat(open.fields()).extracting(InputField::required).containsExactly(true, true, true, false);

        RunOutput ended = lab.continueRun(
                agent,
                ContinueRequest.builder(run.runId())
                        .answers(open.provide(Map.of("to", "ann", "cents", 1250, "day", "2026-05-01", "speed", "FAST")))
                        .by(Actor.of("bob"))
                        .build());

        assertThat(ended.isCompleted()).isTrue();
        assertThat(effects()).containsExactly("savings ann 1250 2026-05-01 FAST");
        assertThat(ended.requirements().get(0).answer().orElseThrow().by()).contains(Actor.of("bob"));
    }

    @Test
    void theModelIsNotOfferedWhatThePersonGives() {
        lab.run(lab.agent(model, transfer()), "go");

        assertThat(model.lastRequest().tools().get(0).parametersSchema())
                .contains("from")
                .doesNotContain("\"to\"")
                .doesNotContain("cents");
    }

    @Test
    void anOptionalFieldMayBeLeftOut() {
        Agent agent = lab.agent(model, transfer());
        RunOutput run = lab.run(agent, "go");

        lab.continueRun(
                agent,
                run.runId(),
                only(run, UserInput.class).provide(Map.of("to", "ann", "cents", 1, "day", "2026-05-01")));

        assertThat(effects()).containsExactly("savings ann 1 2026-05-01 any");
    }

    @Test
    void numbersBeyondWhatADoubleHoldsArriveExactly() {
        Agent agent = lab.agent(model, transfer());
        RunOutput run = lab.run(agent, "go");

        lab.continueRun(
                agent,
                run.runId(),
                only(run, UserInput.class)
                        .provide(Map.of("to", "ann", "cents", 9_007_199_254_740_993L, "day", "2026-05-01")));

        assertThat(effects()).containsExactly("savings ann 9007199254740993 2026-05-01 any");
    }

    @Test
    void aNumberBeyondTheParametersTypeIsRefused() {
        assertRefusedFor(
                Map.of("to", "ann", "cents", new BigInteger("9223372036854775808"), "day", "2026-05-01"), "cents");
    }

    @Test
    void aWrongTypeIsRefusedByTheNameOfItsField() {
        assertRefusedFor(Map.of("to", "ann", "cents", "1250", "day", "2026-05-01"), "cents");
        assertRefusedFor(Map.of("to", "ann", "cents", 12.5, "day", "2026-05-01"), "cents");
        assertRefusedFor(Map.of("to", List.of("ann"), "cents", 1, "day", "2026-05-01"), "to");
    }

    @Test
    void aTextThatIsNoValueOfTheParametersTypeIsRefused() {
        assertRefusedFor(Map.of("to", "ann", "cents", 1, "day", "the day after"), "day");
        assertRefusedFor(Map.of("to", "ann", "cents", 1, "day", "2026-05-01", "speed", "LUDICROUS"), "speed");
    }

    @Test
    void anUnknownFieldIsRefusedByItsName() {
        assertRefusedFor(Map.of("to", "ann", "cents", 1, "day", "2026-05-01", "iban", "DE00"), "iban");
    }

    @Test
    void aMissingRequiredFieldIsRefusedByItsName() {
        assertRefusedFor(Map.of("to", "ann", "cents", 1), "day");
        assertRefusedFor(Map.of(), "cents");
    }

    @Test
    @Tag("HITL-5")
    void whatTheModelChoseCannotBeChangedInPassing() {
        assertRefusedFor(
                Map.of("to", "ann", "cents", 1, "day", "2026-05-01", "from", "somebody else's savings"), "from");
    }

    @Test
    @Tag("HITL-5")
    void aSchemaThatAllowsMorePropertiesDoesNotLetThePersonChangeOthersOrAddAny() {
        ScriptedModel open = batch(ScriptedAnswer.call("send", "{\"text\":\"hello\"}"));
        Agent agent = lab.agent(
                open,
                FunctionTool.builder("send")
                        .parameters("{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"},"
                                + "\"to\":{\"type\":\"string\"}},\"required\":[\"text\",\"to\"]}")
                        .call((arguments, context) -> {
                            lab.ledger().add("send " + arguments);
                            return "sent";
                        })
                        .requiresUserInput("to"));
        RunOutput run = lab.run(agent, "go");
        UserInput input = only(run, UserInput.class);

        assertRefused(
                        run,
                        open,
                        () -> lab.continueRun(
                                agent, run.runId(), input.provide(Map.of("to", "ann", "text", "something else"))))
                .isInstanceOf(InvalidResolutionException.class)
                .hasMessageContaining("text");
        assertRefused(
                        run,
                        open,
                        () -> lab.continueRun(agent, run.runId(), input.provide(Map.of("to", "ann", "bcc", "eve"))))
                .isInstanceOf(InvalidResolutionException.class)
                .hasMessageContaining("bcc");
    }

    @Test
    @Tag("HITL-16")
    void twoFormsOfOneToolShareNothing() {
        ScriptedModel twice = batch(
                ScriptedAnswer.call("transfer", "{\"from\":\"a\"}").id("same"),
                ScriptedAnswer.call("transfer", "{\"from\":\"b\"}").id("same"));
        Agent agent = lab.agent(twice, transfer());
        RunOutput run = lab.run(agent, "go");
        UserInput first = about(run, "a", UserInput.class);
        UserInput second = about(run, "b", UserInput.class);

        lab.continueRun(agent, run.runId(), second.provide(Map.of("to", "bob", "cents", 2, "day", "2026-01-02")));
        assertThat(effects()).isEmpty();
        lab.continueRun(agent, run.runId(), first.provide(Map.of("to", "ann", "cents", 1, "day", "2026-01-01")));

        assertThat(effects()).containsExactly("a ann 1 2026-01-01 any", "b bob 2 2026-01-02 any");
    }
}
