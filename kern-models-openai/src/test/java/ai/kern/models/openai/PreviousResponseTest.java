package ai.kern.models.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.kern.model.Message;
import ai.kern.model.ModelException;
import ai.kern.model.ModelListener;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import java.time.Duration;
import java.util.List;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A server that keeps responses may be told the news alone. */
@Tag("OAI-4")
class PreviousResponseTest {
    private static final String FIRST = """
            {"id":"resp_1","status":"completed","output":[
              {"type":"reasoning","id":"rs_1","encrypted_content":"gAAA","summary":[]},
              {"type":"function_call","id":"fc_1","call_id":"a","name":"pay","arguments":"{}"}]}""";
    private static final List<Message> BEGINNING = List.of(new Message.System("Be brief."), new Message.User("Pay."));

    private final ModelServer server = new ModelServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void onlyTheNewsAndTheInstructionsAreSent() {
        ModelRequest next = afterFirst(true);
        server.answers(Api.RESPONSES.hello);

        server.responses().previousResponse(true).build().respond(next);

        JsonNode body = server.requestBody();
        assertThat(body.path("previous_response_id").stringValue()).isEqualTo("resp_1");
        assertThat(body.path("instructions").stringValue()).isEqualTo("Be brief.");
        assertThat(body.path("input").toString())
                .isEqualTo("[{\"type\":\"function_call_output\",\"call_id\":\"a\",\"output\":\"paid\"}]");
    }

    @Test
    void byDefaultAllIsSent() {
        ModelRequest next = afterFirst(true);
        server.answers(Api.RESPONSES.hello);

        server.responses().build().respond(next);

        JsonNode body = server.requestBody();
        assertThat(body.has("previous_response_id")).isFalse();
        assertThat(body.path("input").path(1).path("encrypted_content").stringValue())
                .isEqualTo("gAAA");
    }

    @Test
    void whatTheServerHasForgottenIsSentAgain() {
        ModelRequest next = afterFirst(true);
        server.answers(
                        400,
                        "application/json",
                        "{\"error\":{\"message\":\"Previous response with id 'resp_1' not found.\","
                                + "\"type\":\"invalid_request_error\",\"code\":\"previous_response_not_found\"}}")
                .streams(Api.RESPONSES.helloInPieces.toArray(String[]::new));

        ModelResponse response =
                server.responses().previousResponse(true).build().respond(next, new ModelListener() {});

        assertThat(response.message().text()).isEqualTo("Hello");
        server.request();
        JsonNode body = server.requestBody();
        assertThat(body.has("previous_response_id")).isFalse();
        assertThat(body.path("input")).hasSize(4);
    }

    @Test
    void aMessageOfAnotherServerIsNotNamed() {
        ModelRequest next = afterFirst(false);
        server.answers(Api.RESPONSES.hello);

        server.responses().model("another").previousResponse(true).build().respond(next);

        assertThat(server.requestBody().has("previous_response_id")).isFalse();
    }

    @Test
    void aServerThatMayKeepNothingCannotBeReliedOn() {
        assertThatThrownBy(() ->
                        server.responses().store(false).previousResponse(true).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("store(false)");
    }

    @Test
    void aResponseThatAnotherServerHasForgottenIsSentAgain() {
        ModelRequest next = afterFirst(true);
        server.answers(
                        404,
                        "application/json",
                        "{\"error\":{\"message\":\"Response with id 'resp_1' not found.\","
                                + "\"type\":\"invalid_request_error\",\"param\":null,\"code\":404}}")
                .answers(Api.RESPONSES.hello);

        ModelResponse response =
                server.responses().previousResponse(true).build().respond(next);

        assertThat(response.message().text()).isEqualTo("Hello");
    }

    @Test
    void whatOneServerKeptIsNotNamedToAnotherOneOfTheSameHost() {
        ModelRequest next = afterFirst(true);
        try (ModelServer other = new ModelServer()) {
            other.answers(Api.RESPONSES.hello);

            other.responses().previousResponse(true).build().respond(next);

            JsonNode body = other.requestBody();
            assertThat(body.has("previous_response_id")).isFalse();
            assertThat(body.toString()).doesNotContain("gAAA");
        }
    }

    @Test
    void theBudgetIsOfTheRequestWhenTheServerHasForgottenToo() {
        ModelRequest next = afterFirst(true);
        FakeTime time = new FakeTime();
        Duration budget = Duration.ofSeconds(60);
        server.web.enqueue(slow("50"));
        server.answers(
                400, "application/json", "{\"error\":{\"message\":\"gone\",\"code\":\"previous_response_not_found\"}}");
        server.web.enqueue(slow("50"));
        server.answers(Api.RESPONSES.hello);

        Throwable failure = catchThrowable(() -> server.responses()
                .previousResponse(true)
                .time(time)
                .retryBudget(budget)
                .build()
                .respond(next));

        assertThat(failure).isInstanceOf(ModelException.class).hasMessageContaining("budget");

        assertThat(time.sleeps().stream().reduce(Duration.ZERO, Duration::plus)).isLessThan(budget);
    }

    private static MockResponse slow(String seconds) {
        return new MockResponse.Builder()
                .code(503)
                .setHeader("Retry-After", seconds)
                .build();
    }

    private ModelRequest afterFirst(boolean named) {
        server.answers(FIRST);
        ModelResponse first =
                server.responses().previousResponse(named).build().respond(new ModelRequest(BEGINNING, List.of()));
        server.request();
        return new ModelRequest(
                List.of(
                        BEGINNING.get(0),
                        BEGINNING.get(1),
                        first.message(),
                        new Message.ToolResult("a", "pay", "paid", false)),
                List.of());
    }
}
