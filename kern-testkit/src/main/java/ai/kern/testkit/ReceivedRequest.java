package ai.kern.testkit;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as a server received it. Immutable.
 *
 * @param method {@code POST} for one
 * @param path with its query, {@code /v1/responses} for one
 * @param headers by names in lower case
 * @param body as text
 */
public record ReceivedRequest(String method, String path, Map<String, List<String>> headers, String body) {
    public ReceivedRequest {
        headers = Map.copyOf(headers);
    }

    /** The first value of a header, whatever the case of its name. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }

    /** Without the headers, which hold a key. */
    @Override
    public String toString() {
        return method + " " + path + " " + body;
    }
}
