package ai.kern.specs.hitl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.requirement.InputField;
import ai.kern.requirement.UserFeedback;
import ai.kern.requirement.UserInput;
import ai.kern.run.InvalidResolutionException;
import ai.kern.run.RunOutput;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.UserFeedbackTools;
import ai.kern.tool.UserInputTools;
import java.math.BigInteger;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms with fields of the model's own choice. */
@Tag("HITL-15")
class AskedInputTest extends HitlSpec {
    static final String FORM = """
            {"fields":[
              {"name":"name","type":"string","description":"Your name"},
              {"name":"age","type":"integer","description":"Your age"},
              {"name":"height","type":"number","description":"In metres","required":false},
              {"name":"member","type":"boolean","description":"Member?","required":false}]}""";

    private final ScriptedModel model = batch(ScriptedAnswer.call("get_user_input", FORM));

    private void assertRefusedFor(Map<String, ?> values, String field) {
        Agent agent = lab.agent(model, new UserInputTools());
        RunOutput run = lab.run(agent, "go");
        assertRefused(
                        run,
                        model,
                        () -> lab.continueRun(
                                agent, run.runId(), only(run, UserInput.class).provide(values)))
                .isInstanceOf(InvalidResolutionException.class)
                .hasMessageContaining(field);
    }

    @Test
    void thePersonIsShownTheFieldsAndTheValuesAreTheCallsResult() {
        Agent agent = lab.agent(model, new UserInputTools());
        RunOutput run = lab.run(agent, "go");
        UserInput open = only(run, UserInput.class);
        assertThat(open.fields()).extracting(InputField::name).containsExactly("name", "age", "height", "member");
        assertThat(open.fields()).extracting(InputField::required).containsExactly(true, true, false, false);
        assertThat(open.fields()).extracting(InputField::description).contains("In metres");
        assertThat(open.fields().get(1).schema()).contains("integer");

        RunOutput ended = lab.continueRun(
                agent,
                run.runId(),
                open.provide(new TreeMap<>(Map.of("name", "Ann", "age", new BigInteger("90071992547409931234")))));

        assertThat(ended.isCompleted()).isTrue();
        assertThat(results(model)).containsExactly("{\"age\":90071992547409931234,\"name\":\"Ann\"}");
    }

    @Test
    @Tag("HITL-8")
    void valuesThatDoNotFitTheFieldsAreRefused() {
        assertRefusedFor(Map.of("name", "Ann", "age", "old"), "age");
        assertRefusedFor(Map.of("name", "Ann", "age", 3.5), "age");
        assertRefusedFor(Map.of("name", 1, "age", 3), "name");
        assertRefusedFor(Map.of("name", "Ann", "age", 3, "member", "yes"), "member");
        assertRefusedFor(Map.of("name", "Ann", "age", 3, "height", "tall"), "height");
    }

    @Test
    @Tag("HITL-8")
    void anUnknownOrMissingFieldIsRefused() {
        assertRefusedFor(Map.of("name", "Ann", "age", 3, "shoe", 39), "shoe");
        assertRefusedFor(Map.of("name", "Ann"), "age");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"fields\":[]}",
                "{\"fields\":[{\"name\":\"a\",\"type\":\"string\",\"description\":\"\"},{\"name\":\"a\",\"type\":\"integer\",\"description\":\"\"}]}",
                "{\"fields\":[{\"name\":\"a\",\"type\":\"spaceship\",\"description\":\"\"}]}",
                "{}"
            })
    void aFormThatNobodyCouldFillInIsAnErrorForTheModelAndAsksNobody(String arguments) {
        ScriptedModel faulty = batch(ScriptedAnswer.call("get_user_input", arguments));

        RunOutput run = lab.run(lab.agent(faulty, new UserInputTools()), "go");

        assertThat(run.isCompleted()).isTrue();
        assertThat(run.requirements()).isEmpty();
        assertThat(results(faulty)).hasSize(1);
        assertThat(results(faulty).get(0)).startsWith("Error").contains("fields");
    }

    @Test
    @Tag("RUN-3")
    void bothToolkitsWorkBesideEachOtherInOneBatch() {
        ScriptedModel both = batch(
                ScriptedAnswer.call("get_user_input", FORM),
                ScriptedAnswer.call("ask_user", UserFeedbackTest.TWO_QUESTIONS));
        Agent agent = lab.agent(both, new UserInputTools(), new UserFeedbackTools());
        RunOutput run = lab.run(agent, "go");
        assertThat(run.activeRequirements()).hasSize(2);

        lab.continueRun(
                agent,
                run.runId(),
                answers(
                        run,
                        open -> open instanceof UserInput input
                                ? input.provide(Map.of("name", "Ann", "age", 30))
                                : ((UserFeedback) open)
                                        .answers()
                                        .choose("city", "rome")
                                        .build()));

        assertThat(results(both)).hasSize(2);
        assertThat(results(both).get(0)).contains("\"name\":\"Ann\"");
        assertThat(results(both).get(1)).isEqualTo("{\"city\":[\"rome\"]}");
    }
}
