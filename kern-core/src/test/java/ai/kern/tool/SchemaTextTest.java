package ai.kern.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.internal.Json;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("TOOL-1")
class SchemaTextTest {
    private static ToolSchema schema(String text) {
        return ToolSchema.of(text.replace('\'', '"'));
    }

    @Test
    void theTextIsKeptAsItIs() {
        String text = "{ \"type\":\"object\",\n \"properties\":{\"b\":{},\"a\":{}}, \"required\":[\"a\"]}";

        ToolSchema schema = ToolSchema.of(text);

        assertThat(schema.text()).isEqualTo(text);
        assertThat(schema.propertyNames()).containsExactly("b", "a");
        assertThat(schema.isRequired("a")).isTrue();
        assertThat(schema.isRequired("b")).isFalse();
        assertThat(schema.isRequired("c")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "nope | not JSON",
                "{'type':'object','type':'object'} | not JSON",
                "[] | type object",
                "{} | type object",
                "{'type':'array'} | type object",
                "{'type':['object','null']} | type object",
                "{'type':'object','properties':{'a':{'type':'strin'}}} | /properties/a/type",
                "{'type':'object','properties':{'a':5}} | /properties/a",
                "{'type':'object','required':'a'} | /required",
                "{'type':'object','properties':{'a':{'pattern':'('}}} | /properties/a/pattern",
                "{'type':'object','properties':{'a':{'$ref':'#/$defs/missing'}}} | /$defs/missing",
                "{'type':'object','properties':{'a':{'$ref':'https://example.com/a.json'}}} | https://example.com/a.json",
                "{'type':'object','properties':{'a':{'$ref':'classpath:/a.json'}}} | another document",
                "{'$schema':'https://example.com/own','type':'object'} | https://example.com/own",
            })
    void anInvalidSchemaIsAnErrorThatNamesThePlace(String text, String part) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> schema(text))
                .withMessageContainingAll("the JSON schema", part);
    }

    @Test
    void anOlderDialectIsUnderstood() {
        ToolSchema schema = schema("{'$schema':'http://json-schema.org/draft-07/schema#','type':'object',"
                + "'definitions':{'n':{'type':'integer'}},'properties':{'a':{'$ref':'#/definitions/n'}}}");

        assertThatThrownBy(() -> schema.check("{\"a\":\"x\"}")).hasMessageContaining("a: must be integer");
        assertThat(schema.property("a").orElseThrow()).contains("\"definitions\":{\"n\":{\"type\":\"integer\"}}");
    }

    @Test
    void withoutDescriptionsDropsWhatDescribesAndNothingElse() {
        ToolSchema schema = schema("""
                {'title':'T','description':'D','type':'object','required':['title','description'],
                'properties':{
                  'title':{'type':'string','description':'d','title':'t'},
                  'description':{'type':'object','properties':{'description':{'type':'string','description':'d'}},'description':'d'},
                  'list':{'type':'array','items':{'description':'d','enum':[{'description':'a value','b':1}]}},
                  'choice':{'anyOf':[{'description':'d','type':'null'},{'const':{'title':'a value'}}],'default':{'description':'kept'}}},
                '$defs':{'description':{'type':['string','null'],'description':'d'}}}""");

        assertThat(schema.withoutDescriptions().replace('"', '\''))
                .isEqualTo("{'$defs':{'description':{'type':['null','string']}},"
                        + "'properties':{"
                        + "'choice':{'anyOf':[{'type':'null'},{'const':{'title':'a value'}}],'default':{'description':'kept'}},"
                        + "'description':{'properties':{'description':{'type':'string'}},'type':'object'},"
                        + "'list':{'items':{'enum':[{'b':1,'description':'a value'}]},'type':'array'},"
                        + "'title':{'type':'string'}},"
                        + "'required':['description','title'],'type':'object'}");
    }

    @Test
    void withoutDescriptionsIsTheSameInEveryOrder() {
        ToolSchema one = schema("{'type':'object','properties':{'a':{'enum':['x','y']},'b':{'description':'d'}},"
                + "'required':['a','b']}");
        ToolSchema other =
                schema("{'required':['b','a'],'properties':{'b':{},'a':{'enum':['y','x']}},'type':'object'}");
        ToolSchema different =
                schema("{'required':['b','a'],'properties':{'b':{},'a':{'enum':['y','z']}},'type':'object'}");

        assertThat(one.withoutDescriptions()).isEqualTo(other.withoutDescriptions());
        assertThat(one.withoutDescriptions()).isNotEqualTo(different.withoutDescriptions());
        assertThat(one).isNotEqualTo(other);
    }

    @Test
    void withoutLeavesPropertiesOut() {
        ToolSchema schema = schema(
                "{'type':'object','properties':{'to':{'$ref':'#/$defs/p'},'text':{'type':'string'},"
                        + "'cc':{'$ref':'#/$defs/q'}},'required':['to','text'],"
                        + "'$defs':{'p':{'type':'string'},'q':{'type':'array','items':{'$ref':'#/$defs/r'}},'r':{'type':'string'}}}");

        assertThat(schema.without(List.of("to")).text().replace('"', '\''))
                .isEqualTo("{'type':'object','properties':{'text':{'type':'string'},'cc':{'$ref':'#/$defs/q'}},"
                        + "'required':['text'],"
                        + "'$defs':{'q':{'type':'array','items':{'$ref':'#/$defs/r'}},'r':{'type':'string'}}}");
        assertThat(schema.without(List.of("to", "text", "cc")).text().replace('"', '\''))
                .isEqualTo("{'type':'object','properties':{}}");
        assertThat(schema.without(List.of()))
                .extracting(ToolSchema::propertyNames)
                .isEqualTo(schema.propertyNames());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> schema.without(List.of("bcc")))
                .withMessageContainingAll("'bcc'", "to, text, cc");
    }

    @Test
    @Tag("TOOL-2")
    void whatWasLeftOutIsRefusedThoughTheSchemaAllowsUnknownProperties() {
        ToolSchema open = schema("{'type':'object','properties':{'to':{},'text':{}}}");

        assertThat(open.check("{\"to\":1,\"more\":1}").asMap()).hasSize(2);
        assertThat(open.without(List.of("to")).check("{\"text\":1,\"more\":1}").asMap())
                .hasSize(2);
        assertThatThrownBy(() -> open.without(List.of("to")).check("{\"to\":1}"))
                .isInstanceOf(InvalidArgumentsException.class)
                .hasMessageContaining("to: there is no such field; the fields are text");
        assertThatThrownBy(() ->
                        open.without(List.of("to")).without(List.of("text")).check("{\"to\":1}"))
                .hasMessageContaining("to: there is no such field");
    }

    @Test
    void aPropertyIsASchemaThatStandsByItself() {
        ToolSchema schema = schema("{'type':'object','properties':{'plain':{'type':'string'},'always':true,"
                + "'tree':{'$ref':'#/$defs/tree','description':'A tree.'},"
                + "'same':{'$ref':'#/properties/plain'},'self':{'$ref':'#'}},"
                + "'$defs':{'tree':{'type':'object','properties':{'next':{'$ref':'#/$defs/tree'},'leaf':{'$ref':'#/$defs/leaf'}}},"
                + "'leaf':{'type':'integer'},'unused':{}}}");

        assertThat(schema.property("plain")).contains("{\"type\":\"string\"}");
        assertThat(schema.property("always")).contains("true");
        assertThat(schema.property("none")).isEmpty();
        assertThat(schema.property("tree").orElseThrow().replace('"', '\''))
                .isEqualTo("{'$ref':'#/$defs/tree','description':'A tree.','$defs':{"
                        + "'tree':{'type':'object','properties':{'next':{'$ref':'#/$defs/tree'},'leaf':{'$ref':'#/$defs/leaf'}}},"
                        + "'leaf':{'type':'integer'}}}");
        assertValue(
                schema.property("tree").orElseThrow(), "{\"next\":{\"leaf\":\"x\"}}", "v.next.leaf: must be integer");
        assertValue(schema.property("same").orElseThrow(), "5", "v: must be string");
        assertValue(schema.property("self").orElseThrow(), "{\"plain\":5}", "v.plain: must be string");
    }

    /** Puts a property's schema where nothing else is and checks a value against it. */
    private static void assertValue(String property, String value, String violation) {
        var root = Json.object().put("type", "object");
        root.putObject("properties")
                .set("v", Json.object().put("$id", "urn:v").setAll((tools.jackson.databind.node.ObjectNode)
                        Json.read(property)));
        assertThatThrownBy(() -> ToolSchema.of(Json.write(root)).check("{\"v\":" + value + "}"))
                .isInstanceOf(InvalidArgumentsException.class)
                .hasMessageContaining(violation);
    }

    @Test
    void leavingOutAPropertyThatAnotherRefersToBreaksNothing() {
        ToolSchema rest = schema(
                        "{'type':'object','properties':{'from':{'type':'string'},'to':{'$ref':'#/properties/from'}}}")
                .without(List.of("from"));

        assertThat(rest.propertyNames()).containsExactly("to");
        assertThatThrownBy(() -> rest.check("{\"to\":5}")).hasMessageContaining("to: must be string");
        assertThat(rest.check("{\"to\":\"ann\"}").asMap()).containsEntry("to", "ann");
    }
}
