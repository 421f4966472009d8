package ai.kern.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.kern.internal.Json;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

@Tag("TOOL-1")
class JavaTypeSchemaTest {
    private static String schemaOf(Class<?> type) {
        return ToolSchema.of(type).text();
    }

    private static String json(String text) {
        return Json.write(Json.read(text.replace('\'', '"')));
    }

    record Primitives(byte a, short b, int c, long d, float e, double f, boolean g, char h) {}

    @Test
    void primitivesAreRequiredAndHaveNoInventedBounds() {
        assertThat(schemaOf(Primitives.class)).isEqualTo(json("""
                {'type':'object','properties':{
                'a':{'type':'integer'},'b':{'type':'integer'},'c':{'type':'integer'},'d':{'type':'integer'},
                'e':{'type':'number'},'f':{'type':'number'},'g':{'type':'boolean'},
                'h':{'type':'string','minLength':1,'maxLength':1}},
                'required':['a','b','c','d','e','f','g','h'],'additionalProperties':false}"""));
    }

    record Numbers(Integer boxed, Long big, BigInteger bigger, BigDecimal exact, Double rough) {}

    @Test
    void boxedAndBigNumbersAreNumbers() {
        assertThat(schemaOf(Numbers.class)).contains(json("""
                {'boxed':{'type':'integer'},'big':{'type':'integer'},'bigger':{'type':'integer'},
                'exact':{'type':'number'},'rough':{'type':'number'}}"""));
    }

    enum Color {
        RED,
        @JsonProperty("light-blue")
        LIGHT_BLUE;

        @Override
        public String toString() {
            return "shown as " + name();
        }
    }

    record Painted(Color color, Optional<Color> second) {}

    @Test
    void enumsAreTheirConstantsNamesWhateverToStringSays() {
        assertThat(schemaOf(Painted.class)).contains(json("""
                {'color':{'type':'string','enum':['RED','light-blue']},
                'second':{'type':['string','null'],'enum':['RED','light-blue',null]}}"""));
    }

    record Times(Instant at, LocalDate day, LocalDateTime local, Duration length, UUID id) {}

    @Test
    void timesAndIdsAreStringsWithAFormat() {
        assertThat(schemaOf(Times.class))
                .contains("'at':{'type':'string','format':'date-time'}".replace('\'', '"'))
                .contains("'day':{'type':'string','format':'date'}".replace('\'', '"'))
                .contains("'length':{'type':'string','format':'duration'}".replace('\'', '"'))
                .contains("'id':{'type':'string','format':'uuid'}".replace('\'', '"'));
    }

    @Test
    void aTimeWithoutOffsetTakesWhatItsJavaTypeTakes() {
        ToolSchema schema = ToolSchema.of(Times.class);

        ToolArguments arguments = schema.check("""
                {"at":"2026-01-31T10:00:00Z","day":"2026-01-31","local":"2026-01-31T10:00","length":"PT1H30M",
                 "id":"123e4567-e89b-12d3-a456-426614174000"}""");

        assertThat(arguments.as(Times.class))
                .isEqualTo(new Times(
                        Instant.parse("2026-01-31T10:00:00Z"),
                        LocalDate.of(2026, 1, 31),
                        LocalDateTime.of(2026, 1, 31, 10, 0),
                        Duration.ofMinutes(90),
                        UUID.fromString("123e4567-e89b-12d3-a456-426614174000")));
    }

    record Item(
            @Param(name = "item_id", description = "Its id.")
            String id,

            int count) {}

    record Order(
            @Param(description = "What is ordered.") List<Item> items,
            Map<String, Integer> prices,
            Set<String> tags,
            String[] notes) {}

    @Test
    void anObjectThatIsUsedOnceStandsWhereItIsUsed() {
        assertThat(schemaOf(Order.class)).isEqualTo(json("""
                {'type':'object','properties':{
                'items':{'type':'array','items':{'type':'object','properties':{
                  'item_id':{'type':'string','description':'Its id.'},'count':{'type':'integer'}},
                  'required':['item_id','count'],'additionalProperties':false},'description':'What is ordered.'},
                'prices':{'type':'object','additionalProperties':{'type':'integer'}},
                'tags':{'type':'array','items':{'type':'string'},'uniqueItems':true},
                'notes':{'type':'array','items':{'type':'string'}}},
                'required':['items','prices','tags','notes'],'additionalProperties':false}"""));
    }

    record Pair(
            @Param(description = "The one.") Item one,
            @Param(description = "The other.") Item other) {}

