package ai.kern.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * JSON as Java values that nobody can modify: strings, booleans, lists, maps in the order of their keys, null, and numbers of the
 * smallest of {@code Integer}, {@code Long} and {@code BigInteger} that holds them, or of {@code BigDecimal}.
 */
public final class JsonValues {
    private JsonValues() {}

    /** The properties of an object. */
    public static Map<String, @Nullable Object> mapOf(JsonNode object) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        object.properties().forEach(property -> map.put(property.getKey(), of(property.getValue())));
        return Collections.unmodifiableMap(map);
    }

    /** Any value. */
    public static @Nullable Object of(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> mapOf(node);
            case ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>(node.size());
                node.forEach(element -> list.add(of(element)));
                yield Collections.unmodifiableList(list);
            }
            case STRING -> node.stringValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> node.numberValue();
            default -> null;
        };
    }
}
