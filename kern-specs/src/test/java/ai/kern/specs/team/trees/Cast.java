package ai.kern.specs.team.trees;

import ai.kern.agent.Agent;
import ai.kern.db.Db;
import ai.kern.model.Message;
import ai.kern.model.Model;
import ai.kern.model.ModelRequest;
import ai.kern.run.Runner;
import ai.kern.specs.support.Ledger;
import ai.kern.team.Team;
import ai.kern.team.TeamBuilder;
import ai.kern.team.TeamMode;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedCall;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The agents and teams of a plan. What their models say follows from the plan and the transcript alone, so that those of one
 * process go on where those of another stopped. Once built, safe for use by many threads.
 */
final class Cast {
    private final PlannedRun plan;
    private final Map<Member, Map<String, PlannedRun>> parts = new IdentityHashMap<>();
    private final Queue<String> questions = new ConcurrentLinkedQueue<>();
    private final Object[] tools;

    /** @param ledger where the members' tools write their effects */
    Cast(PlannedRun plan, Ledger ledger) {
        this.plan = plan;
        this.tools =
                Arrays.stream(OwnTool.values()).map(tool -> tool.build(ledger)).toArray(FunctionTool[]::new);
        plan.all()
                .forEach(run -> parts.computeIfAbsent(run.member(), member -> new HashMap<>())
                        .put(run.task(), run));
    }

    /** Builds the root anew, with all its members. */
    Runner root(Db db) {
        Member root = plan.member();
        return team(root, new IdentityHashMap<>()).db(db).build();
    }

    /** What the models were asked, in no order that holds. */
    List<String> questions() {
        return List.copyOf(questions);
    }

    private TeamBuilder team(Member member, Map<Member, Runner> built) {
        TeamBuilder team = Team.builder()
                .id(member.id())
                .mode(member.mode().orElseThrow())
                .members(member.members().stream().map(one -> built(one, built)).toArray(Runner[]::new))
                .model(modelOf(member))
                .batch(member.batch())
                .tools(tools);
        return member.leads(TeamMode.TASKS) ? team.taskRounds(ListGenerator.MOST_SENT_BACK) : team;
    }

    private Runner built(Member member, Map<Member, Runner> built) {
        Runner known = built.get(member);
        if (known != null) {
            return known;
        }
        Runner runner = member.isTeam()
                ? team(member, built).memberOnly().build()
                : Agent.builder()
                        .id(member.id())
                        .model(modelOf(member))
                        .batch(member.batch())
                        .tools(tools)
                        .memberOnly()
                        .build();
        built.put(member, runner);
        return runner;
    }

    private Model modelOf(Member member) {
        return ScriptedModel.playing(request -> answer(member, request));
    }

    private ScriptedAnswer answer(Member member, ModelRequest request) {
        List<String> said = said(request);
        PlannedRun run = runOf(member, said.get(0));
        List<String> results = request.messages().stream()
                .filter(Message.ToolResult.class::isInstance)
                .map(Message::text)
                .map(Told::result)
                .toList();
        questions.add(RunForecast.question(member, said, results));
        long turn = request.messages().stream()
                .filter(Message.Assistant.class::isInstance)
                .count();
        String answer = run.answer(results);
        List<PlannedCall> calls = turn < run.rounds().size() ? run.rounds().get((int) turn) : List.of();
        if (!calls.isEmpty()) {
            return ScriptedAnswer.calls(
                    calls.stream().map(call -> call.scripted(answer)).toArray(ScriptedCall[]::new));
        }
        boolean isLast = turn >= run.rounds().size();
        return isLast && run.isFailing() ? ScriptedAnswer.failure(run.failure()) : ScriptedAnswer.text(answer);
    }

    private static List<String> said(ModelRequest request) {
        List<String> said = new ArrayList<>();
        for (Message message : request.messages()) {
            if (message instanceof Message.User) {
                said.add(said.isEmpty() ? message.text() : Told.sentBack(message.text()));
            }
        }
        return said;
    }

    /** What was planned for a member that is told this: by the instructions or the title of a task in a list, or by the task. */
    private PlannedRun runOf(Member member, String told) {
        Map<String, PlannedRun> planned = parts.getOrDefault(member, Map.of());
        return Arrays.stream(told.split("\n\nResult of task ", 2)[0].split("\n\n"))
                .filter(planned::containsKey)
                .reduce((title, instructions) -> instructions)
                .map(planned::get)
                .orElseThrow(() -> new AssertionError(member + " was asked for '" + told + "', which nobody planned"));
    }
}
