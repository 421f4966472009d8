package ai.kern.specs.support;

import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedCall;
import ai.kern.tool.FunctionTool;
import ai.kern.tool.ToolFunction;

/**
 * Tools whose every execution is an effect in a ledger: {@code pay a} for a call of {@code pay} with the item {@code a}. Their
 * marks are added by the test.
 */
public final class LedgerTools {
    private final Ledger ledger;

    public LedgerTools(Ledger ledger) {
        this.ledger = ledger;
    }

    /** What every such tool takes. */
    public record Item(String item) {}

    /** The builder of a tool that writes its effect and returns {@code pay a is done}. */
    public FunctionTool.Builder<Item> tool(String name) {
        return tool(name, (item, context) -> name + " " + item.item() + " is done");
    }

    /** The builder of a tool that writes its effect and does something more. */
    public FunctionTool.Builder<Item> tool(String name, ToolFunction<Item> more) {
        return FunctionTool.builder(name).parameters(Item.class).call((item, context) -> {
            ledger.add(name + " " + item.item());
            return more.call(item, context);
        });
    }

    /** A scripted call of such a tool. */
    public static ScriptedCall call(String name, String item) {
        return ScriptedAnswer.call(name, "{\"item\":\"" + item + "\"}");
    }
}
