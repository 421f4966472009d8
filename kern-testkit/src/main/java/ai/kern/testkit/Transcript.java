package ai.kern.testkit;

import ai.kern.model.Message;
import ai.kern.model.ToolCallRequest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Collects a transcript as it is read from the wire, where results do not repeat their tool's name and an answer of the
 * assistant may come in pieces.
 */
final class Transcript {
    private final List<Message> messages = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final List<ToolCallRequest> calls = new ArrayList<>();
    private final List<ToolCallRequest> unanswered = new ArrayList<>();
    private boolean assistantSpeaks;

    void system(String content) {
        endAnswer();
        messages.add(new Message.System(content));
    }

    void user(String content) {
        endAnswer();
        messages.add(new Message.User(content));
    }

    /** The assistant says or does something; all in a row is one message. */
    void assistant(String content, List<ToolCallRequest> requests) {
        assistantSpeaks = true;
        text.append(content);
        calls.addAll(requests);
    }

    void result(String callId, String content) {
        endAnswer();
        messages.add(new Message.ToolResult(callId, calledTool(callId), content, false));
    }

    /** Ends the assistant's message; what it says next is another one. */
    void endAnswer() {
        if (assistantSpeaks) {
            messages.add(new Message.Assistant(text.toString(), calls, Optional.empty()));
            unanswered.clear();
            unanswered.addAll(calls);
            text.setLength(0);
            calls.clear();
            assistantSpeaks = false;
        }
    }

    List<Message> messages() {
        endAnswer();
        return List.copyOf(messages);
    }

    private String calledTool(String callId) {
        for (Iterator<ToolCallRequest> open = unanswered.iterator(); open.hasNext(); ) {
            ToolCallRequest call = open.next();
            if (call.callId().equals(callId)) {
                open.remove();
                return call.toolName();
            }
        }
        return "";
    }
}
