package ai.kern.models.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.model.Message;
import ai.kern.model.Model;
import ai.kern.model.ModelException;
import ai.kern.model.ModelRequest;
import ai.kern.model.ToolCallRequest;
import ai.kern.model.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What is sent, and what of an answer comes back with the next request. */
class RequestFormatTest {
    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"number\",\"maximum\":1.50}}}";
    private static final ToolSpec TOOL = new ToolSpec("count", "", SCHEMA);

    private final ModelServer server = new ModelServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theChatRequestHoldsWhatWasSet() {
        Model model = server.chat().maxOutputTokens(100).temperature(0.5).build();

        assertThat(sent(Api.CHAT, model, new ModelRequest(List.of(new Message.User("hi")), List.of())))
                .isEqualTo(WireJson.read("""
                        {"model":"test-model","messages":[{"role":"user","content":"hi"}],
                         "max_completion_tokens":100,"temperature":0.5}"""));
    }

    @ParameterizedTest
    @EnumSource
    void furtherFieldsStandInEveryRequest(Api api) {
        OpenAiModelBuilder<?> builder = api.at(server.web.url("/v1"))
                .requestField("max_tokens", "100")
                .requestField("tool_choice", "{\"type\":\"function\"}");

        JsonNode sent = sent(api, api.build(builder), ask(new Message.User("hi")));

        assertThat(sent.path("max_tokens")).hasToString("100");
        assertThat(sent.path("tool_choice")).hasToString("{\"type\":\"function\"}");
    }

