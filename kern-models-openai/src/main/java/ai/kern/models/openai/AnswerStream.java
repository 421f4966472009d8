package ai.kern.models.openai;

import tools.jackson.databind.JsonNode;

/** Reads the events of one streamed answer, and puts together what the server would have answered in one piece. */
interface AnswerStream {

    /**
     * Reads one event.
     *
     * @param type what it is, as far as the event itself says so
     * @return whether it was the last one
     */
    boolean read(String type, JsonNode event) throws FailedAttempt;

    /** The server said {@code [DONE]}: no event follows. */
    default void done() {}

    /** The whole answer, after the last event. */
    JsonNode whole() throws FailedAttempt;
}
