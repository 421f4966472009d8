package ai.kern.models.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.model.Message;
import ai.kern.model.Model;
import ai.kern.model.ModelListener;
import ai.kern.model.ModelRequest;
import ai.kern.model.OutputSchema;
import ai.kern.model.ToolChoice;
import ai.kern.model.ToolSpec;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Each setting becomes the field that its API documents. */
@Tag("OAI-1")
class RequestSettingsTest {
    private static final List<Message> MESSAGES = List.of(new Message.System("Be brief."), new Message.User("hi"));
    private static final ModelRequest REQUEST = new ModelRequest(MESSAGES, List.of());
    private static final ModelRequest WITH_TOOL =
            new ModelRequest(MESSAGES, List.of(new ToolSpec("pay", "", "{\"type\":\"object\"}")));
    private static final OutputSchema INVOICE = new OutputSchema(
            "invoice",
            "{\"type\":\"object\",\"properties\":{\"sum\":{\"type\":\"number\"}},\"required\":[\"sum\"],\"additionalProperties\":false}");

    private final ModelServer server = new ModelServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void whatBothApisShareHasOneName(Api api) {
        JsonNode body = sent(
                api,
                api.at(server.web.url("/v1"))
                        .temperature(0.2)
                        .topP(0.9)
                        .parallelToolCalls(false)
                        .metadata("team", "a")
                        .metadata("stage", "b")
                        .user("u-1"),
                WITH_TOOL);

        assertThat(body.path("temperature").toString()).isEqualTo("0.2");
        assertThat(body.path("top_p").toString()).isEqualTo("0.9");
        assertThat(body.path("parallel_tool_calls").booleanValue(true)).isFalse();
        assertThat(body.path("metadata").toString()).isEqualTo("{\"team\":\"a\",\"stage\":\"b\"}");
        assertThat(body.path("user").stringValue()).isEqualTo("u-1");
    }

