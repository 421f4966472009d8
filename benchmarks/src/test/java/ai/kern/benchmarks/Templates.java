package ai.kern.benchmarks;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.db.Db;
import ai.kern.run.RunOutput;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.util.Map;

/** The agent of the benchmarks, and the runs of which their data are copies. */
final class Templates {
    /** What a tool is given. */
    record Item(String item) {}

    private Templates() {}

    /** The first of the agents among which copies are spread. */
    static Agent agent(Db db, ScriptedAnswer... answers) {
        return Agent.builder()
                .id("agent-0")
                .name("Agent")
                .model(ScriptedModel.of(answers))
                .tools(tool("look"), tool("pay").requiresConfirmation())
                .db(db)
                .build();
    }

    private static FunctionTool.Builder<Item> tool(String name) {
        return FunctionTool.builder(name).parameters(Item.class).call((item, context) -> name + " " + item.item());
    }

    /** Of a hundred runs, 85 have ended after a call, 10 wait for a person, and 5 were cancelled. */
    static Map<Integer, String> store(Db db) {
        RunOutput completed = agent(db, calls(call("look", "{\"item\":\"a\"}")), text("I looked at it"))
                .run("Please look at a");
        Agent careful = agent(db, calls(call("pay", "{\"item\":\"a\"}")), text("It is paid"));
        RunOutput paused = careful.run("Please pay a");
        RunOutput cancelled = careful.cancel(careful.run("Please pay a").runId());
        return Map.of(0, completed.runId(), 85, paused.runId(), 95, cancelled.runId());
    }
}
