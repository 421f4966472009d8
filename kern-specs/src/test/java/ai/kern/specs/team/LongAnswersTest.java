package ai.kern.specs.team;

import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.OneDoor;
import ai.kern.testkit.ScriptedModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Answers of members of which one can be stored, and two together cannot. Behind one door, since they are long. */
@Tag("TEAM-8")
@OneDoor
class LongAnswersTest extends TaskSpec {
    private static final int MORE_THAN_HALF = 2_700_000;

    private final Agent writer = member("Writer", ScriptedModel.playing(request -> text("x".repeat(MORE_THAN_HALF))));

    @Test
    void thoseThatCannotBeToldTogetherAreTheErrorOfTheirCall() {
        ScriptedModel leader = ScriptedModel.of(
                calls(create("a", "writer"), create("b", "writer"), executeTogether("1", "2")),
                calls(drop("1"), drop("2"), finish("too long")));

        RunOutput run = lab.run(tasks(leader, writer), "write");

        assertThat(run.content()).isEqualTo("too long");
        assertThat(told(leader).get(2)).contains("execute_tasks_parallel", "bytes");
    }

    @Test
    void thoseThatCannotBeGivenToMembersTogetherKeepTheCallFromStarting() {
        ScriptedModel leader = ScriptedModel.of(
                calls(create("a", "writer"), create("b", "reader", "1"), create("c", "reader", "1"), execute("1")),
                calls(executeTogether("2", "3")),
                calls(drop("2"), drop("3"), finish("too long")));
        ScriptedModel reading = ScriptedModel.of();

        RunOutput run = lab.run(tasks(leader, writer, member("Reader", reading)), "write");

        assertThat(run.content()).isEqualTo("too long");
        assertThat(told(leader).get(4)).contains("execute_tasks_parallel", "bytes");
        assertThat(reading.requests()).isEmpty();
    }
}