    @Test
    void chatHasSettingsOfItsOwn() {
        JsonNode body = sent(
                Api.CHAT,
                server.chat()
                        .maxOutputTokens(100)
                        .reasoningEffort("low")
                        .frequencyPenalty(0.5)
                        .presencePenalty(-0.5)
                        .seed(42)
                        .stop("END", "STOP"),
                REQUEST);

        assertThat(body.path("max_completion_tokens").intValue()).isEqualTo(100);
        assertThat(body.path("reasoning_effort").stringValue()).isEqualTo("low");
        assertThat(body.path("frequency_penalty").doubleValue()).isEqualTo(0.5);
        assertThat(body.path("presence_penalty").doubleValue()).isEqualTo(-0.5);
        assertThat(body.path("seed").intValue()).isEqualTo(42);
        assertThat(body.path("stop").toString()).isEqualTo("[\"END\",\"STOP\"]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    REQUIRED | "required"
                    NONE     | "none"
                    """)
    void toolsMayBeForcedAndForbidden(ToolChoice.Mode mode, String field) {
        ToolChoice choice = mode == ToolChoice.Mode.NONE ? ToolChoice.NONE : ToolChoice.REQUIRED;
        for (Api api : Api.values()) {
            JsonNode body = sent(api, api.at(server.web.url("/v1")), WITH_TOOL.withToolChoice(choice));

            assertThat(body.path("tool_choice").toString()).isEqualTo(field);
        }
    }

    @Test
    void oneToolMayBeForced() {
        ModelRequest request = WITH_TOOL.withToolChoice(ToolChoice.tool("pay"));

        assertThat(sent(Api.CHAT, server.chat(), request).path("tool_choice").toString())
                .isEqualTo("{\"type\":\"function\",\"function\":{\"name\":\"pay\"}}");
        assertThat(sent(Api.RESPONSES, server.responses(), request)
                        .path("tool_choice")
                        .toString())
                .isEqualTo("{\"type\":\"function\",\"name\":\"pay\"}");
    }

    @ParameterizedTest
    @EnumSource
    void theRequestsChoiceStandsOverTheModels(Api api) {
        OpenAiModelBuilder<?> required = api.at(server.web.url("/v1")).toolChoice(ToolChoice.REQUIRED);

        assertThat(sent(api, required, WITH_TOOL).path("tool_choice").stringValue())
                .isEqualTo("required");
        assertThat(sent(api, required, WITH_TOOL.withToolChoice(ToolChoice.NONE))
                        .path("tool_choice")
                        .stringValue())
                .isEqualTo("none");
    }

    @ParameterizedTest
    @EnumSource
    void withoutToolsNothingIsSaidOfThem(Api api) {
        OpenAiModelBuilder<?> builder = api.at(server.web.url("/v1"))
                .toolChoice(ToolChoice.REQUIRED)
                .parallelToolCalls(true)
                .requestField("tool_choice", "\"auto\"");

        JsonNode body = sent(api, builder, REQUEST);

        assertThat(body.has("tools") || body.has("tool_choice") || body.has("parallel_tool_calls"))
                .isFalse();
    }

    @Test
    void theFormOfTheTextIsAsked() {
        ModelRequest request = REQUEST.withOutputSchema(INVOICE);

        JsonNode chat = sent(Api.CHAT, server.chat(), request).path("response_format");
        JsonNode responses = sent(
                        Api.RESPONSES, server.responses().requestField("text", "{\"verbosity\":\"low\"}"), request)
                .path("text");

        assertThat(chat.path("type").stringValue()).isEqualTo("json_schema");
        assertThat(chat.path("json_schema").path("name").stringValue()).isEqualTo("invoice");
        assertThat(chat.path("json_schema").path("strict").booleanValue()).isTrue();
        assertThat(chat.path("json_schema").path("schema").toString()).isEqualTo(INVOICE.schema());
        assertThat(responses.path("verbosity").stringValue()).isEqualTo("low");
        assertThat(responses.path("format").path("type").stringValue()).isEqualTo("json_schema");
        assertThat(responses.path("format").path("name").stringValue()).isEqualTo("invoice");
        assertThat(responses.path("format").path("schema").toString()).isEqualTo(INVOICE.schema());
    }

    @Test
    void aModelMayHaveAFormForAllItsTexts() {
        assertThat(sent(Api.CHAT, server.chat().outputSchema(INVOICE), REQUEST).has("response_format"))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aStreamIsAskedForTheSame(Api api) {
        Model model = api.build(api.at(server.web.url("/v1")).temperature(0.5).maxOutputTokens(100));
        ModelRequest request = WITH_TOOL.withToolChoice(ToolChoice.tool("pay")).withOutputSchema(INVOICE);
        server.answers(api.hello).streams(api.helloInPieces.toArray(String[]::new));

        model.respond(request);
        model.respond(request, new ModelListener() {});

        JsonNode whole = server.requestBody();
        ObjectNode streamed = (ObjectNode) server.requestBody();
        assertThat(streamed.remove("stream").booleanValue()).isTrue();
        streamed.remove("stream_options");
        assertThat(streamed).isEqualTo(whole);
        assertThat(whole.has("tool_choice")).isTrue();
    }

    @Test
    void instructionsMayBeTheDevelopers() {
        assertThat(sent(Api.CHAT, server.chat().developerInstructions(), REQUEST)
                        .path("messages")
                        .path(0)
                        .path("role")
                        .stringValue())
                .isEqualTo("developer");
    }

    @Test
    void theQueryIsSentAndNotShown() {
        server.answers(Api.CHAT.hello);
        OpenAiChat model = server.chat()
                .baseUrl(server.web.url("/v1?a=1").toString())
                .queryParameter("api-version", "2024-10-21")
                .queryParameter("api-key", "k-secret")
                .build();

        model.respond(REQUEST);

        assertThat(server.request().getTarget())
                .isEqualTo("/v1/chat/completions?a=1&api-version=2024-10-21&api-key=k-secret");
        assertThat(model.toString()).doesNotContain("k-secret");
        server.answers(401, "text/plain", "no such key: k-secret");
        assertThatThrownBy(() -> model.respond(REQUEST)).hasMessageContaining("no such key: ***");
    }

    @Test
    void theKeyMayHaveAHeaderOfItsOwn() {
        server.answers(Api.CHAT.hello);

        server.chat().apiKey("k-secret").apiKeyHeader("api-key").build().respond(REQUEST);

        var headers = server.request().getHeaders();
        assertThat(headers.get("api-key")).isEqualTo("k-secret");
        assertThat(headers.get("Authorization")).isNull();
    }

    private JsonNode sent(Api api, OpenAiModelBuilder<?> builder, ModelRequest request) {
        server.answers(api.hello);
        Model model = api.build(builder);
        model.respond(request);
        return server.requestBody();
    }
}
