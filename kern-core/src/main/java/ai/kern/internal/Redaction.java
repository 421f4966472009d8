package ai.kern.internal;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Masks the parts of arguments that nobody but the tool may see. They are named by JSON pointers (RFC 6901), in which a step that
 * meets a list without being an index stands for all of its elements, {@value #ANY_KEY} for every key of an object, and
 * {@value #ANY_DEPTH} for any number of steps, none included.
 */
public final class Redaction {
    /** What stands in place of a value. */
    public static final String MASK = "[redacted]";

    /** The step that stands for every key. */
    public static final String ANY_KEY = "*";

    /** The step that stands for any number of steps. */
    public static final String ANY_DEPTH = "**";

    private static final int SHORTEST_SECRET = 4;

    /** The most digits and places of a number that is also looked for without an exponent. */
    private static final int LONGEST_PLAIN_NUMBER = 100;

    private Redaction() {}

    /** Does something with a value that a pointer names. */
    private interface Match {
        void found(JsonNode value, Consumer<JsonNode> replace);
    }

    /**
     * Refuses what names no part of arguments.
     *
     * @throws IllegalArgumentException if it is no such pointer
     */
    public static String check(String pointer) {
        boolean isPointer = pointer.startsWith("/") && !pointer.matches("(?s).*~([^01].*|$)");
        if (!isPointer || pointer.endsWith("/" + ANY_DEPTH)) {
            throw new IllegalArgumentException(
                    "redact names arguments by JSON pointers such as /card/number, with ~1 for a"
                            + " slash in a name, ~0 for a tilde, * for every key of a map and ** for any depth before a name; '"
                            + pointer + "' is none");
        }
        return pointer;
    }

    /** The steps of a pointer. */
    public static List<String> steps(String pointer) {
        return List.of(pointer.substring(1).split("/", -1)).stream()
                .map(step -> step.replace("~1", "/").replace("~0", "~"))
                .toList();
    }

    /** A name as a step of a pointer, with its slash. */
    public static String step(String name) {
        return "/" + name.replace("~", "~0").replace("/", "~1");
    }

    /** Whether a step names one place in a list. */
    public static boolean isIndex(String step) {
        return step.matches("0|[1-9][0-9]{0,8}");
    }

    /**
     * A JSON text with masks in the places of pointers; what is not there is passed over. A text that is no JSON is masked as a
     * whole, since nobody can tell what is where in it.
     */
    public static String mask(String json, Collection<String> pointers) {
        if (pointers.isEmpty() || json.isBlank()) {
            return json;
        }
        try {
            return Json.write(mask(Json.read(json), pointers));
        } catch (JacksonException noJson) {
            return Json.write(MASK);
        }
    }

    /** As {@link #mask(String, Collection)}, where there is something. */
    public static Optional<String> mask(Optional<String> json, Collection<String> pointers) {
        return json.map(text -> mask(text, pointers));
    }

    /** A copy of a JSON value with masks in the places of pointers. */
    public static JsonNode mask(JsonNode value, Collection<String> pointers) {
        JsonNode copy = value.deepCopy();
        pointers.forEach(pointer ->
                visit(copy, steps(pointer), 0, (found, replace) -> replace.accept(StringNode.valueOf(MASK))));
        return copy;
    }

    /**
     * Changed arguments in clear. Whoever changes others was shown masks and hands them back: in the place of a redacted value
     * such a mask stands for the value of before. In a list it does so only where all of the list is as it was shown, since
     * nobody could tell otherwise which element is which.
     *
     * @param changed the arguments as somebody wants them, as JSON text
     * @param before the arguments that were asked about, in clear
     * @throws IllegalArgumentException if a mask is left for which there is no value; the message names its pointer
     * @throws JacksonException if one of them is no JSON
     */
    public static String unmask(String changed, String before, Collection<String> pointers) {
        if (pointers.isEmpty()) {
            return changed;
        }
        JsonNode clear = Json.read(before);
        JsonNode unmasked = unmask(Json.read(changed), clear, mask(clear, pointers));
        for (String pointer : pointers) {
            visit(unmasked, steps(pointer), 0, (found, replace) -> {
                if (isMask(found)) {
                    throw new IllegalArgumentException(
                            "at " + pointer + " stands " + MASK
                                    + ", which stands for no value here; leave what surrounds it as it was shown, or give a value");
                }
            });
        }
        return Json.write(unmasked);
    }

    private static JsonNode unmask(JsonNode changed, JsonNode clear, JsonNode shown) {
        if (changed.equals(shown)) {
            return clear;
        }
        if (changed instanceof ObjectNode object && shown.isObject()) {
            for (String name : List.copyOf(object.propertyNames())) {
                object.set(name, unmask(object.get(name), clear.path(name), shown.path(name)));
            }
        }
        return changed;
    }

    private static boolean isMask(JsonNode value) {
        return value.isString() && value.stringValue().equals(MASK);
    }

    /**
     * A text with masks where redacted values of arguments occur in it: texts and numbers of at least four characters, since
     * shorter ones occur anywhere; texts also as JSON escapes them, numbers also as Java writes them. Where arguments are no JSON,
     * all of the text is masked.
     *
     * @param documents all the arguments that the text may quote, as JSON texts
     */
    public static String maskIn(String text, Collection<String> documents, Collection<String> pointers) {
        if (pointers.isEmpty()) {
            return text;
        }
        Set<String> secrets = new LinkedHashSet<>();
        for (String document : documents) {
            try {
                JsonNode arguments = Json.read(document);
                pointers.forEach(
                        pointer -> visit(arguments, steps(pointer), 0, (found, replace) -> collect(found, secrets)));
            } catch (JacksonException noJson) {
                return MASK;
            }
        }
        List<String> longestFirst = new ArrayList<>(secrets);
        longestFirst.sort(Comparator.comparing(String::length).reversed());
        String masked = text;
        for (String secret : longestFirst) {
            masked = masked.replace(secret, MASK);
        }
        return masked;
    }

    private static void collect(JsonNode value, Set<String> secrets) {
        if (value.isContainer()) {
            value.forEach(part -> collect(part, secrets));
        } else if (value.isString()) {
            add(value.stringValue(), secrets);
            String quoted = Json.write(value);
            String escaped = quoted.substring(1, quoted.length() - 1);
            add(escaped, secrets);
            add(inAscii(escaped, HexFormat.of()), secrets);
            add(inAscii(escaped, HexFormat.of().withUpperCase()), secrets);
        } else if (value.isNumber()) {
            collectNumber(value, secrets);
        }
    }

    /** Escaped text as a JSON writer writes it that knows ASCII only. */
    private static String inAscii(String escaped, HexFormat digits) {
        StringBuilder ascii = new StringBuilder(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            char next = escaped.charAt(i);
            if (next < 0x7F) {
                ascii.append(next);
            } else {
                ascii.append("\\u").append(digits.toHexDigits(next));
            }
        }
        return ascii.toString();
    }

    /** A number as it was sent, and as Java writes it once it was read. */
    private static void collectNumber(JsonNode value, Set<String> secrets) {
        add(value.asString(), secrets);
        BigDecimal decimal = value.decimalValue();
        BigDecimal shortest = decimal.stripTrailingZeros();
        for (BigDecimal form : List.of(decimal, shortest)) {
            add(form.toString(), secrets);
            if (Math.abs((long) form.scale()) <= LONGEST_PLAIN_NUMBER && form.precision() <= LONGEST_PLAIN_NUMBER) {
                add(form.toPlainString(), secrets);
            }
        }
        double rounded = decimal.doubleValue();
        if (Double.isFinite(rounded)) {
            add(Double.toString(rounded), secrets);
        }
    }

    private static void add(String secret, Set<String> secrets) {
        if (secret.length() >= SHORTEST_SECRET) {
            secrets.add(secret);
        }
    }

    private static void visit(JsonNode node, List<String> steps, int depth, Match match) {
        if (steps.get(depth).equals(ANY_DEPTH)) {
            visit(node, steps, depth + 1, match);
            node.forEach(child -> visit(child, steps, depth, match));
        } else if (node instanceof ObjectNode object) {
            visitProperties(object, steps, depth, match);
        } else if (node instanceof ArrayNode array) {
            visitElements(array, steps, depth, match);
        }
    }

    private static void visitProperties(ObjectNode object, List<String> steps, int depth, Match match) {
        String step = steps.get(depth);
        for (String name : List.copyOf(object.propertyNames())) {
            if (step.equals(ANY_KEY) || step.equals(name)) {
                arrive(object.get(name), steps, depth, match, value -> object.set(name, value));
            }
        }
    }

    private static void visitElements(ArrayNode array, List<String> steps, int depth, Match match) {
        String step = steps.get(depth);
        for (int i = 0; i < array.size(); i++) {
            int index = i;
            if (step.equals(ANY_KEY) || step.equals(Integer.toString(i))) {
                arrive(array.get(i), steps, depth, match, value -> array.set(index, value));
            } else if (!isIndex(step)) {
                visit(array.get(i), steps, depth, match);
            }
        }
    }

    private static void arrive(JsonNode value, List<String> steps, int depth, Match match, Consumer<JsonNode> replace) {
        if (depth == steps.size() - 1) {
            match.found(value, replace);
        } else {
            visit(value, steps, depth + 1, match);
        }
    }
}
