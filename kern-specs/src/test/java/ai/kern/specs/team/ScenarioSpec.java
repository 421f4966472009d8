package ai.kern.specs.team;

import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.model.Message;
import ai.kern.model.Model;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.run.RunOutput;
import ai.kern.run.Runner;
import ai.kern.specs.support.EachLifetime;
import ai.kern.specs.support.LedgerTools;
import ai.kern.specs.support.Lifetime;
import ai.kern.team.Team;
import ai.kern.team.TeamMode;
import ai.kern.testkit.Script;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.tool.FunctionTool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;

/**
 * A specification of what a team's run comes to, whoever goes on with it: each continue is made by the team that started the run,
 * or by one that is built anew with all its members and models on a database that is opened anew, and that knows nothing but the
 * run's id.
 */
@EachLifetime
@ParameterizedClass(name = "{0} {1} {2}")
abstract class ScenarioSpec extends TeamSpec {
    @Parameter(2)
    Lifetime lifetime;

    private final List<Part> parts = new ArrayList<>();
    private Supplier<Team> plan = () -> {
        throw new IllegalStateException("the scenario has no team: call crew(…)");
    };
    private Optional<Team> crew = Optional.empty();

    /** Of what a member is built, as often as it is. */
    @FunctionalInterface
    interface Plan {
        Runner build();
    }

    /** An answer to a requirement of a run. */
    @FunctionalInterface
    interface Reply {
        Resolution to(RunOutput run);
    }

    @AfterEach
    void verifyWhatModelsWereAsked() {
        parts.forEach(Part::verify);
    }

    /** The part of a leader or a member that gives these answers in turn. */
    final Part part(ScriptedAnswer... answers) {
        return playing(Script.byTurn(answers));
    }

    /** The part of a leader or a member that plays a script which looks at transcripts alone. */
    final Part playing(Script script) {
        Part part = new Part(script);
        parts.add(part);
        return part;
    }

    /** Says of what the team is built: by that, the scenario has none yet. */
    final void crew(Supplier<Team> team) {
        plan = team;
        crew = Optional.empty();
    }

    /** Says that the team coordinates these members. */
    final void crew(Part leader, Plan... members) {
        crew(TeamMode.COORDINATE, leader, members);
    }

    /** Says that the team works with these members in a mode. */
    final void crew(TeamMode mode, Part leader, Plan... members) {
        crew(() -> team(
                mode, leader.model(), Arrays.stream(members).map(Plan::build).toArray(Runner[]::new)));
    }

    /**
     * A member that does its task by one call, {@code pay} with the item {@code a} where the task is {@code pay a}, and says what
     * came of that.
     */
    final Plan doing(String name, Supplier<?> tool) {
        Part part = doing();
        return () -> member(name, part.model(), tool.get());
    }

    /** The part of a member that does its task by one call and says what came of it. */
    final Part doing() {
        return playing(request -> {
            Message last = request.messages().get(request.messages().size() - 1);
            if (last instanceof Message.ToolResult result) {
                return text(result.text());
            }
            String[] task = Script.lastUserText(request).split(" ", 2);
            return calls(LedgerTools.call(task[0], task[1]));
        });
    }

    /** A tool whose calls somebody must confirm. */
    final Supplier<FunctionTool.Builder<?>> confirmed(String tool) {
        return () -> lab.tool(tool).requiresConfirmation();
    }

    /** A member that no database of its own lets through what its tools' gates ask for. */
    static Agent memberOnly(String name, Model model, Object... tools) {
        return Agent.builder().name(name).model(model).tools(tools).memberOnly().build();
    }

    /** A member that says something and is done. */
    final Plan saying(String name, String answer) {
        Part part = part(text(answer));
        return () -> member(name, part.model());
    }

    /** The team that starts or continues the run now. */
    final Team crew() {
        if (crew.isPresent() && lifetime == Lifetime.REBUILT) {
            lab.restart();
            crew = Optional.empty();
        }
        crew = crew.or(() -> Optional.of(build()));
        return crew.orElseThrow();
    }

    /** Another team like it. */
    final Team build() {
        return plan.get();
    }

    final RunOutput start() {
        return lab.run(crew(), "go");
    }

    /** Continues a run with answers. */
    final RunOutput goOn(RunOutput run, Reply... replies) {
        Team team = crew();
        RunOutput seen = run;
        if (lifetime == Lifetime.REBUILT) {
            seen = lab.find(team, run.runId());
            assertThat(waiting(seen)).as("what another process finds").isEqualTo(waiting(run));
        }
        RunOutput from = seen;
        return lab.continueRun(
                team,
                run.runId(),
                Arrays.stream(replies).map(reply -> reply.to(from)).toArray(Resolution[]::new));
    }

    /** What a run waits for, in its order: {@code crew/payer: pay a}. */
    static List<String> waiting(RunOutput run) {
        return run.activeRequirements().stream().map(ScenarioSpec::label).toList();
    }

    private static String label(Requirement requirement) {
        return String.join("/", requirement.path()) + ": "
                + requirement.toolCall().toolName()
                + requirement
                        .toolCall()
                        .argument("item")
                        .map(item -> " " + item)
                        .orElse("");
    }

    /** The one open requirement of this label. */
    static Requirement open(RunOutput run, String label) {
        List<Requirement> found = run.activeRequirements().stream()
                .filter(requirement -> label(requirement).equals(label))
                .toList();
        assertThat(found).as("%s among %s", label, waiting(run)).hasSize(1);
        return found.get(0);
    }

    static Reply reply(String label, Function<Requirement, Resolution> answer) {
        return run -> answer.apply(open(run, label));
    }

    static Reply confirm(String label) {
        return reply(label, requirement -> ((Confirmation) requirement).confirm());
    }

    static Reply reject(String label, String note) {
        return reply(label, requirement -> ((Confirmation) requirement).reject(note));
    }

    final List<String> effects() {
        return lab.ledger().effects();
    }
}
