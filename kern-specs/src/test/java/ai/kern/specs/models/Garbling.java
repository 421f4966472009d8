package ai.kern.specs.models;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import okio.Buffer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The ways in which an answer may be garbled: in its bytes, its lines, or the fields of its JSON. */
enum Garbling {
    CUT {
        @Override
        byte[] garble(byte[] bytes, Random random) {
            return Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
    },
    FLIP_BITS {
        @Override
        byte[] garble(byte[] bytes, Random random) {
            byte[] flipped = bytes.clone();
            for (int i = 0; i <= random.nextInt(4); i++) {
                flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
            }
            return flipped;
        }
    },
    DELETE_BYTES {
        @Override
        byte[] garble(byte[] bytes, Random random) {
            Range range = Range.in(bytes, random);
            return joined(range.before(), range.behind());
        }
    },
    DOUBLE_BYTES {
        @Override
        byte[] garble(byte[] bytes, Random random) {
            Range range = Range.in(bytes, random);
            return joined(range.before(), range.inside(), range.inside(), range.behind());
        }
    },
    SWAP_BYTES {
        @Override
        byte[] garble(byte[] bytes, Random random) {
            Range range = Range.in(bytes, random);
            if (range.behind().length == 0) {
                return joined(range.inside(), range.before());
            }
            Range other = Range.in(range.behind(), random);
            return joined(range.before(), other.inside(), other.before(), range.inside(), other.behind());
        }
    },
    INSERT_BYTES {
        @Override
        byte[] garble(byte[] bytes, Random random) {
            Range range = Range.in(bytes, random);
            return joined(range.before(), fragment(random), range.inside(), range.behind());
        }
    },
    REPLACE_BYTES {
        @Override
        byte[] garble(byte[] bytes, Random random) {
            Range range = Range.in(bytes, random);
            return joined(range.before(), fragment(random), range.behind());
        }
    },
    DELETE_A_LINE {
        @Override
        byte[] garble(byte[] bytes, Random random) {
            return inLines(bytes, lines -> lines.remove(random.nextInt(lines.size())));
        }
    },
    DOUBLE_A_LINE {
        @Override
        byte[] garble(byte[] bytes, Random random) {
            return inLines(bytes, lines -> {
                int place = random.nextInt(lines.size());
                lines.add(place, lines.get(place));
            });
        }
    },
    SWAP_LINES {
        @Override
        byte[] garble(byte[] bytes, Random random) {
            return inLines(
                    bytes,
                    lines -> Collections.swap(lines, random.nextInt(lines.size()), random.nextInt(lines.size())));
        }
    },
    INSERT_A_LINE {
        @Override
        byte[] garble(byte[] bytes, Random random) {
            String line = STRAY_LINES.get(random.nextInt(STRAY_LINES.size()));
            return inLines(bytes, lines -> lines.add(random.nextInt(lines.size() + 1), line));
        }
    },
    END_LINES_IN_RETURNS {
        @Override
        byte[] garble(byte[] bytes, Random random) {
            String end = random.nextBoolean() ? "\r" : "\r\n";
            return bytesOf(textOf(bytes).replace("\n", end));
        }
    },
    DELETE_A_FIELD {
        @Override
        byte[] garble(byte[] bytes, Random random) {
            return inFields(bytes, random, (parent, name) -> parent.remove(name));
        }
    },
    DOUBLE_A_FIELD {
        @Override
        byte[] garble(byte[] bytes, Random random) {
            return inFields(bytes, random, (parent, name) -> {
                ArrayNode twice = JsonNodeFactory.instance.arrayNode();
                twice.add(parent.path(name).deepCopy()).add(parent.path(name).deepCopy());
                parent.set(name, twice);
            });
        }
    },
    RETYPE_A_FIELD {
        @Override
        byte[] garble(byte[] bytes, Random random) {
            return inFields(
                    bytes,
                    random,
                    (parent, name) -> parent.set(
                            name, VALUES.get(random.nextInt(VALUES.size())).apply(random)));
        }
    },
    RENAME_A_FIELD {
        @Override
        byte[] garble(byte[] bytes, Random random) {
            return inFields(bytes, random, (parent, name) -> parent.set(name + "_", parent.remove(name)));
        }
    },
    INSERT_A_FIELD {
        @Override
        byte[] garble(byte[] bytes, Random random) {
            return inFields(
                    bytes,
                    random,
                    (parent, name) -> parent.set(
                            NAMES.get(random.nextInt(NAMES.size())),
                            parent.path(name).deepCopy()));
        }
    };

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamWriteConstraints(StreamWriteConstraints.builder()
                            .maxNestingDepth(10_000)
                            .build())
                    .build())
            .build();
    private static final String PREFIX = "data: ";
    private static final String[] FRAGMENTS = {
        "null", "{}", "[]", "\"\"", "\"", "{", "}", "\n\n", "\r\n", "\r", "data: ", "[DONE]", "-1", "1e999", "\\u0000",
        "\ud83d", "\ufeff", "\u0000"
    };
    private static final List<String> STRAY_LINES = List.of(
            "",
            ":",
            "data",
            "data: ",
            "data: [DONE]",
            "data: {}",
            "data: []",
            "data: null",
            "data: {\"error\":{\"message\":\"no\"}}",
            "event: error",
            "event: ping",
            "id: 1",
            "retry: 100000",
            "retry: x",
            "<html>",
            "x".repeat(10_000));
    private static final List<String> NAMES =
            List.of("error", "choices", "output", "type", "delta", "message", "tool_calls", "content", "usage", "item");
    private static final List<Function<Random, JsonNode>> VALUES = List.of(
            random -> JsonNodeFactory.instance.nullNode(),
            random -> JsonNodeFactory.instance.booleanNode(true),
            random -> JsonNodeFactory.instance.numberNode(-1),
            random -> JsonNodeFactory.instance.numberNode(1e300),
            random -> JsonNodeFactory.instance.stringNode(""),
            random -> JsonNodeFactory.instance.stringNode("\ud83d"),
            random -> JsonNodeFactory.instance.arrayNode(),
            random -> JsonNodeFactory.instance.objectNode(),
            Garbling::deep);

