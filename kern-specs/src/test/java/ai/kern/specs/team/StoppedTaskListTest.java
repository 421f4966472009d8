package ai.kern.specs.team;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.kern.agent.Agent;
import ai.kern.db.Db;
import ai.kern.model.Message;
import ai.kern.model.Model;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.OneDoor;
import ai.kern.team.Team;
import ai.kern.testkit.Fault;
import ai.kern.testkit.FaultPlan;
import ai.kern.testkit.FaultPoint;
import ai.kern.testkit.FaultPoint.Moment;
import ai.kern.testkit.FaultPoint.Place;
import ai.kern.testkit.Script;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * The engine stops at each place at which a list of tasks is stored or a task takes effect, and another one takes over: it has
 * the same list, and nobody works twice on what is done.
 */
@Tag("TEAM-5")
@Tag("TEAM-10")
@Tag("HITL-13")
@OneDoor
class StoppedTaskListTest extends TaskSpec {
    private static final int MOST_STEPS = 20;
    private static final List<String> TOLD = List.of(
            "{\"task_id\":\"1\",\"title\":\"a\",\"member_id\":\"looker\",\"depends_on\":[],\"status\":\"open\"}",
            "{\"task_id\":\"2\",\"title\":\"b\",\"member_id\":\"payer\",\"depends_on\":[],\"status\":\"open\"}",
            "{\"task_id\":\"3\",\"title\":\"c\",\"member_id\":\"looker\",\"depends_on\":[\"1\",\"2\"],\"status\":\"open\"}",
            "[{\"task_id\":\"1\",\"member_id\":\"looker\",\"answer\":\"look a is done\"},"
                    + "{\"task_id\":\"2\",\"member_id\":\"payer\",\"answer\":\"pay b is done\"}]",
            "look c is done",
            "done");

    private Team team(FaultPlan plan) {
        Db planned = plan.db(lab.db());
        lab.decorate(db -> planned);
        ScriptedModel leader = ScriptedModel.of(
                calls(
                        create("a", "looker"),
                        create("b", "payer"),
                        create("c", "looker", "1", "2"),
                        executeTogether("1", "2")),
                calls(execute("3")),
                calls(finish("done")));
        return tasks(
                leader,
                calling("Looker", "look", lab.tool("look"), plan),
                calling("Payer", "pay", lab.tool("pay").requiresConfirmation(), plan));
    }

    /** A member that calls its tool with the first line of its task, and says what came of it. */
    private static Agent calling(String name, String toolName, FunctionTool.Builder<?> tool, FaultPlan plan) {
        Model model = ScriptedModel.playing(request -> request.messages().stream()
                .filter(message -> message instanceof Message.ToolResult)
                .findFirst()
                .map(result -> text(result.text()))
                .orElseGet(() -> calls(call(
                        toolName,
                        Script.lastUserText(request).lines().findFirst().orElseThrow()))));
        return Agent.builder()
                .name(name)
                .model(model)
                .tools(tool)
                .toolHooks(plan.toolHook())
                .build();
    }

    /** Before each commit, and behind each body: what is stored elsewhere is the same as at the next of these. */
    @TestFactory
    Stream<DynamicTest> atEachPlace() {
        FaultPlan recording = FaultPlan.recording();
        judge(play(recording));
        List<FaultPoint> points = recording.points();
        int commits = points.stream().mapToInt(FaultPoint::step).max().orElseThrow();
        Stream<DynamicTest> ofCommits = IntStream.rangeClosed(2, commits)
                .mapToObj(step -> stopped(
                        "before commit " + step,
                        point -> point.place() == Place.COMMIT
                                && point.step() == step
                                && point.moment() == Moment.BEFORE));
        Stream<DynamicTest> ofBodies = points.stream()
                .filter(point -> point.place() == Place.BODY && point.moment() == Moment.AFTER)
                .map(body -> stopped(
                        body.toString(), point -> point.name().equals(body.name()) && point.moment() == Moment.AFTER));
        return Stream.concat(ofCommits, ofBodies);
    }

    private DynamicTest stopped(String where, Predicate<FaultPoint> place) {
        return dynamicTest(where, () -> stopAndTakeOver(place));
    }

    private RunOutput play(FaultPlan plan) {
        Team team = team(plan);
        RunOutput run = bringToTheEnd(team, lab.run(team, "go"));
        lab.decorate(db -> db);
        return run;
    }

    private void stopAndTakeOver(Predicate<FaultPoint> place) {
        lab.decorate(db -> db);
        List<String> before = lab.ledger().effects();
        FaultPlan plan = FaultPlan.atFirst(place, Fault.stop());
        try {
            play(plan);
            throw new AssertionError("nothing stopped the engine");
        } catch (Fault.EngineStop planned) {
            lab.decorate(db -> db);
        }
        lab.expireLeases();
        Team team = team(FaultPlan.recording());
        RunOutput run = bringToTheEnd(team, lab.find(team, plan.runs().get(0)));
        lab.decorate(db -> db);
        judge(run);
        List<String> effects = lab.ledger()
                .effects()
                .subList(before.size(), lab.ledger().effects().size());
        assertThat(Collections.frequency(effects, "pay b")).isEqualTo(1);
        assertThat(effects).contains("look a", "look c");
    }

    private RunOutput bringToTheEnd(Team team, RunOutput found) {
        RunOutput run = found;
        for (int step = 0; step < MOST_STEPS && !run.status().isEnded(); step++) {
            run = run.isPaused() ? lab.continueAll(team, run, this::answer) : lab.recover(team, run.runId());
        }
        return run;
    }

    private Resolution answer(Requirement requirement) {
        if (requirement instanceof OutcomeUnknown unknown) {
            String last = lab.ledger().effects().get(lab.ledger().effects().size() - 1);
            return last.equals("pay b") ? unknown.result("pay b is done") : unknown.runAgain();
        }
        return ((Confirmation) requirement).confirm();
    }

    private static void judge(RunOutput run) {
        assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(run.content()).isEqualTo("done");
        assertThat(run.messages().stream()
                        .filter(message -> message instanceof Message.ToolResult)
                        .map(Message::text))
                .containsExactlyElementsOf(TOLD);
    }
}
