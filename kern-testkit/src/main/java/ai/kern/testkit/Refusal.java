package ai.kern.testkit;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A request that OpenAI refuses, with what it says then. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final @Nullable String code;
    private final @Nullable String parameter;

    Refusal(int status, String message, String type, @Nullable String code, @Nullable String parameter) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.code = code;
        this.parameter = parameter;
    }

    static Refusal badRequest(String message, String parameter) {
        return new Refusal(400, message, "invalid_request_error", null, parameter);
    }

    static Refusal badRequest(String message, String parameter, String code) {
        return new Refusal(400, message, "invalid_request_error", code, parameter);
    }

    int status() {
        return status;
    }

    ObjectNode body() {
        return errorBody(String.valueOf(getMessage()), type, code, parameter);
    }

    /** OpenAI's error body. */
    static ObjectNode errorBody(String message, String type, @Nullable String code, @Nullable String parameter) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("error")
                .put("message", message)
                .put("type", type)
                .put("param", parameter)
                .put("code", code);
        return body;
    }
}
