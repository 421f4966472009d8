package ai.kern.models.openai;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/**
 * Where a server is, and how it is spoken to. Immutable.
 *
 * @param baseUrl with the query that every request carries
 * @param apiKey empty for a server that needs none
 * @param keyHeader the header that carries the key as it is; empty for a bearer token
 * @param headers extra headers
 * @param httpClient the application's own, whose connections are shared
 * @param largestAnswer in bytes, after decompression
 */
record Server(
        HttpUrl baseUrl,
        String apiKey,
        String keyHeader,
        Map<String, String> headers,
        Optional<OkHttpClient> httpClient,
        int largestAnswer) {

    /** What an assistant's message is stamped with, host, port and path: what one server wants back, another may refuse. */
    String place() {
        String path = baseUrl.pathSegments().stream()
                .filter(segment -> !segment.isEmpty())
                .collect(Collectors.joining("/"));
        return baseUrl.host() + ":" + baseUrl.port() + "/" + path;
    }

    /** What messages were stamped with before the stamp told port and path. */
    String host() {
        return baseUrl.host();
    }

    HttpUrl endpoint(String path) {
        return baseUrl.newBuilder().addPathSegments(path).build();
    }

    /** Puts on a request what says who asks. */
    void introduce(Request.Builder request) {
        if (!apiKey.isEmpty() && keyHeader.isEmpty()) {
            request.header("Authorization", "Bearer " + apiKey);
        } else if (!apiKey.isEmpty()) {
            request.header(keyHeader, apiKey);
        }
        headers.forEach(request::header);
    }

    /** For logs: no key, no query, no values of headers. */
    @Override
    public String toString() {
        return HttpAnswer.shown(baseUrl);
    }
}