    @Test
    void theResponsesRequestHoldsWhatWasSet() {
        Model model = server.responses()
                .reasoningEffort("low")
                .reasoningSummary("auto")
                .store(false)
                .maxOutputTokens(100)
                .temperature(0.5)
                .build();

        assertThat(sent(Api.RESPONSES, model, new ModelRequest(List.of(new Message.User("hi")), List.of())))
                .isEqualTo(WireJson.read("""
                        {"model":"test-model","input":[{"role":"user","content":"hi"}],
                         "max_output_tokens":100,"temperature":0.5,"store":false,
                         "include":["reasoning.encrypted_content"],"reasoning":{"effort":"low","summary":"auto"}}"""));
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-5-mini, true",
        "gpt-5.1, true",
        "o3, true",
        "o4-mini, true",
        "gpt-5-chat-latest, false",
        "gpt-4o-mini, false",
        "gpt-oss-20b, false",
        "omni, false"
    })
    void encryptedReasoningIsAskedOfModelsThatReason(String name, boolean asked) {
        Model model = server.responses().model(name).build();

        assertThat(sent(Api.RESPONSES, model, ask(new Message.User("hi"))).has("include"))
                .isEqualTo(asked);
    }

    @Test
    void encryptedReasoningCanBeSwitchedOff() {
        Model model = server.responses().model("o3").encryptedReasoning(false).build();

        assertThat(sent(Api.RESPONSES, model, ask(new Message.User("hi"))).has("include"))
                .isFalse();
    }

    @Test
    void schemasAreSentAsGiven() {
        JsonNode chat = sent(Api.CHAT, server.chat().build(), ask(new Message.User("hi")));
        JsonNode responses = sent(Api.RESPONSES, server.responses().build(), ask(new Message.User("hi")));

        assertThat(chat.path("tools"))
                .hasToString(
                        "[{\"type\":\"function\",\"function\":{\"name\":\"count\",\"parameters\":" + SCHEMA + "}}]");
        assertThat(responses.path("tools"))
                .hasToString(
                        "[{\"type\":\"function\",\"name\":\"count\",\"parameters\":" + SCHEMA + ",\"strict\":false}]");
    }

    @Test
    void aSchemaThatIsNoJsonIsAnErrorThatNamesTheTool() {
        Model model = server.chat().build();
        ModelRequest request = new ModelRequest(List.of(), List.of(new ToolSpec("count", "", "{")));

        assertThatThrownBy(() -> model.respond(request))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("schema of tool count");
    }

    @Test
    void onlyTheFirstSystemMessageBecomesTheInstructions() {
        JsonNode sent = sent(
                Api.RESPONSES,
                server.responses().build(),
                ask(new Message.System("one"), new Message.System("two"), new Message.User("hi")));

        assertThat(sent.path("instructions").stringValue()).isEqualTo("one");
        assertThat(sent.path("input"))
                .hasToString("[{\"role\":\"system\",\"content\":\"two\"},{\"role\":\"user\",\"content\":\"hi\"}]");
    }

    @ParameterizedTest
    @EnumSource
    void textTravelsCharacterForCharacter(Api api) {
        String text = "tab\t, quote\", \u0000, \u2028, ü, 😀, lone \ud83d!";

        JsonNode sent = sent(api, api.build(api.at(server.web.url("/v1"))), ask(new Message.User(text)));

        assertThat(messages(sent).path(0).path("content").stringValue()).isEqualTo(text.replace('\ud83d' + "!", "?!"));
    }

    @ParameterizedTest
    @EnumSource
    void aNameThatServersRefuseIsMadeReadable(Api api) {
        List<Message> transcript = List.of(
                Message.Assistant.calling(new ToolCallRequest("c", "functions.rm -rf" + "x".repeat(80), "{}")),
                new Message.ToolResult("c", "functions.rm -rf", "no such tool", true));

        String sent = messages(sent(api, api.build(api.at(server.web.url("/v1"))), ask(transcript)))
                .toString();

        assertThat(sent).contains("\"functions_rm_-rf" + "x".repeat(48) + "\"");
    }

    @Test
    void reasoningAndUnknownItemsComeBackUnchangedAndInOrder() {
        String items = """
                [{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"gAAA","weight":1.50},
                 {"type":"message","id":"msg_1","role":"assistant","phase":"commentary",
                  "content":[{"type":"output_text","text":"Let me see","annotations":[],"logprobs":[]}]},
                 {"type":"function_call","id":"fc_1","status":"completed","call_id":"call_1","name":"count",
                  "arguments":"{\\"n\\": 1}"},
                 {"type":"tomorrows_item","deep":{"er":[null]}}]""";
        server.answers("{\"status\":\"completed\",\"output\":" + items + "}");
        Model model = server.responses().build();

        List<Message> transcript = new ArrayList<>(List.of(new Message.User("hi")));
        transcript.add(model.respond(ask(transcript)).message());
        transcript.add(new Message.ToolResult("call_1", "count", "1", false));
        server.request();
        JsonNode input = messages(sent(Api.RESPONSES, model, ask(transcript)));

        JsonNode given = WireJson.read(items);
        assertThat(input.size()).isEqualTo(6);
        for (int i = 0; i < 4; i++) {
            assertThat(input.path(i + 1)).isEqualTo(given.path(i));
        }
        assertThat(input.path(1).path("weight")).hasToString("1.50");
    }

    @Test
    void howeverDeepAnItemIsItComesBackOrIsRefused() {
        Model model = server.responses().maxAttempts(1).build();
        for (int depth = 480; depth < 502; depth++) {
            String deep = "[".repeat(depth) + "]".repeat(depth);
            server.answers("{\"status\":\"completed\",\"output\":[{\"type\":\"tomorrows_item\",\"deep\":" + deep
                    + "},{\"type\":\"message\",\"content\":\"Hi\"}]}");
            List<Message> transcript = new ArrayList<>(List.of(new Message.User("hi")));

            @Nullable Message answer = null;
            try {
                answer = model.respond(ask(transcript)).message();
            } catch (ModelException tooDeep) {
                assertThat(tooDeep).hasMessageContaining("nesting depth");
            }
            server.request();

            if (answer != null) {
                transcript.add(answer);
                assertThat(messages(sent(Api.RESPONSES, model, ask(transcript)))
                                .path(1)
                                .path("deep")
                                .toString())
                        .isEqualTo(deep);
            }
        }
    }

    @Test
    void fieldsOfTheServersOwnInAToolCallComeBack() {
        server.answers("""
                {"choices":[{"message":{"role":"assistant","content":"ok","thought":"x","annotations":[],"tool_calls":[
                  {"id":"a","type":"function","index":0,"function":{"name":"count","arguments":"{}"}},
                  {"id":"b","type":"function","extra_content":{"google":{"thought_signature":"AVS+"}},"odd":null,
                   "function":{"name":"count","arguments":"{}","weight":2}}]}}]}""");

        JsonNode assistant = roundTrip(server.chat().build(), "a", "b").path(1);

        assertThat(assistant).isEqualTo(WireJson.read("""
                        {"role":"assistant","content":"ok","tool_calls":[
                          {"id":"a","type":"function","function":{"name":"count","arguments":"{}"}},
                          {"extra_content":{"google":{"thought_signature":"AVS+"}},"id":"b","type":"function",
                           "function":{"weight":2,"name":"count","arguments":"{}"}}]}"""));
    }

    @Test
    void fieldsOfAMessageComeBackWhereTheyAreNamed() {
        server.answers("""
                {"choices":[{"message":{"role":"assistant","content":null,"reasoning_content":"hm","thought":"x","tool_calls":[
                  {"id":"a","type":"function","function":{"name":"count","arguments":"{}"}}]}}]}""");
        Model model = server.chat().returnedFields("reasoning_content").build();

        JsonNode assistant = roundTrip(model, "a").path(1);

        assertThat(assistant.path("reasoning_content").stringValue()).isEqualTo("hm");
        assertThat(assistant.has("thought")).isFalse();
    }

    @Test
    void aMessageWithoutAnythingOfTheServersOwnKeepsNothing() {
        server.answers("{\"choices\":[{\"message\":{\"content\":\"a\",\"tool_calls\":["
                + "{\"id\":\"a\",\"function\":{\"name\":\"count\",\"arguments\":\"{}\"}}]}}]}");

        assertThat(server.chat()
                        .build()
                        .respond(ask(new Message.User("hi")))
                        .message()
                        .providerData())
                .isEmpty();
    }

    /** Another client's, another server's, another model's, a newer format's, and what is not ours at all. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"format\":1,\"api\":\"%s\",\"host\":\"other\",\"model\":\"test-model\",\"content\":%s}",
                "{\"format\":1,\"api\":\"%s\",\"host\":\"HERE\",\"model\":\"other\",\"content\":%s}",
                "{\"format\":2,\"api\":\"%s\",\"host\":\"HERE\",\"model\":\"test-model\",\"content\":%s}",
                "{\"format\":1,\"api\":\"x%s\",\"host\":\"HERE\",\"model\":\"test-model\",\"content\":%s}",
                "[\"%s\",%s]",
                "not JSON %s %s"
            })
    void foreignProviderDataIsNotSent(String template) {
        String data = template.replace("HERE", server.web.url("/").host());
        String chat = "{\"message\":{\"foreign\":1},\"calls\":[{\"call\":{\"foreign\":1}}]}";
        String responses = "{\"items\":[{\"type\":\"foreign\"},{\"type\":\"function_call\"}]}";

        assertThat(sentWith(Api.CHAT, String.format(data, "chat", chat))).doesNotContain("foreign");
        assertThat(sentWith(Api.RESPONSES, String.format(data, "responses", responses)))
                .doesNotContain("foreign");
    }

    @Test
    void theStampThatFitsIsSent() {
        String data = "{\"format\":1,\"api\":\"%s\",\"host\":\"%s\",\"model\":\"test-model\",\"content\":%s}";
        String host = server.web.url("/").host();
        String chat = "{\"message\":{\"foreign\":1},\"calls\":[{\"call\":{}}]}";
        String responses = "{\"items\":[{\"type\":\"foreign\"},{\"type\":\"function_call\"}]}";

        assertThat(sentWith(Api.CHAT, String.format(data, "chat", host, chat))).contains("foreign");
        assertThat(sentWith(Api.RESPONSES, String.format(data, "responses", host, responses)))
                .contains("foreign");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"items\":[{\"type\":\"foreign\"}]}",
                "{\"items\":[{\"type\":\"foreign\"},{\"type\":\"function_call\"},{\"type\":\"function_call\"}]}",
                "{\"items\":[{\"type\":\"function_call\"},{\"type\":\"message\",\"content\":\"foreign\"}]}",
                "{}"
            })
    void itemsThatDoNotFitTheMessageAreNotSent(String content) {
        String data = ProviderData.of("responses", server.responses().settings())
                .write(WireJson.copy(WireJson.read(content)));

        assertThat(sentWith(Api.RESPONSES, data)).doesNotContain("foreign").contains("\"name\":\"count\"");
    }

    @ParameterizedTest
    @EnumSource
    void aTranscriptOfTheOtherClientIsUnderstood(Api reader) {
        Api writer = reader == Api.CHAT ? Api.RESPONSES : Api.CHAT;
        server.answers(
                writer == Api.CHAT
                        ? "{\"choices\":[{\"message\":{\"content\":\"ok\",\"tool_calls\":[{\"id\":\"a\",\"more\":1,"
                                + "\"function\":{\"name\":\"count\",\"arguments\":\"{}\"}}]}}]}"
                        : "{\"output\":[{\"type\":\"reasoning\",\"id\":\"rs\"},{\"type\":\"message\",\"content\":\"ok\"},"
                                + "{\"type\":\"function_call\",\"call_id\":\"a\",\"name\":\"count\",\"arguments\":\"{}\"}]}");
        List<Message> transcript = new ArrayList<>(List.of(new Message.User("hi")));
        transcript.add(writer.build(writer.at(server.web.url("/v1")))
                .respond(ask(transcript))
                .message());
        transcript.add(new Message.ToolResult("a", "count", "1", false));
        server.request();

        JsonNode sent = messages(sent(reader, reader.build(reader.at(server.web.url("/v1"))), ask(transcript)));

        assertThat(sent).isEqualTo(WireJson.read(reader == Api.CHAT ? """
                                [{"role":"user","content":"hi"},
                                 {"role":"assistant","content":"ok","tool_calls":[
                                   {"id":"a","type":"function","function":{"name":"count","arguments":"{}"}}]},
                                 {"role":"tool","tool_call_id":"a","content":"1"}]""" : """
                                [{"role":"user","content":"hi"},
                                 {"role":"assistant","content":"ok"},
                                 {"type":"function_call","call_id":"a","name":"count","arguments":"{}"},
                                 {"type":"function_call_output","call_id":"a","output":"1"}]"""));
    }

    @Test
    @Tag("OAI-2")
    void aBaseUrlKeepsItsPathAndItsQuery() {
        server.answers(Api.CHAT.hello);
        Model model = server.chat()
                .baseUrl(server.web.url("/deployments/d/?api-version=7").toString())
                .build();

        model.respond(ask(new Message.User("hi")));

        assertThat(server.request().getTarget()).isEqualTo("/deployments/d/chat/completions?api-version=7");
    }

    private String sentWith(Api api, String providerData) {
        List<Message> transcript = List.of(
                new Message.User("hi"),
                new Message.Assistant("", List.of(new ToolCallRequest("a", "count", "{}")), Optional.of(providerData)),
                new Message.ToolResult("a", "count", "1", false));
        return sent(api, api.build(api.at(server.web.url("/v1"))), ask(transcript))
                .toString();
    }

    /** Asks twice, the second time with the first answer and results for its calls; gives the messages then sent. */
    private JsonNode roundTrip(Model model, String... callIds) {
        List<Message> transcript = new ArrayList<>(List.of(new Message.User("hi")));
        transcript.add(model.respond(ask(transcript)).message());
        for (String id : callIds) {
            transcript.add(new Message.ToolResult(id, "count", "1", false));
        }
        server.request();
        return messages(sent(Api.CHAT, model, ask(transcript)));
    }

    private JsonNode sent(Api api, Model model, ModelRequest request) {
        server.answers(api.hello);
        model.respond(request);
        return server.requestBody();
    }

    private static JsonNode messages(JsonNode body) {
        return body.has("messages") ? body.path("messages") : body.path("input");
    }

    private static ModelRequest ask(Message... transcript) {
        return ask(List.of(transcript));
    }

    private static ModelRequest ask(List<Message> transcript) {
        return new ModelRequest(transcript, List.of(TOOL));
    }
}
