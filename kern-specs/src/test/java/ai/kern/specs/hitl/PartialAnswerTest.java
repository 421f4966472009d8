package ai.kern.specs.hitl;

import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.requirement.AnswerType;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.run.RunOutput;
import ai.kern.testkit.ScriptedModel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pauses that are answered bit by bit, and runs that pause again. */
class PartialAnswerTest extends HitlSpec {
    private static final List<String> ITEMS = List.of("a", "b", "c");

    private final ScriptedModel model = batch(call("delete", "a"), call("delete", "b"), call("delete", "c"));

    private RunOutput answer(Agent agent, RunOutput run, String item) {
        Confirmation open = about(run, item, Confirmation.class);
        return lab.continueRun(agent, run.runId(), item.equals("b") ? open.reject("not b") : open.confirm());
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "acb", "bac", "bca", "cab", "cba"})
    @Tag("HITL-2")
    @Tag("HITL-4")
    @Tag("HITL-9")
    void answersMayComeOneByOneInAnyOrder(String order) {
        Agent agent = lab.agent(model, delete());
        RunOutput run = lab.run(agent, "go");
        List<String> left = new ArrayList<>(ITEMS);
        for (String item : List.of(order.substring(0, 1), order.substring(1, 2))) {
            run = answer(agent, run, item);
            left.remove(item);

            assertThat(run.isPaused()).isTrue();
            assertThat(run.activeRequirements())
                    .extracting(open -> open.toolCall().arguments().asMap().get("item"))
                    .containsExactlyElementsOf(left);
            assertThat(effects()).isEmpty();
            assertThat(model.requests()).hasSize(1);
        }

        run = answer(agent, run, order.substring(2));

        assertThat(run.isCompleted()).isTrue();
        assertThat(effects()).containsExactly("delete a", "delete c");
        assertThat(results(model)).hasSize(3);
        assertThat(results(model).get(1)).contains("not b");
    }

    @Test
    @Tag("HITL-4")
    void answersThatAreGivenAreStoredWithTheirTimeAndTheRestStaysOpen() {
        Agent agent = lab.agent(model, delete());
        RunOutput run = lab.run(agent, "go");

        lab.continueRun(
                agent,
                run.runId(),
                about(run, "a", Confirmation.class).confirm(),
                about(run, "c", Confirmation.class).reject("keep c"));

        lab.restart();
        RunOutput read = lab.agent(model, delete()).find(run.runId()).orElseThrow();
        assertThat(read.requirements())
                .extracting(requirement ->
                        requirement.answer().map(answer -> answer.type()).orElse(null))
                .containsExactly(AnswerType.CONFIRM, null, AnswerType.REJECT);
        assertThat(read.requirements().get(2).answer().orElseThrow().text()).contains("keep c");
    }

    @Test
    @Tag("HITL-2")
    @Tag("HITL-4")
    void aContinueWithoutAnswersChangesNothing() {
        Agent agent = lab.agent(model, delete());
        RunOutput run = lab.run(agent, "go");

        assertRefused(run, model, () -> {
                    RunOutput same = lab.continueRun(agent, run.runId());
                    assertThat(same.isPaused()).isTrue();
                    assertThat(same.activeRequirements()).hasSize(3);
                })
                .isNull();
    }

    @Test
    @Tag("HITL-9")
    @Tag("RUN-3")
    void aRunMayPauseManyTimes() {
        ScriptedModel rounds = script(
                calls(call("delete", "a"), call("list", "x")),
                calls(call("list", "y")),
                calls(call("delete", "b"), call("delete", "c")),
                calls(call("delete", "d")),
                text("done"));
        Agent agent = lab.agent(rounds, list(), delete());
        RunOutput run = lab.run(agent, "go");
        List<Integer> open = new ArrayList<>();
        int pauses = 0;
        while (run.isPaused()) {
            open.add(run.activeRequirements().size());
            pauses++;
            lab.restart();
            agent = lab.agent(rounds, list(), delete());
            run = lab.continueAll(agent, run, one -> ((Confirmation) one).confirm());
        }

        assertThat(pauses).isEqualTo(3);
        assertThat(open).containsExactly(1, 2, 1);
        assertThat(run.isCompleted()).isTrue();
        assertThat(run.activeRequirements()).isEmpty();
        assertThat(run.requirements()).hasSize(4).noneMatch(Requirement::isOpen);
        assertThat(effects()).containsExactly("list x", "delete a", "list y", "delete b", "delete c", "delete d");
    }

    @Test
    @Tag("HITL-9")
    void activeRequirementsOfALaterPauseAreTheNewOnesOnly() {
        ScriptedModel twice = script(calls(call("delete", "a")), calls(call("delete", "b")), text("done"));
        Agent agent = lab.agent(twice, delete());
        RunOutput first = lab.run(agent, "go");

        RunOutput second = lab.continueAll(agent, first, open -> ((Confirmation) open).confirm());

        Confirmation open = only(second, Confirmation.class);
        assertThat(open.toolCall().arguments().json()).contains("\"b\"");
        assertThat(open.id()).isNotEqualTo(only(first, Confirmation.class).id());
        Resolution none = open.reject("enough");
        assertThat(lab.continueRun(agent, first.runId(), none).activeRequirements())
                .isEmpty();
    }
}
