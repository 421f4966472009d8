package ai.kern.tool;

import ai.kern.internal.Json;

/** Converts arguments to Java types. */
final class JavaTypes {
    private JavaTypes() {}

    static <T> T convert(String json, Class<T> type) {
        return Json.mapper().readValue(json, type);
    }
}
