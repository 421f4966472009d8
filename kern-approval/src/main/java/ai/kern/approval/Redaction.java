package ai.kern.approval;

import ai.kern.internal.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Masks parts of arguments that nobody but the tool may see. A step of a pointer that meets a list without being an index stands
 * for all of its elements.
 */
final class Redaction {
    /** What stands in place of a value. */
    static final String MASK = "[redacted]";

    private static final int SHORTEST_SECRET = 4;

    private Redaction() {}

    /**
     * A JSON text with masks in the places of pointers; what is not there is passed over.
     *
     * @param pointers JSON pointers (RFC 6901)
     */
    static String mask(String json, List<String> pointers) {
        if (pointers.isEmpty()) {
            return json;
        }
        JsonNode document = Json.read(json);
        pointers.forEach(pointer -> mask(document, steps(pointer), 0));
        return Json.write(document);
    }

    /** As {@link #mask(String, List)}, where there is something. */
    static Optional<String> mask(Optional<String> json, List<String> pointers) {
        return json.map(text -> mask(text, pointers));
    }

    /**
     * Refuses what is no JSON pointer to a part of arguments.
     *
     * @throws IllegalArgumentException if it is none
     */
    static String check(String pointer) {
        if (!pointer.startsWith("/") || pointer.matches("(?s).*~([^01].*|$)")) {
            throw new IllegalArgumentException(
                    "redact names arguments by JSON pointers such as /card/number, with ~1 for a"
                            + " slash in a name and ~0 for a tilde; '" + pointer + "' is none");
        }
        return pointer;
    }

    /** The argument of which a pointer names a part, or which it names. */
    static String firstStep(String pointer) {
        return steps(pointer).get(0);
    }

    /**
     * A text with masks where the texts of redacted arguments occur in it. Values of fewer than four characters stay, since
     * they occur anywhere.
     */
    static String maskIn(String text, String arguments, List<String> pointers) {
        if (pointers.isEmpty()) {
            return text;
        }
        List<String> secrets = new ArrayList<>();
        JsonNode document = Json.read(arguments);
        pointers.forEach(pointer -> collect(document, steps(pointer), 0, secrets));
        String masked = text;
        for (String secret : secrets) {
            masked = secret.length() < SHORTEST_SECRET ? masked : masked.replace(secret, MASK);
        }
        return masked;
    }

    private static void collect(JsonNode node, List<String> steps, int depth, List<String> secrets) {
        if (depth == steps.size()) {
            if (node.isContainer()) {
                node.forEach(part -> collect(part, steps, depth, secrets));
            } else {
                secrets.add(node.asString());
            }
        } else if (node.has(steps.get(depth))) {
            collect(node.get(steps.get(depth)), steps, depth + 1, secrets);
        } else if (node.isArray()) {
            node.forEach(element -> collect(element, steps, depth, secrets));
        }
    }

    private static List<String> steps(String pointer) {
        return List.of(pointer.substring(1).split("/", -1)).stream()
                .map(step -> step.replace("~1", "/").replace("~0", "~"))
                .toList();
    }

    private static void mask(JsonNode node, List<String> steps, int depth) {
        String step = steps.get(depth);
        boolean isLast = depth == steps.size() - 1;
        if (node instanceof ObjectNode object && object.has(step)) {
            if (isLast) {
                object.put(step, MASK);
            } else {
                mask(object.get(step), steps, depth + 1);
            }
        } else if (node instanceof ArrayNode array) {
            maskElements(array, steps, depth, step, isLast);
        }
    }

    private static void maskElements(ArrayNode array, List<String> steps, int depth, String step, boolean isLast) {
        if (!step.matches("0|[1-9][0-9]{0,8}")) {
            array.forEach(element -> mask(element, steps, depth));
            return;
        }
        int index = Integer.parseInt(step);
        if (index < array.size() && isLast) {
            array.set(index, Json.mapper().getNodeFactory().stringNode(MASK));
        } else if (index < array.size()) {
            mask(array.get(index), steps, depth + 1);
        }
    }
}
