package ai.kern.approval;

import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * One text for all ways to write one JSON value, in the manner of RFC 8785: keys in the order of their code units, no blanks, one
 * way to write each string. Numbers keep every digit, since plain doubles would make one of large integers that differ; equal
 * numbers are written alike, however many zeros they came with. Half a surrogate pair is an escape, as UTF-8 has none.
 */
final class CanonicalJson {
    private CanonicalJson() {}

    static String of(JsonNode node) {
        StringBuilder text = new StringBuilder();
        write(node, text);
        return text.toString();
    }

    private static void write(JsonNode node, StringBuilder text) {
        switch (node.getNodeType()) {
            case OBJECT -> writeObject(node, text);
            case ARRAY -> writeArray(node, text);
            case STRING -> writeString(node.stringValue(), text);
            case NUMBER -> writeNumber(node.decimalValue(), text);
            case BOOLEAN -> text.append(node.booleanValue());
            case NULL -> text.append("null");
            default -> throw new IllegalArgumentException("a " + node.getNodeType() + " is no JSON value");
        }
    }

    private static void writeObject(JsonNode object, StringBuilder text) {
        text.append('{');
        int start = text.length();
        object.properties().stream().sorted(Map.Entry.comparingByKey()).forEach(property -> {
            if (text.length() > start) {
                text.append(',');
            }
            writeString(property.getKey(), text);
            text.append(':');
            write(property.getValue(), text);
        });
        text.append('}');
    }

    private static void writeArray(JsonNode array, StringBuilder text) {
        text.append('[');
        for (int i = 0; i < array.size(); i++) {
            if (i > 0) {
                text.append(',');
            }
            write(array.get(i), text);
        }
        text.append(']');
    }

    private static void writeNumber(BigDecimal number, StringBuilder text) {
        if (number.signum() == 0) {
            text.append('0');
            return;
        }
        BigDecimal stripped = number.stripTrailingZeros();
        text.append(stripped.unscaledValue());
        if (stripped.scale() != 0) {
            text.append('e').append(-(long) stripped.scale());
        }
    }

    private static void writeString(String string, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                writeEscape(c, text);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < string.length()
                    && Character.isLowSurrogate(string.charAt(i + 1))) {
                text.append(c).append(string.charAt(++i));
            } else if (Character.isSurrogate(c)) {
                writeEscape(c, text);
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    private static void writeEscape(char c, StringBuilder text) {
        text.append("\\u").append(HexFormat.of().toHexDigits(c));
    }
}
