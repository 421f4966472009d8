package ai.kern.specs.approval;

import static ai.kern.specs.support.LedgerTools.call;

import ai.kern.approval.ApprovalGate;
import ai.kern.approval.Decision;
import ai.kern.requirement.AnswerType;
import ai.kern.run.Actor;
import ai.kern.specs.support.Lab;
import ai.kern.specs.support.ProcessDied;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedCall;
import ai.kern.tool.FunctionTool;
import java.util.List;

/** What a record may be asked about: a call of the tool {@code pay} in each of the kinds, and how it is let through. */
enum PauseKind {
    CONFIRMATION(List.of("pay 1")),
    EDIT(List.of("pay 2")),
    USER_INPUT(List.of("pay 2")),
    EXTERNAL_EXECUTION(List.of()),
    OUTCOME_UNKNOWN(List.of("pay 1", "pay 1"));

    /** What runs of a call that is let through, in doubt or not. */
    final List<String> effects;

    PauseKind(List<String> effects) {
        this.effects = effects;
    }

    /** What runs before the record is decided. */
    List<String> effectsBefore() {
        return this == OUTCOME_UNKNOWN ? List.of("pay 1") : List.of();
    }

    ScriptedCall calls() {
        return this == USER_INPUT ? ScriptedAnswer.call("pay", "{}") : call("pay", "1");
    }

    /**
     * The tool behind a gate.
     *
     * @param dies whether the process ends in the tool, when it runs
     */
    FunctionTool.Builder<?> tool(Lab lab, ApprovalGate gate, boolean[] dies) {
        var pay = lab.tool("pay", (item, context) -> {
                    if (dies[0]) {
                        throw new ProcessDied();
                    }
                    return "paid";
                })
                .gate(gate);
        return switch (this) {
            case CONFIRMATION, OUTCOME_UNKNOWN -> pay;
            case EDIT -> pay.editable();
            case USER_INPUT -> pay.requiresUserInput("item");
            case EXTERNAL_EXECUTION -> pay.externalExecution();
        };
    }

    /** A decision that lets the call through. */
    Decision approval(Actor by) {
        Decision yes = Decision.by(by);
        return switch (this) {
            case CONFIRMATION -> yes;
            case EDIT -> yes.argumentsJson("{\"item\":\"2\"}");
            case USER_INPUT -> yes.valuesJson("{\"item\":\"2\"}");
            case EXTERNAL_EXECUTION -> yes.result("paid elsewhere");
            case OUTCOME_UNKNOWN -> yes.runAgain();
        };
    }

    /** How a rejection is told to readers of the run. */
    AnswerType rejection() {
        return this == OUTCOME_UNKNOWN ? AnswerType.GIVE_UP : AnswerType.REJECT;
    }
}
