package ai.kern.internal.engine;

import ai.kern.internal.Redaction;
import ai.kern.model.Message;
import ai.kern.model.ToolCallRequest;
import ai.kern.tool.ToolDefinition;
import ai.kern.tool.ToolSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What others than the model and the tool are shown of calls: outputs, events and gates. What is redacted is masked, be it that
 * the tool says so today or that it did when the call was asked about or started. Immutable.
 */
final class Shown {
    private final ToolSet tools;

    Shown(ToolSet tools) {
        this.tools = tools;
    }

    /** What is masked of a call's arguments, as pointers. */
    Set<String> redacted(CallRecord call) {
        Set<String> pointers = new TreeSet<>(call.redacted());
        tools.find(call.request().toolName()).map(ToolDefinition::redacted).ifPresent(pointers::addAll);
        return pointers;
    }

    /** The arguments as the model wrote them; where they are no JSON and some would be masked, nothing of them. */
    String arguments(CallRecord call) {
        return Redaction.mask(call.request().arguments(), redacted(call));
    }

    /** A result or error of a call, with masks where it quotes what the model, a person or the tool itself had as arguments. */
    String text(CallRecord call, String text) {
        Set<String> pointers = redacted(call);
        if (pointers.isEmpty()) {
            return text;
        }
        List<String> documents = new ArrayList<>(List.of(call.request().arguments()));
        call.claim().map(Documents.Claim::arguments).ifPresent(documents::add);
        call.requirements()
                .forEach(requirement ->
                        requirement.settled().flatMap(Documents.Settled::values).ifPresent(documents::add));
        return Redaction.maskIn(text, documents, pointers);
    }

    /** The transcript; of a message in whose arguments something is redacted, without what its provider wants back with it. */
    List<Message> messages(RunBook book) {
        return Messages.of(book, turn -> message(turn.message(), book.calls(turn)), this::result);
    }

    /** A message that is not in a run's book yet. */
    Message.Assistant message(Message.Assistant message) {
        List<ToolCallRequest> masked = message.toolCalls().stream()
                .map(call -> new ToolCallRequest(
                        call.callId(),
                        call.toolName(),
                        Redaction.mask(
                                call.arguments(),
                                tools.find(call.toolName())
                                        .map(ToolDefinition::redacted)
                                        .orElse(List.of()))))
                .toList();
        return new Message.Assistant(message.text(), masked, Optional.empty());
    }

    private Message.Assistant message(Message.Assistant message, List<CallRecord> calls) {
        if (calls.stream().allMatch(call -> redacted(call).isEmpty())) {
            return message;
        }
        List<ToolCallRequest> masked = calls.stream()
                .map(call -> new ToolCallRequest(
                        call.request().callId(), call.request().toolName(), arguments(call)))
                .toList();
        return new Message.Assistant(message.text(), masked, Optional.empty());
    }

    private Optional<Message.ToolResult> result(CallRecord call) {
        return Messages.result(call)
                .map(result -> new Message.ToolResult(
                        result.callId(), result.toolName(), text(call, result.text()), result.error()));
    }
}
