package ai.kern.specs.models;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Compares a request with a recorded one by the rules of the recordings. Equal must be all but: fields that only state a
 * default, empty descriptions and instructions, an item's own id and status, items of the assistant without content, the
 * spelling of a text as a list of one part, the order of the tools, and call ids that no server gave, which only must agree
 * with each other.
 */
final class WireComparison {
    private static final Map<String, Set<String>> DEFAULTS = Map.of(
            "tool_choice",
            Set.of("\"auto\""),
            "stream",
            Set.of("false"),
            "n",
            Set.of("1"),
            "instructions",
            Set.of("\"\""));
    private static final Set<String> CALL_IDS = Set.of("call_id", "tool_call_id");

    private final Set<String> givenIds;

    /**
     * @param givenIds the call ids that the server gave
     */
    WireComparison(Set<String> givenIds) {
        this.givenIds = Set.copyOf(givenIds);
    }

    /**
     * The call ids in the answers of a recording. A client that sent others back made up all of its own.
     */
    static Set<String> givenIds(RecordedConversation conversation) {
        Set<String> given = new TreeSet<>();
        conversation.answers().forEach(answer -> collectIds(answer, given));
        Set<String> sent = new TreeSet<>();
        conversation.exchanges().forEach(exchange -> collectIds(exchange.body(), sent));
        return given.containsAll(sent) ? given : Set.of();
    }

    private static void collectIds(JsonNode node, Set<String> ids) {
        CALL_IDS.forEach(name -> ids.add(node.path(name).stringValue("")));
        node.path("tool_calls").forEach(call -> ids.add(call.path("id").stringValue("")));
        ids.remove("");
        node.forEach(child -> collectIds(child, ids));
    }

    /** Where the bodies of two requests differ, each difference with its place; empty if they agree. */
    List<String> differences(JsonNode recorded, JsonNode sent) {
        List<String> differences = new ArrayList<>();
        compare("", normal(recorded), normal(sent), differences);
        return differences;
    }

    private static void compare(String place, JsonNode recorded, JsonNode sent, List<String> differences) {
        if (recorded.isObject() && sent.isObject()) {
            Set<String> names = new TreeSet<>(recorded.propertyNames());
            names.addAll(sent.propertyNames());
            names.forEach(name -> compare(place + "/" + name, recorded.path(name), sent.path(name), differences));
        } else if (recorded.isArray() && sent.isArray()) {
            for (int i = 0; i < Math.max(recorded.size(), sent.size()); i++) {
                compare(place + "/" + i, recorded.path(i), sent.path(i), differences);
            }
        } else if (!recorded.equals(sent)) {
            differences.add(place + ": recorded " + shown(recorded) + ", sent " + shown(sent));
        }
    }

    private static String shown(JsonNode node) {
        return node.isMissingNode() ? "nothing" : node.toString();
    }

    private ObjectNode normal(JsonNode body) {
        Map<String, String> madeUpIds = new LinkedHashMap<>();
        ObjectNode normal = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : body.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (name.equals("messages") || name.equals("input")) {
                normal.set(name, messages(value, madeUpIds));
            } else if (name.equals("tools")) {
                normal.set(name, tools(value));
            } else if (!value.isNull() && !DEFAULTS.getOrDefault(name, Set.of()).contains(value.toString())) {
                normal.set(name, value);
            }
        }
        return normal;
    }

    private static ArrayNode tools(JsonNode tools) {
        List<ObjectNode> normal = new ArrayList<>();
        for (JsonNode tool : tools) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            JsonNode function = tool.has("function") ? tool.path("function") : tool;
            copy.setAll((ObjectNode) function);
            copy.put("type", tool.path("type").stringValue(""));
            copy.remove("strict");
            if (copy.path("description").stringValue("").isEmpty()) {
                copy.remove("description");
            }
            normal.add(copy);
        }
        normal.sort(Comparator.comparing(tool -> tool.path("name").stringValue("")));
        return JsonNodeFactory.instance.arrayNode().addAll(normal);
    }

    private ArrayNode messages(JsonNode messages, Map<String, String> madeUpIds) {
        ArrayNode normal = JsonNodeFactory.instance.arrayNode();
        for (JsonNode message : messages) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            message.properties().stream()
                    .filter(field -> !field.getValue().isNull())
                    .forEach(field -> copy.set(field.getKey(), normalField(field, madeUpIds)));
            // An item's own id and status; a message of Chat Completions has neither.
            copy.remove(List.of("id", "status"));
            if (copy.path("type").stringValue("").equals("message")) {
                copy.remove("type");
            }
            boolean ofAssistant = copy.path("role").stringValue("").equals("assistant");
            if (ofAssistant && copy.path("content").stringValue("").isEmpty()) {
                copy.remove("content");
            }
            if (!ofAssistant || copy.size() > 1) {
                normal.add(copy);
            }
        }
        return normal;
    }

    private JsonNode normalField(Map.Entry<String, JsonNode> field, Map<String, String> madeUpIds) {
        JsonNode value = field.getValue();
        if (CALL_IDS.contains(field.getKey())) {
            return JsonNodeFactory.instance.stringNode(normalId(value.stringValue(""), madeUpIds));
        }
        if (field.getKey().equals("tool_calls")) {
            ArrayNode calls = JsonNodeFactory.instance.arrayNode();
            for (JsonNode call : value) {
                ObjectNode copy = calls.addObject();
                copy.setAll((ObjectNode) call);
                copy.put("id", normalId(call.path("id").stringValue(""), madeUpIds));
            }
            return calls;
        }
        if (field.getKey().equals("content")
                && value.size() == 1
                && value.path(0).has("text")) {
            return value.path(0).path("text");
        }
        return value;
    }

    private String normalId(String id, Map<String, String> madeUpIds) {
        return givenIds.contains(id) ? id : madeUpIds.computeIfAbsent(id, any -> "made up " + (madeUpIds.size() + 1));
    }
}
