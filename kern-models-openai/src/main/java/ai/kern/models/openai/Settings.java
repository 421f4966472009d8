package ai.kern.models.openai;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import tools.jackson.databind.JsonNode;

/**
 * What a builder collected, checked and complete. Immutable.
 *
 * @param apiKey empty for a server that needs none
 * @param headers extra headers
 * @param connectTimeout for a connection to stand
 * @param callTimeout for one attempt, from its first byte to its last
 * @param maxAttempts the first one included
 * @param retryBudget for all attempts and the pauses between them
 * @param requestFields further fields of every request, which stand over those that are written here
 * @param httpClient the application's own, whose connections are shared
 * @param largestAnswer in bytes, after decompression
 */
record Settings(
        String model,
        HttpUrl baseUrl,
        String apiKey,
        Map<String, String> headers,
        Duration connectTimeout,
        Duration callTimeout,
        int maxAttempts,
        Duration initialBackoff,
        Duration retryBudget,
        OptionalInt maxOutputTokens,
        OptionalDouble temperature,
        Map<String, JsonNode> requestFields,
        Optional<OkHttpClient> httpClient,
        Time time,
        int largestAnswer) {

    /** The server that an assistant's message came from: what one server wants back, another may refuse. */
    String host() {
        return baseUrl.host();
    }

    /** For logs: no key, no values of headers. */
    @Override
    public String toString() {
        return model + " at " + HttpAnswer.shown(baseUrl);
    }
}
