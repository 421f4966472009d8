package ai.kern.approval;

import ai.kern.internal.Json;
import ai.kern.internal.StoredJson;
import ai.kern.requirement.AnswerType;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * An answer in clear, as it is stored in the row of the requirement and nowhere else.
 *
 * @param type what is answered
 * @param values changed arguments or provided values, as JSON text
 * @param text a result or error
 * @param nonce random, so that nobody finds redacted values by trying digests
 */
record DecidedValues(AnswerType type, Optional<String> values, Optional<String> text, String nonce) {
    private static final int FORMAT = 1;

    DecidedValues {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(values, "values");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(nonce, "nonce");
        values.ifPresent(Json::read);
    }

    static DecidedValues read(String document, String recordId) {
        return StoredJson.read(document, DecidedValues.class, FORMAT, "what was decided on record " + recordId);
    }

    String write() {
        return StoredJson.write(this, FORMAT);
    }

    /** Arguments with values that were provided for some of them. */
    static String into(String arguments, String values) {
        ObjectNode united = (ObjectNode) Json.read(arguments);
        united.setAll((ObjectNode) Json.read(values));
        return Json.write(united);
    }

    String digest(String request) {
        return Digests.ofAnswer(request, type, values, text, nonce);
    }
}
