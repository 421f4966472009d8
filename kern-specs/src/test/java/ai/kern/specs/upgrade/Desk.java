package ai.kern.specs.upgrade;

import ai.kern.agent.Agent;
import ai.kern.agent.AgentBuilder;
import ai.kern.approval.ApprovalGate;
import ai.kern.db.Db;
import ai.kern.model.Model;
import ai.kern.specs.support.LedgerTools.Item;
import ai.kern.specs.support.ProcessDied;
import ai.kern.tool.FunctionTool;
import ai.kern.tool.UserFeedbackTools;
import ai.kern.tool.UserInputTools;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The agent of all samples, its tools and what they did. Part of what is frozen: another agent could not go on with old runs. */
final class Desk {
    private final List<String> effects = new CopyOnWriteArrayList<>();
    private volatile boolean dies;

    /** What a mail needs; its receiver is given by a person. */
    record Mail(String to, String item) {}

    Agent agent(Db db, Model model) {
        return builder(db, model).build();
    }

    /** The agent, for those who want more of it. */
    AgentBuilder builder(Db db, Model model) {
        return Agent.builder()
                .name("Files")
                .model(model)
                .tools(
                        tool("pay").requiresConfirmation(),
                        tool("adjust").requiresConfirmation().editable(),
                        tool("ship").requiresConfirmation(),
                        tool("fetch").externalExecution(),
                        FunctionTool.builder("mail")
                                .parameters(Mail.class)
                                .call((mail, context) -> effect("mail " + mail.to() + " " + mail.item()))
                                .requiresUserInput("to"),
                        tool("look"),
                        FunctionTool.builder("remember").parameters(Item.class).call((item, context) -> {
                            context.state().put("remembered", item.item());
                            return effect("remember " + item.item());
                        }),
                        tool("wipe").gate(ApprovalGate.required()),
                        tool("purge").gate(ApprovalGate.required().quorum(2)),
                        tool("erase").gate(ApprovalGate.required().expiresIn(Duration.ofHours(1))),
                        tool("order").externalExecution().gate(ApprovalGate.required()),
                        FunctionTool.builder("post")
                                .parameters(Mail.class)
                                .call((mail, context) -> effect("post " + mail.to() + " " + mail.item()))
                                .requiresUserInput("to")
                                .gate(ApprovalGate.required()),
                        new UserInputTools(),
                        new UserFeedbackTools())
                .db(db);
    }

    private FunctionTool.Builder<Item> tool(String name) {
        return FunctionTool.builder(name)
                .parameters(Item.class)
                .call((item, context) -> effect(name + " " + item.item()));
    }

    private String effect(String effect) {
        if (dies) {
            throw new ProcessDied();
        }
        effects.add(effect);
        return effect + " is done";
    }

    /** Whether tools take their process with them, before they do anything. */
    void dies(boolean now) {
        dies = now;
    }

    List<String> effects() {
        return List.copyOf(effects);
    }
}
