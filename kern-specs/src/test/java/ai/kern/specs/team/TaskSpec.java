package ai.kern.specs.team;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.model.Message;
import ai.kern.model.Model;
import ai.kern.model.ModelRequest;
import ai.kern.run.Runner;
import ai.kern.team.Team;
import ai.kern.team.TeamBuilder;
import ai.kern.team.TeamMode;
import ai.kern.testkit.Script;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedCall;
import ai.kern.testkit.ScriptedModel;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A specification of teams whose leader keeps a list of tasks. */
abstract class TaskSpec extends TeamSpec {
    static ScriptedCall create(String title, String member, String... dependsOn) {
        return ScriptedAnswer.call(
                "create_task",
                "{\"title\":\"" + title + "\",\"member_id\":\"" + member + "\",\"depends_on\":" + ids(dependsOn) + "}");
    }

    static ScriptedCall execute(String id) {
        return ScriptedAnswer.call("execute_task", "{\"task_id\":\"" + id + "\"}");
    }

    static ScriptedCall executeTogether(String... ids) {
        return ScriptedAnswer.call("execute_tasks_parallel", "{\"task_ids\":" + ids(ids) + "}");
    }

    /** @param changes the members of a JSON object, such as {@code "status":"open"} */
    static ScriptedCall update(String id, String changes) {
        return ScriptedAnswer.call("update_task", "{\"task_id\":\"" + id + "\"," + changes + "}");
    }

    static ScriptedCall drop(String id) {
        return update(id, "\"status\":\"dropped\"");
    }

    static ScriptedCall finish(String answer) {
        return ScriptedAnswer.call("finish", "{\"answer\":\"" + answer + "\"}");
    }

    private static String ids(String... ids) {
        return Arrays.stream(ids).map(id -> "\"" + id + "\"").collect(Collectors.joining(",", "[", "]"));
    }

    Team tasks(Model leader, Runner... members) {
        return builder(leader, members).build();
    }

    TeamBuilder builder(Model leader, Runner... members) {
        return Team.builder()
                .name("Crew")
                .mode(TeamMode.TASKS)
                .model(leader)
                .members(members)
                .db(lab.db());
    }

    /** A member that says what it was told. */
    static Agent worker(String name) {
        return member(name, ScriptedModel.playing(request -> text(name + " did: " + Script.lastUserText(request))));
    }

    /** A member that pays what the first line of its task says, once a person lets it. */
    Agent payer() {
        Model paying = ScriptedModel.playing(request ->
                request.messages().size() > 1 ? text("paid " + item(request)) : calls(call("pay", item(request))));
        return member("Payer", paying, lab.tool("pay").requiresConfirmation());
    }

    private static String item(ModelRequest request) {
        return Script.lastUserText(request).lines().findFirst().orElseThrow();
    }

    /** What a leader was told of its calls, in the order of the calls. */
    static List<String> told(ScriptedModel leader) {
        return leader.lastRequest().messages().stream()
                .filter(message -> message instanceof Message.ToolResult)
                .map(message -> ((Message.ToolResult) message).text())
                .toList();
    }
}