    @Test
    void anObjectThatIsUsedTwiceIsDefinedOnceAtTheRoot() {
        assertThat(schemaOf(Pair.class)).isEqualTo(json("""
                {'type':'object','properties':{
                'one':{'anyOf':[{'$ref':'#/$defs/Item'}],'description':'The one.'},
                'other':{'anyOf':[{'$ref':'#/$defs/Item'}],'description':'The other.'}},
                'required':['one','other'],'additionalProperties':false,
                '$defs':{'Item':{'type':'object','properties':{
                  'item_id':{'type':'string','description':'Its id.'},'count':{'type':'integer'}},
                  'required':['item_id','count'],'additionalProperties':false}}}"""));
    }

    record Tree(String name, List<Tree> children, Optional<Tree> next) {}

    record Forest(Tree tree) {}

    @Test
    void aTypeThatHoldsItselfIsDefinedAtTheRoot() {
        String definition = json("""
                {'type':'object','properties':{'name':{'type':'string'},
                'children':{'type':'array','items':{'$ref':'#/$defs/Tree'}},
                'next':{'anyOf':[{'$ref':'#/$defs/Tree'},{'type':'null'}]}},
                'required':['name','children'],'additionalProperties':false}""");

        assertThat(Json.read(schemaOf(Forest.class)).path("$defs").path("Tree").toString())
                .isEqualTo(definition);
        assertThat(Json.read(schemaOf(Tree.class)).path("$defs").path("Tree").toString())
                .isEqualTo(definition);
    }

    @Test
    void aTypeThatHoldsItselfIsCheckedAtEveryDepth() {
        ToolSchema schema = ToolSchema.of(Forest.class);

        schema.check("{\"tree\":{\"name\":\"a\",\"children\":[{\"name\":\"b\",\"children\":[],\"next\":null}]}}");
        assertThat(catchViolations(
                        schema,
                        "{\"tree\":{\"name\":\"a\",\"children\":[{\"name\":\"b\",\"children\":[{\"name\":7}]}]}}"))
                .containsExactlyInAnyOrder(
                        "tree.children[0].children[0].children: is missing",
                        "tree.children[0].children[0].name: must be string, but is integer");
    }

    record Page<T>(List<T> items, @Nullable T last) {}

    record Pages(Page<Item> items, Page<String> names, Page<Page<Integer>> nested) {}

    @Test
    void aGenericRecordHasASchemaOfItsOwnForEachTypeArgument() {
        JsonNode properties = Json.read(schemaOf(Pages.class)).path("properties");

        assertThat(properties.path("names").toString()).isEqualTo(json("""
                {'type':'object','properties':{'items':{'type':'array','items':{'type':'string'}},
                'last':{'type':['string','null']}},'required':['items'],'additionalProperties':false}"""));
        assertThat(properties
                        .path("nested")
                        .path("properties")
                        .path("items")
                        .path("items")
                        .path("$ref")
                        .stringValue())
                .isEqualTo("#/$defs/Page_Integer");
        assertThat(properties
                        .path("items")
                        .path("properties")
                        .path("last")
                        .path("anyOf")
                        .path(0)
                        .path("$ref")
                        .stringValue())
                .isEqualTo("#/$defs/Item");
    }

    record Inner(Optional<String> maybe, OptionalInt number) {}

    record Outer(Optional<Inner> inner, Optional<List<Optional<Integer>>> deep) {}

    @Test
    void optionalOnesMayBeLeftOutOrNullAtEveryDepth() {
        assertThat(schemaOf(Outer.class)).isEqualTo(json("""
                {'type':'object','properties':{
                'inner':{'type':['object','null'],'properties':{
                  'maybe':{'type':['string','null']},'number':{'type':['integer','null']}},'additionalProperties':false},
                'deep':{'type':['array','null'],'items':{'type':['integer','null']}}},
                'additionalProperties':false}"""));
        ToolSchema schema = ToolSchema.of(Outer.class);
        Outer absent = new Outer(Optional.empty(), Optional.empty());
        assertThat(schema.check("{}").as(Outer.class)).isEqualTo(absent);
        assertThat(schema.check("{\"inner\":null}").as(Outer.class).inner()).isEmpty();
        assertThat(schema.check("{\"inner\":{\"maybe\":\"x\",\"number\":null}}")
                        .as(Outer.class)
                        .inner())
                .contains(new Inner(Optional.of("x"), OptionalInt.empty()));
    }

    record Marked(
            @Nullable String nullable,
            @Param(required = false) Integer notRequired,
            List<@Nullable String> holes) {}

    @Test
    void nullableAndNotRequiredOnesAreOptional() {
        assertThat(schemaOf(Marked.class)).isEqualTo(json("""
                {'type':'object','properties':{'nullable':{'type':['string','null']},'notRequired':{'type':['integer','null']},
                'holes':{'type':'array','items':{'type':['string','null']}}},'required':['holes'],'additionalProperties':false}"""));
    }

