package ai.kern.models.openai;

import ai.kern.model.ModelRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One of the two APIs: writes its requests and reads its answers, whole or in pieces. Immutable. */
interface WireFormat {

    /** The endpoint, relative to the base URL. */
    String path();

    /** The body of a request for a whole answer. */
    ObjectNode request(ModelRequest request);

    /** Makes the body one for an answer in pieces. */
    void askForStream(ObjectNode body);

    /** Reads a whole answer. */
    Answer answer(JsonNode answer) throws FailedAttempt;

    /** Starts to read one streamed answer. */
    AnswerStream stream(Pieces pieces);
}
