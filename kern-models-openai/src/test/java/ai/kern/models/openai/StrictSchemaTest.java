package ai.kern.models.openai;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.model.Message;
import ai.kern.model.ModelRequest;
import ai.kern.model.ToolSpec;
import ai.kern.tool.FunctionTool;
import ai.kern.tool.Param;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A schema is declared strict exactly where OpenAI takes it so. */
@Tag("OAI-2")
class StrictSchemaTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":[\"string\",\"null\"]}},\"required\":[\"a\"],\"additionalProperties\":false}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#/$defs/A\"}},\"required\":[\"a\"],\"additionalProperties\":false,"
                        + "\"$defs\":{\"A\":{\"type\":\"array\",\"items\":{\"enum\":[\"x\"],\"type\":\"string\"}}}}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"anyOf\":[{\"type\":\"integer\",\"minimum\":1},{\"type\":\"null\"}]}},"
                        + "\"required\":[\"a\"],\"additionalProperties\":false}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"format\":\"date\"}},\"required\":[\"a\"],\"additionalProperties\":false}"
            })
    void aClosedSchemaOfKnownWordsIsStrict(String schema) {
        assertThat(StrictSchema.allows(WireJson.read(schema))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "{\"type\":\"string\"}",
                "{\"type\":\"object\"}",
                "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":true}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"additionalProperties\":false}",
                "{\"type\":\"object\",\"properties\":{\"a\":{}},\"required\":[\"a\"],\"additionalProperties\":false}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"default\":\"x\"}},\"required\":[\"a\"],\"additionalProperties\":false}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"format\":\"uri\"}},\"required\":[\"a\"],\"additionalProperties\":false}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"oneOf\":[{\"type\":\"string\"}]}},\"required\":[\"a\"],\"additionalProperties\":false}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}}},"
                        + "\"required\":[\"a\"],\"additionalProperties\":false}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#/$defs/A\",\"description\":\"first\"},\"b\":{\"$ref\":\"#/$defs/A\"}},"
                        + "\"required\":[\"a\",\"b\"],\"additionalProperties\":false,\"$defs\":{\"A\":{\"type\":\"string\"}}}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"array\"}},\"required\":[\"a\"],\"additionalProperties\":false}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"enum\":[\"x\"]}},\"required\":[\"a\"],\"additionalProperties\":false}",
                "{\"type\":\"object\",\"anyOf\":[{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}],\"properties\":{},\"additionalProperties\":false}"
            })
    void anythingElseIsNot(String schema) {
        assertThat(StrictSchema.allows(WireJson.read(schema))).isFalse();
    }

    @Test
    void aSchemaWithinASchemaWithinASchemaHasAnEnd() {
        String schema = "{\"type\":\"array\",\"items\":".repeat(100) + "{\"type\":\"string\"}" + "}".repeat(100);

        assertThat(StrictSchema.allows(WireJson.read("{\"type\":\"object\",\"properties\":{\"a\":" + schema
                        + "},\"required\":[\"a\"],\"additionalProperties\":false}")))
                .isFalse();
    }

    record Address(String street) {}

    record Move(
            @Param(description = "where the goods are") Address from,
            @Param(description = "where they go") Address to) {}

    @Test
    void aTypeThatIsUsedTwiceAndDescribedEachTimeIsStrict() {
        Object move = FunctionTool.builder("move").parameters(Move.class).call((goods, context) -> "moved");
        try (ModelServer server = new ModelServer()) {
            server.answers("{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"done\"}}]}");
            Agent agent = Agent.builder()
                    .name("Mover")
                    .model(server.chat().build())
                    .tools(move)
                    .build();

            agent.run("go");

            JsonNode function = server.requestBody().path("tools").path(0).path("function");
            assertThat(function.path("strict").booleanValue(false))
                    .as(function.toString())
                    .isTrue();
            assertThat(function.path("parameters")
                            .path("properties")
                            .path("from")
                            .toString())
                    .isEqualTo("{\"anyOf\":[{\"$ref\":\"#/$defs/Address\"}],\"description\":\"where the goods are\"}");
        }
    }

    @Test
    void bothApisSayWhichToolsAreStrict() {
        List<ToolSpec> tools = List.of(
                new ToolSpec("closed", "", "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}"),
                new ToolSpec("open", "", "{\"type\":\"object\"}"));
        ModelRequest request = new ModelRequest(List.of(new Message.User("hi")), tools);
        try (ModelServer server = new ModelServer()) {
            server.answers(Api.CHAT.hello).answers(Api.RESPONSES.hello).answers(Api.CHAT.hello);

            server.chat().build().respond(request);
            JsonNode chat = server.requestBody().path("tools");
            server.responses().build().respond(request);
            JsonNode responses = server.requestBody().path("tools");
            server.chat().strictSchemas(false).build().respond(request);
            JsonNode lax = server.requestBody().path("tools");

            assertThat(chat.path(0).path("function").path("strict").booleanValue())
                    .isTrue();
            assertThat(chat.path(1).path("function").has("strict")).isFalse();
            assertThat(responses.path(0).path("strict").booleanValue()).isTrue();
            assertThat(responses.path(1).path("strict").booleanValue()).isFalse();
            assertThat(lax.path(0).path("function").has("strict")).isFalse();
        }
    }
}
