package ai.kern.tool;

import ai.kern.db.Limits;
import ai.kern.internal.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;

/** Reads the text of arguments, or of an answer, and says in the model's terms what is wrong with it. */
final class ArgumentText {
    /** A number of a few characters can stand for gigabytes of digits; nothing that is reckoned with has so many. */
    private static final int MOST_DIGITS = 10_000;

    private static final Pattern DUPLICATE = Pattern.compile("Duplicate Object property \"(.*)\"", Pattern.DOTALL);

    private ArgumentText() {}

    /**
     * Reads one JSON object.
     *
     * @throws InvalidArgumentsException if the text is anything else, or beyond the limits
     */
    static JsonNode read(String text, Subject subject) {
        if (Limits.exceeds(text, Limits.DOCUMENT_BYTES)) {
            throw invalid(
                    subject.has(Limits.bytes(text) + " bytes, and at most " + Limits.DOCUMENT_BYTES + " are allowed"),
                    null);
        }
        JsonNode node;
        try {
            node = Json.read(text);
        } catch (JacksonException e) {
            throw invalid(problemOf(e, text, subject), e);
        }
        if (node.isMissingNode()) {
            throw invalid(subject.is("empty; give a JSON object"), null);
        }
        if (!node.isObject()) {
            throw invalid(
                    subject.is("a JSON " + node.getNodeType().name().toLowerCase(Locale.ROOT) + "; give a JSON object"),
                    null);
        }
        checkNumbers(node, "");
        return node;
    }

    private static void checkNumbers(JsonNode node, String place) {
        if (node.isObject()) {
            node.properties()
                    .forEach(property -> checkNumbers(
                            property.getValue(),
                            place.isEmpty() ? property.getKey() : place + "." + property.getKey()));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                checkNumbers(node.get(i), place + "[" + i + "]");
            }
        } else if (node.isBigDecimal()) {
            BigDecimal number = node.decimalValue();
            long digits =
                    Math.max(Math.abs((long) number.scale()), Math.abs((long) number.precision() - number.scale()));
            if (digits > MOST_DIGITS) {
                throw invalid(place + ": the number has more than " + MOST_DIGITS + " digits when written out", null);
            }
        }
    }

    private static String problemOf(JacksonException e, String text, Subject subject) {
        String message = String.valueOf(e.getOriginalMessage());
        if (e instanceof UnexpectedEndOfInputException || message.startsWith("Unexpected end-of-input")) {
            return subject.is("cut off: the JSON ends too early");
        }
        Matcher duplicate = DUPLICATE.matcher(message);
        if (duplicate.find()) {
            return duplicate.group(1) + ": is there twice in one object";
        }
        if (e instanceof StreamConstraintsException) {
            return message.contains("nesting depth")
                    ? subject.nests("deeper than " + Json.MAXIMAL_DEPTH + " levels")
                    : subject.is("beyond a limit: " + message);
        }
        return isFollowedByMore(text) ? "there is more text after the JSON object" : subject.is("not JSON: " + message);
    }

    private static boolean isFollowedByMore(String text) {
        try {
            return Json.mapper()
                    .reader()
                    .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(text)
                    .isObject();
        } catch (JacksonException broken) {
            return false;
        }
    }

    private static InvalidArgumentsException invalid(String problem, @Nullable Throwable cause) {
        return new InvalidArgumentsException(List.of(problem), List.of(problem), cause);
    }
}
