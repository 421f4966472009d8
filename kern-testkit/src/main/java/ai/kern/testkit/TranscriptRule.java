package ai.kern.testkit;

import ai.kern.model.Message;
import ai.kern.model.ToolCallRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's rule for transcripts, as kern keeps it: every tool call has exactly one result, in the order of the calls, before
 * the next message, and no result is without its call. (OpenAI itself takes the results of one message in any order.)
 */
public final class TranscriptRule {

    private TranscriptRule() {}

    /** The first place where a transcript breaks the rule. */
    public static Optional<Violation> violation(List<Message> transcript) {
        Deque<ToolCallRequest> open = new ArrayDeque<>();
        for (Message message : transcript) {
            if (message instanceof Message.ToolResult result) {
                @Nullable ToolCallRequest call = open.poll();
                Optional<Violation> violation = check(result, call, open);
                if (violation.isPresent()) {
                    return violation;
                }
            } else if (!open.isEmpty()) {
                return Optional.of(missing(open));
            } else if (message instanceof Message.Assistant assistant) {
                open.addAll(assistant.toolCalls());
            }
        }
        return open.isEmpty() ? Optional.empty() : Optional.of(missing(open));
    }

    /**
     * Holds a transcript to the rule.
     *
     * @throws AssertionError if it breaks the rule, with the transcript
     */
    public static void check(List<Message> transcript) {
        violation(transcript).ifPresent(violation -> {
            StringBuilder text = new StringBuilder("OpenAI would refuse this transcript: ").append(violation.text());
            transcript.forEach(message -> text.append("\n  ").append(message));
            throw new AssertionError(text.toString());
        });
    }

    private static Optional<Violation> check(
            Message.ToolResult result, @Nullable ToolCallRequest call, Deque<ToolCallRequest> others) {
        String id = result.callId();
        if (call == null) {
            return Optional.of(new Violation(Kind.CALL_MISSING, id, "the result of " + id + " has no call before it"));
        }
        if (!call.callId().equals(id)) {
            boolean early = others.stream().anyMatch(other -> other.callId().equals(id));
            return Optional.of(
                    early
                            ? new Violation(
                                    Kind.OUT_OF_ORDER,
                                    id,
                                    "the results stand in another order than their calls: expected the one of "
                                            + call.callId() + ", found the one of " + id)
                            : new Violation(
                                    Kind.CALL_MISSING,
                                    id,
                                    "the result of " + id + " has no call before it; expected the one of "
                                            + call.callId()));
        }
        if (!result.toolName().equals(call.toolName())) {
            return Optional.of(new Violation(
                    Kind.CALL_MISSING,
                    id,
                    "call " + id + " is one of " + call.toolName() + ", its result says " + result.toolName()));
        }
        return Optional.empty();
    }

    private static Violation missing(Deque<ToolCallRequest> open) {
        String id = open.element().callId();
        return new Violation(
                Kind.RESULT_MISSING, id, "call " + id + " of " + open.element().toolName() + " has no result");
    }

    /** What is wrong with a transcript. */
    public enum Kind {
        /** A call has no result before the next message. */
        RESULT_MISSING,
        /** A result has no call before it. */
        CALL_MISSING,
        /** The results stand in another order than their calls. */
        OUT_OF_ORDER
    }

    /**
     * One place where a transcript breaks the rule.
     *
     * @param kind what is wrong
     * @param callId the id of the call or of the result
     * @param text the same in words
     */
    public record Violation(Kind kind, String callId, String text) {}
}
