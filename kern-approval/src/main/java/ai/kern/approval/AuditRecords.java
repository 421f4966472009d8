package ai.kern.approval;

import ai.kern.requirement.AnswerType;
import ai.kern.run.Actor;
import ai.kern.tool.GateDecision;
import ai.kern.tool.GatedCall;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes the records that tell how the person in front of a program answered. */
final class AuditRecords {
    private AuditRecords() {}

    static ApprovalRecord of(GatedCall call, GateDocument document, GateDecision decision, Actor actor, Instant now) {
        ApprovalRecord asked = ApprovalRecord.pending(
                document.recordId(), document.request(call), call.root().status());
        if (decision.type() == AnswerType.REJECT || decision.type() == AnswerType.GIVE_UP) {
            return Transitions.rejected(asked, actor.id(), decision.text(), now);
        }
        ApprovalRecord answered = asked.voted(answer(asked, call, document, decision), List.of(), now);
        Optional<String> note = decision.type() == AnswerType.CONFIRM ? decision.text() : Optional.empty();
        return Transitions.approved(answered, actor.id(), note, now);
    }

    private static Optional<ApprovalAnswer> answer(
            ApprovalRecord asked, GatedCall call, GateDocument document, GateDecision decision) {
        boolean isPlainYes =
                decision.type() == AnswerType.CONFIRM && decision.values().isEmpty();
        if (isPlainYes) {
            return Optional.empty();
        }
        Optional<String> text = decision.type() == AnswerType.CONFIRM ? Optional.empty() : decision.text();
        DecidedValues clear = new DecidedValues(decision.type(), decision.values(), text, document.nonce());
        return Optional.of(DecisionPolicy.shown(asked, clear, call::arguments));
    }
}
