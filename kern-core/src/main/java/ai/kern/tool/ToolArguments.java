package ai.kern.tool;

import ai.kern.internal.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The arguments of a tool call: a JSON object that fits its tool's schema. Immutable. */
public final class ToolArguments {
    private final String json;

    private ToolArguments(String json) {
        this.json = json;
    }

    /** Arguments from the text of a JSON object. */
    public static ToolArguments of(String json) {
        return new ToolArguments(Objects.requireNonNull(json, "json"));
    }

    /** The arguments as JSON text. */
    public String json() {
        return json;
    }

    /** The arguments by name; unmodifiable. */
    @SuppressWarnings("unchecked")
    public Map<String, Object> asMap() {
        return Collections.unmodifiableMap(Json.mapper().readValue(json, LinkedHashMap.class));
    }

    /** The arguments as a Java type. */
    public <T> T as(Class<T> type) {
        return Json.mapper().readValue(json, type);
    }
}
