package ai.kern.specs.tool;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.specs.support.MovedClock;
import ai.kern.specs.support.ProcessDied;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("TOOL-10")
class CachedResultTest extends ToolSpec {
    private static final Duration LIFE = Duration.ofMinutes(5);

    private final MovedClock clock = new MovedClock();

    record City(String name, Optional<String> unit) {}

    /** A tool that returns how often it ran. */
    private FunctionTool.Builder<City> weather() {
        return FunctionTool.builder("weather")
                .parameters(City.class)
                .cacheFor(LIFE)
                .call((arguments, context) -> {
                    lab.ledger().add(arguments.name());
                    return "look " + lab.ledger().effects().size();
                });
    }

    private Agent agent(ScriptedModel model, Object tool) {
        return lab.builder(model, tool).clock(clock).build();
    }

    private static ScriptedModel asking(String arguments) {
        return callsOnce(call("weather", arguments));
    }

    private static ScriptedModel askingForParis() {
        return asking("{\"name\":\"Paris\"}");
    }

    private String look(Agent agent, String session, String user) {
        RunOutput run = lab.run(
                agent,
                RunRequest.builder("Weather?").session(session).user(user).build());
        assertCompleted(run);
        return run.toolExecutions().get(0).result().orElseThrow();
    }

    @Test
    void anEqualFreeCallOfTheSameSessionAndUserIsServedWithoutRunning() {
        Agent agent = agent(askingForParis(), weather());

        assertThat(look(agent, "s", "ann")).isEqualTo("look 1");
        assertThat(look(agent, "s", "ann")).isEqualTo("look 1");

        assertThat(lab.ledger().effects()).containsExactly("Paris");
    }

    @Test
    void aResultServesUntilItsTimeIsOverAndNoLonger() {
        Agent agent = agent(askingForParis(), weather());
        assertThat(look(agent, "s", "ann")).isEqualTo("look 1");

        clock.move(LIFE.minusMillis(1));
        assertThat(look(agent, "s", "ann")).isEqualTo("look 1");
        clock.move(Duration.ofMillis(1));
        assertThat(look(agent, "s", "ann")).isEqualTo("look 2");
        clock.move(LIFE.minusMillis(1));
        assertThat(look(agent, "s", "ann"))
                .as("the new result has its own time")
                .isEqualTo("look 2");
    }

    @Test
    void aResultIsNotKeptLongerByAClockThatJumpsBack() {
        Agent agent = agent(askingForParis(), weather());
        assertThat(look(agent, "s", "ann")).isEqualTo("look 1");

        clock.move(Duration.ofHours(-1));

        assertThat(look(agent, "s", "ann")).isEqualTo("look 2");
        assertThat(look(agent, "s", "ann")).isEqualTo("look 2");
    }

    @Test
    void anotherUserOfTheSessionIsNotServed() {
        Agent agent = agent(askingForParis(), weather());
        RunRequest nobodys = RunRequest.builder("Weather?").session("s").build();

        assertThat(resultsOf(lab.run(agent, nobodys))).containsExactly("look 1");
        assertThat(look(agent, "s", "ann")).isEqualTo("look 2");
        assertThat(look(agent, "s", "bob")).isEqualTo("look 3");
    }

    @Test
    void anotherSessionOfTheUserIsNotServed() {
        Agent agent = agent(askingForParis(), weather());

        assertThat(look(agent, "one", "ann")).isEqualTo("look 1");
        assertThat(look(agent, "two", "ann")).isEqualTo("look 2");
    }

    @Test
    void otherArgumentsAreNotServedAndTheSameInAnotherOrderAre() {
        ScriptedModel model = ScriptedModel.of(
                calls(call("weather", "{\"name\":\"Paris\",\"unit\":\"C\"}")),
                calls(call("weather", "{\"name\":\"Paris\",\"unit\":\"F\"}")),
                calls(call("weather", "{\"name\":\"Paris\"}")),
                calls(call("weather", "{ \"unit\": \"C\", \"name\": \"Paris\" }")),
                text("done"));

        assertThat(resultsOf(lab.run(agent(model, weather()), "Weather?")))
                .containsExactly("look 1", "look 2", "look 3", "look 1");
    }

    @Test
    void largeNumbersThatDifferInTheLastDigitAreOtherArguments() {
        record Account(BigInteger number) {}
        FunctionTool.Builder<Account> balance = FunctionTool.builder("balance")
                .parameters(Account.class)
                .cacheFor(LIFE)
                .call((arguments, context) -> arguments.number());
        ScriptedModel model = ScriptedModel.of(
                calls(call("balance", "{\"number\":90071992547409930000000001}")),
                calls(call("balance", "{\"number\":90071992547409930000000002}")),
                text("done"));

        assertThat(resultsOf(lab.run(agent(model, balance), "Balance?")))
                .containsExactly("90071992547409930000000001", "90071992547409930000000002");
    }

    @Test
    void anErrorIsNotKept() {
        FunctionTool.Builder<Map<String, Object>> flaky = FunctionTool.builder("flaky")
                .cacheFor(LIFE)
                .call((arguments, context) -> {
                    lab.ledger().add("try");
                    if (lab.ledger().effects().size() == 1) {
                        throw new IllegalStateException("not yet");
                    }
                    return "works";
                });
        ScriptedModel model = ScriptedModel.of(calls(call("flaky")), calls(call("flaky")), text("done"));

        assertThat(resultsOf(lab.run(agent(model, flaky), "Try."))).containsExactly("Error: not yet", "works");
    }

    @Test
    void aToolWhoseCallsAPersonLetsThroughKeepsNoResults() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lab.agent(askingForParis(), weather().requiresConfirmation()))
                .withMessageContainingAll("weather", "cacheFor");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lab.agent(askingForParis(), weather().requiresUserInput("name")))
                .withMessageContainingAll("weather", "cacheFor");
    }

    @Test
    void aCachedResultServesNoCallThatAPersonLetRunAgain() {
        AtomicBoolean dies = new AtomicBoolean(true);
        FunctionTool.Builder<City> once = FunctionTool.builder("weather")
                .parameters(City.class)
                .cacheFor(LIFE)
                .onceOnly()
                .call((arguments, context) -> {
                    lab.ledger().add(context.runId());
                    if (dies.getAndSet(false)) {
                        throw new ProcessDied();
                    }
                    return "look " + lab.ledger().effects().size();
                });
        Agent agent = agent(askingForParis(), once);
        assertThatThrownBy(() -> look(agent, "s", "ann")).isInstanceOf(ProcessDied.class);
        lab.expireLeases();
        RunOutput doubt = lab.recover(agent, lab.ledger().effects().get(0));
        look(agent, "s", "ann");

        RunOutput run = lab.continueAll(agent, doubt, open -> ((OutcomeUnknown) open).runAgain());

        assertThat(resultsOf(run)).containsExactly("look 3");
    }
}
