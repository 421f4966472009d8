package ai.kern.specs.faults;

import ai.kern.approval.ApprovalGate;
import ai.kern.specs.support.Ledger;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedCall;
import ai.kern.tool.FunctionTool;
import ai.kern.tool.ToolContext;
import java.util.List;

/** The tools of all scenarios, one for each way in which a call is let through. Each execution is a line in the ledger. */
final class Shop {
    /** What most of the tools take. */
    record Item(String item) {}

    /** What {@code send} takes; the receiver comes from a person. */
    record Parcel(String item, String to) {}

    /** One line of the ledger. */
    record Effect(String key, String tool, String item) {
        private static final String SEPARATOR = "|";

        /** The run whose call it was: a key is that, and the place of the call. */
        String runId() {
            return key.replaceFirst("-\\d+-\\d+$", "");
        }

        String line() {
            return key + SEPARATOR + tool + SEPARATOR + item;
        }

        static Effect of(String line) {
            String[] parts = line.split("\\" + SEPARATOR, -1);
            return new Effect(parts[0], parts[1], parts[2]);
        }
    }

    private final Ledger ledger;

    Shop(Ledger ledger) {
        this.ledger = ledger;
    }

    /** All effects so far. */
    List<Effect> effects() {
        return ledger.effects().stream().map(Effect::of).toList();
    }

    /** The effects of one call. */
    List<Effect> effects(String key) {
        return effects().stream().filter(effect -> effect.key().equals(key)).toList();
    }

    Object[] tools() {
        return new Object[] {
            tool("note"),
            tool("pay").requiresConfirmation(),
            tool("move").requiresConfirmation().editable(),
            tool("charge").requiresConfirmation().idempotent(),
            tool("ring").onceOnly(),
            tool("wipe").gate(ApprovalGate.required()),
            FunctionTool.builder("fetch").parameters(Item.class).externalExecution(),
            FunctionTool.builder("send")
                    .parameters(Parcel.class)
                    .call((parcel, context) -> act("send", parcel.item() + " to " + parcel.to(), context))
                    .requiresUserInput("to")
        };
    }

    private FunctionTool.Builder<Item> tool(String name) {
        return FunctionTool.builder(name)
                .parameters(Item.class)
                .call((item, context) -> act(name, item.item(), context));
    }

    private String act(String tool, String item, ToolContext context) {
        ledger.add(new Effect(context.idempotencyKey(), tool, item).line());
        return resultOf(tool, item);
    }

    static String resultOf(String tool, String item) {
        return tool + " " + item + " is done";
    }

    /** A scripted call of one of the tools. */
    static ScriptedCall call(String tool, String item) {
        return ScriptedAnswer.call(tool, "{\"item\":\"" + item + "\"}");
    }
}
