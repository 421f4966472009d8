package ai.kern.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** One message of a transcript. Immutable. */
public sealed interface Message {

    /** The text, empty where a message has none. */
    String text();

    /** Instructions to the model. */
    record System(String text) implements Message {
        public System {
            Objects.requireNonNull(text, "text");
        }
    }

    /** What the user said. */
    record User(String text) implements Message {
        public User {
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * What the model answered.
     *
     * @param text the text, empty where the model only called tools
     * @param toolCalls the calls in the order of the model
     * @param providerData what the provider wants back unchanged in the next request (reasoning items, for one), as JSON text;
     *     only the model client that wrote it reads it
     */
    record Assistant(String text, List<ToolCallRequest> toolCalls, Optional<String> providerData) implements Message {
        public Assistant {
            Objects.requireNonNull(text, "text");
            toolCalls = List.copyOf(toolCalls);
            Objects.requireNonNull(providerData, "providerData");
        }

        /** A message of text alone. */
        public static Assistant of(String text) {
            return new Assistant(text, List.of(), Optional.empty());
        }

        /** A message that only calls tools. */
        public static Assistant calling(ToolCallRequest... calls) {
            return new Assistant("", List.of(calls), Optional.empty());
        }
    }

    /**
     * The result of one tool call.
     *
     * @param callId the id under which the model asked for the call
     * @param toolName the tool's name
     * @param text the result, or the error's message
     * @param error whether the call failed
     */
    record ToolResult(String callId, String toolName, String text, boolean error) implements Message {
        public ToolResult {
            Objects.requireNonNull(callId, "callId");
            Objects.requireNonNull(toolName, "toolName");
            Objects.requireNonNull(text, "text");
        }
    }
}