    record Anything(Object any, JsonNode node) {}

    @Test
    void objectAndJsonNodeStandForAnything() {
        assertThat(schemaOf(Anything.class)).contains("\"any\":{},\"node\":{}");
        Anything read = ToolSchema.of(Anything.class)
                .check("{\"any\":[9007199254740993],\"node\":{\"x\":1.10}}")
                .as(Anything.class);
        assertThat(read.any()).isEqualTo(List.of(9007199254740993L));
        assertThat(read.node().path("x").decimalValue()).isEqualTo(new BigDecimal("1.10"));
    }

    static class Base<T> {
        private T first;

        public T getFirst() {
            return first;
        }

        public void setFirst(T first) {
            this.first = first;
        }
    }

    static class Bean extends Base<LocalDate> {
        public List<String> names = new ArrayList<>();
        private int count;

        public int getCount() {
            return count;
        }

        public void setCount(int count) {
            this.count = count;
        }

        public String getComputed() {
            return "not a parameter";
        }
    }

    @Test
    void aBeanHasThePropertiesThatCanBeSetInheritedOnesIncluded() {
        ToolSchema schema = ToolSchema.of(Bean.class);

        assertThat(schema.propertyNames()).containsExactlyInAnyOrder("first", "names", "count");
        assertThat(schema.property("first")).contains("{\"type\":\"string\",\"format\":\"date\"}");
        assertThat(schema.isRequired("count")).isTrue();
    }

    record Empty() {}

    @Test
    void aRecordWithoutComponentsMeansNoArguments() {
        assertThat(schemaOf(Empty.class))
                .isEqualTo("{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}");
    }

    record WrittenOut(@Param(name = "user_id") String userId) {
        WrittenOut(String userId) {
            this.userId = userId;
        }
    }

    @Test
    void aConstructorThatIsWrittenOutKeepsTheNamesOfItsComponents() {
        assertThat(ToolSchema.of(WrittenOut.class).check("{\"user_id\":\"u\"}").as(WrittenOut.class))
                .isEqualTo(new WrittenOut("u"));
    }

    @SuppressWarnings("rawtypes")
    record Raw(List list) {}

    record Wild(List<?> list) {}

    record Keys(Map<Integer, String> map) {}

    interface Shape {}

    record Shapes(List<Shape> shapes) {}

    record OptionalPrimitive(@Param(required = false) int count) {}

    record Endless<T>(Optional<Endless<List<T>>> next) {}

    record EndlessUse(Endless<String> endless) {}

    record Contextual(ToolContext context) {}

    record Old(java.util.Date date) {}

    record Twice(Optional<Optional<String>> text) {}

    record Concrete(ArrayList<String> list) {}

    @Test
    void aTypeWithoutASchemaIsNamedWithTheCure() {
        assertUnsupported(Raw.class, "'list'", "java.util.List", "type arguments");
        assertUnsupported(Wild.class, "Wild.list", "?", "use a type in its place");
        assertUnsupported(Keys.class, "'map'", "keys of a map are strings");
        assertUnsupported(Shapes.class, "'shapes'", "Shape", "abstract", "use a record");
        assertUnsupported(OptionalPrimitive.class, "OptionalPrimitive.count", "int", "wrapper class");
        assertUnsupported(EndlessUse.class, "Endless", "no end");
        assertUnsupported(Contextual.class, "'context'", "ToolContext");
        assertUnsupported(Old.class, "'date'", "java.util.Date", "use a record");
        assertUnsupported(Twice.class, "'text'", "use one Optional");
        assertUnsupported(Concrete.class, "'list'", "ArrayList", "use List");
        assertUnsupported(Page.class, "Page", "type arguments");
        assertUnsupported(String.class, "java.lang.String");
        assertUnsupported(Color.class, "Color");
        assertUnsupported(Shape.class, "Shape", "abstract");
        assertUnsupported(Map.class, "java.util.Map");
        assertUnsupported(int.class, "int");
    }

    private static void assertUnsupported(Class<?> type, String... parts) {
        assertThatIllegalArgumentException()
                .as("schema of %s", type)
                .isThrownBy(() -> ToolSchema.of(type))
                .satisfies(e -> assertThat(e.getMessage()).contains(parts).hasSizeLessThan(1000));
    }

    private static List<String> catchViolations(ToolSchema schema, String arguments) {
        try {
            schema.check(arguments);
        } catch (InvalidArgumentsException e) {
            return e.violations();
        }
        throw new AssertionError("accepted: " + arguments);
    }
}
