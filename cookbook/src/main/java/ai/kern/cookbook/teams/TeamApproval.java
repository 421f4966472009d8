package ai.kern.cookbook.teams;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.Decision;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.run.Actor;
import ai.kern.run.RunOutput;
import ai.kern.team.Team;
import ai.kern.testkit.Script;
import ai.kern.tool.Approval;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An administrator approves a call of the leader, which goes on from what its member found out: {@code ./kern example
 * teams/approval-team}.
 */
public final class TeamApproval implements Example {
    static final class Prices {
        final AtomicInteger lookedUp = new AtomicInteger();

        @Tool(description = "Look up the price of an article, in cents.")
        long priceOf(@Param(name = "article") String article) {
            lookedUp.incrementAndGet();
            return 250;
        }
    }

    static final class Offers {
        final List<String> sent = new ArrayList<>();

        @Approval(approvers = "sales")
        @Tool(description = "Send a binding offer to a customer.")
        String sendOffer(
                @Param(name = "customer") String customer,
                @Param(name = "article") String article,
                @Param(name = "cents") long cents) {
            sent.add(article + " for " + cents + " cents to " + customer);
            return "sent";
        }
    }

    @Override
    public String shows() {
        return "an administrator approves a call of the leader itself, and no member works again";
    }

    @Override
    public Script script() {
        return Script.byInstructions(Map.of(
                "You make offers",
                Script.byTurn(
                        calls(call(
                                "delegate_task_to_member",
                                "{\"member_id\":\"pricing\",\"task\":\"What does tea cost?\"}")),
                        calls(call("send_offer", "{\"customer\":\"Ann\",\"article\":\"tea\",\"cents\":250}")),
                        text("Ann has an offer of tea for 250 cents.")),
                "You know prices",
                Script.byTurn(calls(call("price_of", "{\"article\":\"tea\"}")), text("Tea costs 250 cents."))));
    }

    @Override
    public void play(Stage stage) {
        Prices prices = new Prices();
        Offers offers = new Offers();
        Agent pricing = Agent.builder()
                .name("Pricing")
                .role("Knows the price of each article.")
                .model(stage.model())
                .instructions("You know prices. Look each up by one call, and tell it in cents.")
                .tools(prices)
                .build();
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Team team = Team.builder()
                    .name("Sales")
                    .model(stage.model())
                    .instructions(
                            "You make offers. Ask a member for the price by one task, then send the offer yourself,"
                                    + " at once, without asking for confirmation.")
                    .members(pricing)
                    .tools(offers)
                    .db(db)
                    .build();
            RunOutput waiting = team.run("Offer tea to the customer Ann.");
            stage.checkWaits(waiting);

            ApprovalRecord record = db.approvals().ofRun(waiting.runId()).get(0);
            stage.tell("To be decided: " + record.toolName() + record.toolArgs());
            stage.check(
                    "the record is of the team's own run",
                    record.runId().equals(waiting.runId())
                            && record.memberRunId().isEmpty());
            stage.check(
                    "it names the team and no member",
                    record.teamId().orElseThrow().equals("sales")
                            && record.agentId().isEmpty());

            db.approvals().approve(record.id(), Decision.by(Actor.of("bob", "sales")));
            stage.show(team.continueRun(waiting.runId()));
            stage.check("the approved offer was sent once", offers.sent.equals(List.of("tea for 250 cents to Ann")));
            stage.check("the price was looked up once", prices.lookedUp.get() == 1);
        }
    }
}
