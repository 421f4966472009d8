package ai.kern.cookbook.teams;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.requirement.Confirmation;
import ai.kern.run.RunOutput;
import ai.kern.team.Team;
import ai.kern.team.TeamMode;
import ai.kern.testkit.Script;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * All members get one task at once; one of them waits, and the answers of the others are kept: {@code ./kern example
 * teams/broadcast}.
 */
public final class BroadcastTeam implements Example {
    static final class Contracts {
        final List<String> read = new CopyOnWriteArrayList<>();

        @Tool(description = "Read a contract.")
        String readContract(@Param(name = "contract") String contract) {
            read.add(contract);
            return "Contract " + contract + ": 100 machines for 990,000 cents, to be paid within 30 days.";
        }
    }

    static final class CreditBureau {
        final List<String> asked = new CopyOnWriteArrayList<>();

        @Tool(
                description = "Ask for the credit rating of the other party of a contract; costs money.",
                requiresConfirmation = true)
        String creditRating(@Param(name = "contract") String contract) {
            asked.add(contract);
            return "rated AA";
        }
    }

    @Override
    public String shows() {
        return "all members get one task; one of them waits, and the answers of the others are kept";
    }

    @Override
    public Script script() {
        Script readsFirst = Script.byTurn(
                calls(call("read_contract", "{\"contract\":\"K-3\"}")), text("Nothing speaks against K-3."));
        return Script.byInstructions(Map.of(
                "You have contracts reviewed",
                Script.byTurn(
                        calls(call("delegate_task_to_members", "{\"task\":\"Review contract K-3.\"}")),
                        text("K-3 can be signed.")),
                "You are a lawyer",
                readsFirst,
                "You are an engineer",
                readsFirst,
                "You look after money",
                Script.byTurn(
                        calls(call("credit_rating", "{\"contract\":\"K-3\"}")), text("They can pay: rated AA."))));
    }

    private static Agent reviewer(Stage stage, String name, String instructions, Object tools) {
        return Agent.builder()
                .name(name)
                .model(stage.model())
                .instructions(
                        instructions + " Call your tool once, at once, and tell your opinion in a sentence, with what"
                                + " you were told by the tool.")
                .tools(tools)
                .build();
    }

    @Override
    public void play(Stage stage) {
        Contracts contracts = new Contracts();
        CreditBureau bureau = new CreditBureau();
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Team team = Team.builder()
                    .name("Review")
                    .mode(TeamMode.BROADCAST)
                    .model(stage.model())
                    .instructions("You have contracts reviewed, each by one task.")
                    .members(
                            reviewer(stage, "Legal", "You are a lawyer.", contracts),
                            reviewer(stage, "Technology", "You are an engineer.", contracts),
                            reviewer(stage, "Finance", "You look after money.", bureau))
                    .db(db)
                    .build();
            RunOutput run = team.run("Can we sign contract K-3?");
            stage.checkWaits(run);
            stage.check("two members are done", contracts.read.size() == 2);
            stage.check("the third waits", bureau.asked.isEmpty());

            Confirmation asked = (Confirmation) run.activeRequirements().get(0);
            run = team.continueRun(run, List.of(asked.confirm()));
            stage.show(run);
            String told = run.toolExecutions().get(0).result().orElseThrow();
            stage.check(
                    "the leader was told every answer",
                    List.of("legal", "technology", "finance").stream()
                            .allMatch(member -> told.contains("{\"member_id\":\"" + member + "\",\"answer\":")));
            stage.check("the call that waited ran once", bureau.asked.equals(List.of("K-3")) && told.contains("AA"));
            stage.check("who was done did not work again", contracts.read.size() == 2);
        }
    }
}
