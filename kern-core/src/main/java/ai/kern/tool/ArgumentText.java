package ai.kern.tool;

import ai.kern.internal.Json;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads the text of arguments. */
final class ArgumentText {
    private ArgumentText() {}

    /**
     * Reads one JSON object.
     *
     * @throws InvalidArgumentsException if the text is anything else
     */
    static JsonNode read(String text) {
        try {
            return Json.read(text);
        } catch (JacksonException e) {
            throw new InvalidArgumentsException(List.of(e.getOriginalMessage()), e);
        }
    }
}
