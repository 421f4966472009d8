package ai.kern.specs.hitl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.requirement.UserFeedback;
import ai.kern.run.InvalidResolutionException;
import ai.kern.run.RunOutput;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.UserFeedbackTools;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions with options that the model asks a person. */
@Tag("HITL-15")
class UserFeedbackTest extends HitlSpec {
    /** One of a single choice, which must be answered; one of several, which need not. */
    static final String TWO_QUESTIONS = """
            {"questions":[
              {"id":"city","text":"Where to?","options":[
                {"id":"paris","label":"Paris"},{"id":"rome","label":"Rome","description":"The eternal one."}]},
              {"id":"extras","text":"What else?","multiple":true,"required":false,"options":[
                {"id":"hotel","label":"Hotel"},{"id":"car","label":"Car"},{"id":"guide","label":"Guide"}]}]}""";

    private final ScriptedModel model = batch(ScriptedAnswer.call("ask_user", TWO_QUESTIONS));

    private RunOutput answer(Agent agent, RunOutput run, UnaryOperator<UserFeedback.Answers> answers) {
        return lab.continueRun(
                agent,
                run.runId(),
                answers.apply(only(run, UserFeedback.class).answers()).build());
    }

    private void assertRefusedFor(UnaryOperator<UserFeedback.Answers> answers, String... named) {
        Agent agent = lab.agent(model, new UserFeedbackTools());
        RunOutput run = lab.run(agent, "go");
        assertRefused(run, model, () -> answer(agent, run, answers))
                .isInstanceOf(InvalidResolutionException.class)
                .hasMessageContainingAll(named);
        assertThat(agent.find(run.runId()).orElseThrow().isPaused()).isTrue();
    }

    @Test
    void thePersonIsShownTheQuestionsAndTheAnswersAreTheCallsResult() {
        Agent agent = lab.agent(model, new UserFeedbackTools());
        RunOutput run = lab.run(agent, "go");
        UserFeedback open = only(run, UserFeedback.class);
        assertThat(open.questions())
                .extracting(UserFeedbackTools.Question::text)
                .containsExactly("Where to?", "What else?");
        assertThat(open.questions())
                .extracting(UserFeedbackTools.Question::multiple)
                .containsExactly(false, true);
        assertThat(open.questions())
                .extracting(UserFeedbackTools.Question::required)
                .containsExactly(true, false);
        assertThat(open.questions().get(0).options().get(1).description()).contains("The eternal one.");

        answer(agent, run, answers -> answers.choose("city", "rome").choose("extras", "car", "hotel"));

        assertThat(results(model)).containsExactly("{\"city\":[\"rome\"],\"extras\":[\"car\",\"hotel\"]}");
    }

    @Test
    void aQuestionThatNeedNotBeAnsweredMayBeLeftOut() {
        Agent agent = lab.agent(model, new UserFeedbackTools());

        assertThat(answer(agent, lab.run(agent, "go"), answers -> answers.choose("city", "paris"))
                        .isCompleted())
                .isTrue();
        assertThat(results(model)).containsExactly("{\"city\":[\"paris\"]}");
    }

    @Test
    @Tag("HITL-8")
    void anOptionThatWasNotOfferedIsRefused() {
        assertRefusedFor(answers -> answers.choose("city", "atlantis"), "city", "atlantis");
        assertRefusedFor(answers -> answers.choose("city", "hotel"), "city", "hotel");
    }

    @Test
    @Tag("HITL-8")
    void severalChoicesWhereOneIsAskedForAreRefused() {
        assertRefusedFor(answers -> answers.choose("city", "paris", "rome"), "city");
    }

    @Test
    @Tag("HITL-8")
    void oneOptionChosenTwiceIsRefused() {
        assertRefusedFor(answers -> answers.choose("city", "paris").choose("extras", "car", "car"), "extras", "car");
    }

    @Test
    @Tag("HITL-8")
    void aRequiredQuestionWithoutAnAnswerIsRefused() {
        assertRefusedFor(answers -> answers.choose("extras", "car"), "city");
        assertRefusedFor(answers -> answers.choose("city"), "city");
    }

    @Test
    @Tag("HITL-8")
    void aQuestionThatWasNotAskedIsRefused() {
        assertRefusedFor(answers -> answers.choose("city", "paris").choose("hotel", "ritz"), "hotel");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"questions\":[]}",
                "{\"questions\":[{\"id\":\"a\",\"text\":\"?\",\"options\":[{\"id\":\"x\",\"label\":\"X\"}]}]}",
                "{\"questions\":[{\"id\":\"a\",\"text\":\"?\",\"options\":[{\"id\":\"x\",\"label\":\"X\"},{\"id\":\"x\",\"label\":\"Y\"}]}]}",
                "{}"
            })
    void questionsThatNobodyCouldAnswerAreAnErrorForTheModelAndAskNobody(String arguments) {
        ScriptedModel faulty = batch(ScriptedAnswer.call("ask_user", arguments));

        RunOutput run = lab.run(lab.agent(faulty, new UserFeedbackTools()), "go");

        assertThat(run.isCompleted()).isTrue();
        assertThat(run.requirements()).isEmpty();
        assertThat(results(faulty)).hasSize(1);
        assertThat(results(faulty).get(0)).startsWith("Error");
    }

    @Test
    @Tag("HITL-10")
    void questionsAreAnsweredAfterARestart() {
        RunOutput run = lab.run(lab.agent(model, new UserFeedbackTools()), "go");
        lab.restart();
        Agent another = lab.agent(model, new UserFeedbackTools());

        RunOutput ended =
                answer(another, another.find(run.runId()).orElseThrow(), answers -> answers.choose("city", "rome"));

        assertThat(ended.isCompleted()).isTrue();
        assertThat(results(model)).containsExactly("{\"city\":[\"rome\"]}");
    }
}
