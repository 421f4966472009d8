package ai.kern.specs.approval;

import ai.kern.approval.ApprovalStatus;
import ai.kern.approval.AuditKind;
import ai.kern.db.EntryKind;
import ai.kern.db.ExecutionPhase;
import ai.kern.db.RequirementStatus;
import ai.kern.internal.Json;
import ai.kern.requirement.AnswerType;
import ai.kern.requirement.PauseType;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunStatus;
import ai.kern.run.RunnerKind;
import ai.kern.tool.ApprovalType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** All the ways to change one thing in the value of a cell: in a document, every leaf of it, also of documents in documents. */
final class Edits {
    private static final List<Class<? extends Enum<?>>> WORDS = List.of(
            ApprovalStatus.class,
            AuditKind.class,
            EntryKind.class,
            ExecutionPhase.class,
            RequirementStatus.class,
            AnswerType.class,
            PauseType.class,
            OutcomeStatus.class,
            RunStatus.class,
            RunnerKind.class,
            ApprovalType.class);

    /** The tools of which one could stand in place of the other. */
    private static final List<String> TOOLS = List.of("pay", "wipe");

    private Edits() {}

    /**
     * A changed value.
     *
     * @param where the place in the document that was changed
     * @param value the value of the cell then
     */
    record Edit(String where, @Nullable Object value) {
        @Override
        public String toString() {
            return where;
        }
    }

    /** The edits of a cell. */
    static List<Edit> of(@Nullable Object value) {
        if (value instanceof Number number) {
            return List.of(new Edit(" + 1", number.longValue() + 1), new Edit(" + a year", number.longValue() + YEAR));
        }
        if (value instanceof String text) {
            return ofText(text);
        }
        return List.of(new Edit(" = 1", 1L), new Edit(" = x", "x"));
    }

    private static final long YEAR = 31_536_000_000L;

    private static List<Edit> ofText(String text) {
        if (isDocument(text)) {
            List<Edit> edits = new ArrayList<>();
            JsonNode document = Json.read(text);
            edit("", document, changed -> edits.add(new Edit(changed.where(), Json.write(document))));
            return edits;
        }
        List<Edit> edits = new ArrayList<>(
                otherWords(text).map(word -> new Edit(" = " + word, word)).toList());
        edits.add(new Edit(" = longer", text + "x"));
        return edits;
    }

    private static boolean isDocument(String text) {
        try {
            return text.startsWith("{") && Json.read(text).isObject();
        } catch (JacksonException plain) {
            return false;
        }
    }

    /** What could stand in place of a word that stands for one of several. */
    private static Stream<String> otherWords(String text) {
        Stream<List<String>> words = WORDS.stream()
                .map(type ->
                        Arrays.stream(type.getEnumConstants()).map(Enum::name).toList());
        return Stream.concat(words, Stream.of(TOOLS))
                .filter(names -> names.contains(text))
                .flatMap(List::stream)
                .filter(word -> !word.equals(text))
                .distinct();
    }

    /** Takes note of a document while one place in it is changed. */
    private interface Note {
        void take(Edit changed);
    }

    private static void edit(String where, JsonNode node, Note note) {
        if (node instanceof ObjectNode object) {
            for (String key : List.copyOf(object.propertyNames())) {
                JsonNode value = object.get(key);
                editEach(where + "/" + key, value, other -> object.set(key, other), note);
                object.set(key, value);
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                int index = i;
                JsonNode value = array.get(i);
                editEach(where + "/" + i, value, other -> array.set(index, other), note);
                array.set(i, value);
            }
        }
    }

    private static void editEach(String place, JsonNode value, Consumer<JsonNode> put, Note note) {
        edit(place, value, note);
        if (value.isString()) {
            for (Edit edit : ofText(value.stringValue())) {
                put.accept(Json.mapper().getNodeFactory().stringNode(String.valueOf(edit.value())));
                note.take(new Edit(place + edit.where(), null));
            }
        }
        for (JsonNode other : others(value)) {
            put.accept(other);
            note.take(new Edit(place + " = " + other, null));
        }
    }

    /** What of another kind could stand in place of a value, or what else of its own. */
    private static List<JsonNode> others(JsonNode value) {
        JsonNodeFactory nodes = Json.mapper().getNodeFactory();
        return switch (value.getNodeType()) {
            case STRING, OBJECT -> List.of(nodes.nullNode());
            case NUMBER -> List.of(nodes.numberNode(value.longValue() + 1), nodes.nullNode());
            case BOOLEAN -> List.of(nodes.booleanNode(!value.booleanValue()));
            case NULL -> List.of(nodes.stringNode("x"), nodes.numberNode(1));
            case ARRAY -> List.of(value.isEmpty() ? Json.array().add("x") : Json.array());
            default -> throw new IllegalArgumentException("no JSON of a document: " + value);
        };
    }
}
