package ai.kern.approval;

import ai.kern.internal.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Arguments as an attacker likes them, at random: full of what is almost something else, and nested. Not safe for use by several threads. */
final class RandomArguments {
    private static final int DEPTH = 2;
    private static final JsonNodeFactory NODES = Json.mapper().getNodeFactory();
    private static final String[] TEXTS = {
        "",
        "a",
        "A",
        "\u00e9",
        "e\u0301",
        "1",
        "1.0",
        "true",
        "null",
        "\u6f22",
        "\ud83d\ude00",
        "\ud800",
        "\u200b",
        "a\"b",
        "\\",
        "\u212b",
        "\u00c5",
        "\ufb01",
        "\u0000",
        "[redacted]"
    };
    private static final String[] KEYS = {"k", "K", "k1", "\u00e9", "e\u0301", "", "k\"", "__proto__"};

    private final Random random;

    RandomArguments(Random random) {
        this.random = random;
    }

    /** An object. */
    ObjectNode object() {
        return object(DEPTH);
    }

    /** Whether two are the same value, in whichever form numbers are. */
    static boolean areSame(JsonNode one, JsonNode other) {
        return one.equals(RandomArguments::compare, other);
    }

    private static int compare(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue());
        }
        return one.equals(other) ? 0 : 1;
    }

    private ObjectNode object(int depth) {
        ObjectNode object = Json.object();
        for (int i = random.nextInt(4); i > 0; i--) {
            object.set(one(KEYS), value(depth));
        }
        return object;
    }

    private JsonNode value(int depth) {
        return switch (random.nextInt(depth == 0 ? 5 : 8)) {
            case 0 -> NODES.numberNode(integer());
            case 1 -> NODES.numberNode(new BigDecimal(integer(), random.nextInt(20)));
            case 2 ->
                NODES.stringNode(random.nextBoolean() ? one(TEXTS) : integer().toString());
            case 3 -> NODES.booleanNode(random.nextBoolean());
            case 4 -> NODES.nullNode();
            case 5, 6 -> object(depth - 1);
            default -> {
                ArrayNode array = Json.array();
                for (int i = random.nextInt(3); i > 0; i--) {
                    array.add(value(depth - 1));
                }
                yield array;
            }
        };
    }

    /** Around the place from which doubles fold integers together, and around zero. */
    private BigInteger integer() {
        BigInteger near = random.nextBoolean() ? BigInteger.ZERO : BigInteger.ONE.shiftLeft(53);
        return near.add(BigInteger.valueOf(random.nextInt(7) - 3));
    }

    private String one(String[] of) {
        return of[random.nextInt(of.length)];
    }

    /** A copy that differs in one place, at any depth. */
    ObjectNode changedInOnePlace(ObjectNode arguments) {
        return arguments.isEmpty() || random.nextInt(4) == 0 ? changedHere(arguments) : changedBelow(arguments);
    }

    private JsonNode changed(JsonNode value) {
        boolean isHere = !value.isContainer() || value.isEmpty() || random.nextInt(3) == 0;
        if (value instanceof ObjectNode object) {
            return isHere ? changedHere(object) : changedBelow(object);
        }
        if (value instanceof ArrayNode array) {
            return isHere ? changedHere(array) : changedBelow(array);
        }
        return changedLeaf(value);
    }

    private ObjectNode changedBelow(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        String key = keyOf(copy);
        copy.set(key, changed(copy.get(key)));
        return copy;
    }

    private ArrayNode changedBelow(ArrayNode array) {
        ArrayNode copy = array.deepCopy();
        int place = random.nextInt(copy.size());
        copy.set(place, changed(copy.get(place)));
        return copy;
    }

    private String keyOf(ObjectNode object) {
        List<String> keys = List.copyOf(object.propertyNames());
        return keys.get(random.nextInt(keys.size()));
    }

    /** One property more, one less, or one of another name. */
    private ObjectNode changedHere(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        int how = copy.isEmpty() ? 0 : random.nextInt(3);
        if (how == 0) {
            copy.set(unused(copy, "new"), NODES.nullNode());
            return copy;
        }
        String key = keyOf(copy);
        JsonNode value = copy.remove(key);
        if (how == 1) {
            copy.set(unused(copy, otherText(key)), value);
        }
        return copy;
    }

    private static String unused(ObjectNode object, String key) {
        return object.has(key) ? unused(object, key + "x") : key;
    }

    /** One element more or less, two in the other order, one level more, or an object in its place. */
    private JsonNode changedHere(ArrayNode array) {
        ArrayNode copy = array.deepCopy();
        switch (random.nextInt(4)) {
            case 0 -> copy.add(NODES.nullNode());
            case 1 -> {
                if (copy.size() < 2 || areSame(copy.get(0), copy.get(1))) {
                    return Json.object();
                }
                copy.insert(0, copy.remove(1));
            }
            case 2 -> {
                if (copy.isEmpty()) {
                    return Json.object();
                }
                copy.remove(copy.size() - 1);
            }
            default -> {
                return Json.array().add(array);
            }
        }
        return copy;
    }

    private JsonNode changedLeaf(JsonNode value) {
        int how = random.nextInt(4);
        if (how == 0) {
            return Json.array().add(value);
        }
        if (value.isNumber()) {
            BigDecimal number = value.decimalValue();
            return switch (how) {
                case 1 -> NODES.numberNode(number.add(BigDecimal.ONE));
                case 2 -> NODES.numberNode(number.add(BigDecimal.ONE.movePointLeft(20 + random.nextInt(20))));
                default -> NODES.stringNode(number.toPlainString());
            };
        }
        if (value.isBoolean()) {
            return switch (how) {
                case 1 -> NODES.booleanNode(!value.booleanValue());
                case 2 -> NODES.stringNode(value.toString());
                default -> NODES.numberNode(value.booleanValue() ? 1 : 0);
            };
        }
        if (value.isString()) {
            return NODES.stringNode(otherText(value.stringValue()));
        }
        return switch (how) {
            case 1 -> NODES.stringNode("null");
            case 2 -> NODES.booleanNode(false);
            default -> Json.object();
        };
    }

    /** A text that looks alike: in another normal form, or with one code point more. */
    private String otherText(String text) {
        List<String> others = new ArrayList<>(List.of(
                Normalizer.normalize(text, Normalizer.Form.NFC),
                Normalizer.normalize(text, Normalizer.Form.NFD),
                Normalizer.normalize(text, Normalizer.Form.NFKC),
                text.strip()));
        others.removeIf(text::equals);
        return others.isEmpty() || random.nextBoolean()
                ? text + TEXTS[1 + random.nextInt(TEXTS.length - 1)]
                : others.get(random.nextInt(others.size()));
    }

    /** The same value as another text: with other blanks, its keys in another order, its numbers and texts in another form. */
    String writtenOtherwise(JsonNode value) {
        StringBuilder text = new StringBuilder();
        write(value, text);
        return text.toString();
    }

    private void write(JsonNode value, StringBuilder text) {
        blank(text);
        if (value instanceof ObjectNode object) {
            List<String> keys = new ArrayList<>(object.propertyNames());
            Collections.shuffle(keys, random);
            text.append('{');
            for (String key : keys) {
                text.append(text.charAt(text.length() - 1) == '{' ? "" : ",");
                write(key, text);
                text.append(':');
                write(object.get(key), text);
            }
            text.append('}');
        } else if (value instanceof ArrayNode array) {
            text.append('[');
            for (JsonNode element : array) {
                text.append(text.charAt(text.length() - 1) == '[' ? "" : ",");
                write(element, text);
            }
            text.append(']');
        } else if (value.isString()) {
            write(value.stringValue(), text);
        } else if (value.isNumber()) {
            text.append(otherForm(value.decimalValue()));
        } else {
            text.append(value);
        }
        blank(text);
    }

    private void blank(StringBuilder text) {
        text.append(" ".repeat(random.nextInt(2)));
    }

    private void write(String string, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            boolean isPlain = c >= ' ' && c < 0x7f && c != '"' && c != '\\' && random.nextBoolean();
            text.append(isPlain ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        text.append('"');
    }

    /** The same number with more zeros, or an exponent. */
    private String otherForm(BigDecimal number) {
        int places = random.nextInt(3);
        return switch (random.nextInt(3)) {
            case 0 -> number.setScale(Math.max(number.scale(), 0) + places).toPlainString();
            case 1 -> number.movePointRight(places).toPlainString() + (random.nextBoolean() ? "e-" : "E-0") + places;
            default -> number.movePointLeft(places).toPlainString() + "e+" + places;
        };
    }
}