    /** The same, garbled somewhere. */
    abstract byte[] garble(byte[] bytes, Random random);

    /** As deep as readers and writers of JSON go by default, give or take a few levels. */
    private static JsonNode deep(Random random) {
        JsonNode node = JsonNodeFactory.instance.objectNode();
        int depth = 470 + random.nextInt(40);
        for (int i = 0; i < depth; i++) {
            node = JsonNodeFactory.instance.arrayNode().add(node);
        }
        return node;
    }

    private static byte[] fragment(Random random) {
        return bytesOf(FRAGMENTS[random.nextInt(FRAGMENTS.length)]);
    }

    private static byte[] joined(byte[]... parts) {
        Buffer joined = new Buffer();
        for (byte[] part : parts) {
            joined.write(part);
        }
        return joined.readByteArray();
    }

    private static String textOf(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] bytesOf(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private interface InLines {
        void change(List<String> lines);
    }

    private static byte[] inLines(byte[] bytes, InLines change) {
        List<String> lines = new ArrayList<>(List.of(textOf(bytes).split("\n", -1)));
        change.change(lines);
        return bytesOf(String.join("\n", lines));
    }

    private interface InFields {
        void change(ObjectNode parent, String name);
    }

    /** Changes a field of one JSON document: of the body, or of one event. */
    private static byte[] inFields(byte[] bytes, Random random, InFields change) {
        List<String> lines = new ArrayList<>(List.of(textOf(bytes).split("\n", -1)));
        List<Integer> documents = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("{") || lines.get(i).startsWith(PREFIX + "{")) {
                documents.add(i);
            }
        }
        if (documents.isEmpty()) {
            return bytes;
        }
        int place = documents.get(random.nextInt(documents.size()));
        String prefix = lines.get(place).startsWith(PREFIX) ? PREFIX : "";
        lines.set(place, prefix + changed(lines.get(place).substring(prefix.length()), random, change));
        return bytesOf(String.join("\n", lines));
    }

    private static String changed(String document, Random random, InFields change) {
        JsonNode root;
        try {
            root = JSON.readTree(document);
        } catch (JacksonException garbledBefore) {
            return document;
        }
        List<Map.Entry<ObjectNode, String>> fields = new ArrayList<>();
        collect(root, fields);
        if (!fields.isEmpty()) {
            Map.Entry<ObjectNode, String> field = fields.get(random.nextInt(fields.size()));
            change.change(field.getKey(), field.getValue());
        }
        return JSON.writeValueAsString(root);
    }

    private static void collect(JsonNode node, List<Map.Entry<ObjectNode, String>> fields) {
        if (node instanceof ObjectNode object) {
            object.propertyNames().forEach(name -> fields.add(Map.entry(object, name)));
        }
        node.forEach(child -> collect(child, fields));
    }

    /** Some bytes, and those before and behind them. */
    private record Range(byte[] before, byte[] inside, byte[] behind) {
        private static final int LONGEST = 200;

        static Range in(byte[] bytes, Random random) {
            int from = random.nextInt(bytes.length);
            int to = Math.min(bytes.length, from + 1 + random.nextInt(LONGEST));
            return new Range(
                    Arrays.copyOf(bytes, from),
                    Arrays.copyOfRange(bytes, from, to),
                    Arrays.copyOfRange(bytes, to, bytes.length));
        }
    }
}
