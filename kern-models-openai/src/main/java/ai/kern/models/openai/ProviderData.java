package ai.kern.models.openai;

import ai.kern.model.Message;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a server wants back unchanged, as it is kept in {@link Message.Assistant#providerData()}: JSON with a stamp that says
 * which API, server and model it is meant for. Another one refuses it (reasoning that it cannot decrypt, fields that it does
 * not know), so what bears another stamp is not read, and the message is sent from its text and calls alone.
 *
 * @param api the API whose client wrote it
 * @param place the server's host, port and path
 * @param host the server's host, which earlier stamps name alone
 * @param model the model's name
 */
record ProviderData(String api, String place, String host, String model) {
    private static final int FORMAT = 1;
    private static final String SERVER = "host";

    static ProviderData of(String api, Settings settings) {
        return new ProviderData(
                api, settings.server().place(), settings.server().host(), settings.model());
    }

    /** The content with this stamp, as text to be kept. */
    String write(ObjectNode content) {
        ObjectNode document = WireJson.object();
        document.put("format", FORMAT).put("api", api).put(SERVER, place).put("model", model);
        document.set("content", content);
        return WireJson.text(document);
    }

    /** The content that was kept in a message under this stamp. */
    Optional<JsonNode> read(Message.Assistant message) {
        return message.providerData().flatMap(this::content);
    }

    private Optional<JsonNode> content(String kept) {
        JsonNode document;
        try {
            document = WireJson.readKept(kept);
        } catch (JacksonException e) {
            // Another client's data, which may be anything.
            return Optional.empty();
        }
        boolean ours = WireJson.countOf(document, "format") == FORMAT
                && WireJson.textOf(document, "api").equals(api)
                && Set.of(place, host).contains(WireJson.textOf(document, SERVER))
                && WireJson.textOf(document, "model").equals(model);
        return ours ? Optional.of(document.path("content")) : Optional.empty();
    }
}
