package ai.kern.cookbook;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.model.Message;
import ai.kern.model.Model;
import ai.kern.model.ModelException;
import ai.kern.model.ModelListener;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import ai.kern.models.openai.OpenAiChat;
import ai.kern.models.openai.OpenAiResponses;
import ai.kern.models.openai.ServerLimits;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The code of docs/models.md, and that it does what the page says. */
@Tag("OAI-2")
class ModelsPageTest {
    private static final ModelRequest REQUEST = new ModelRequest(List.of(new Message.User("hi")), List.of());

    class Echo implements Model {
        @Override
        public String id() {
            return "echo";
        }

        @Override
        public ModelResponse respond(ModelRequest request) {
            List<Message> messages = request.messages();
            return ModelResponse.of(Message.Assistant.of(
                    "You said: " + messages.get(messages.size() - 1).text()));
        }
    }

    @Test
    void compatibleServersNeedABaseUrl() {
        String key = "k-secret";
        Model azure = OpenAiResponses.builder()
                .model("my-deployment")
                .baseUrl("https://my-resource.openai.azure.com/openai/v1")
                .apiKey(key)
                .apiKeyHeader("api-key")
                .build();
        Model olderAzure = OpenAiChat.builder()
                .model("my-deployment")
                .baseUrl("https://my-resource.openai.azure.com/openai/deployments/my-deployment")
                .queryParameter("api-version", "2024-10-21")
                .apiKey(key)
                .apiKeyHeader("api-key")
                .build();
        Model vllm = OpenAiChat.builder()
                .model("Qwen/Qwen3-8B")
                .baseUrl("http://localhost:8000/v1")
                .build();
        Model llamaCpp = OpenAiChat.builder()
                .model("local")
                .baseUrl("http://localhost:8080/v1")
                .strictSchemas(false)
                .build();
        Model ollama = OpenAiChat.builder()
                .model("qwen3")
                .baseUrl("http://localhost:11434/v1")
                .requestField("max_tokens", "2000")
                .build();

        assertThat(Stream.of(azure, olderAzure, vllm, llamaCpp, ollama).map(Object::toString))
                .allSatisfy(shown -> assertThat(shown).doesNotContain(key));
    }

    /** Compiled only: built without a key in the environment, they are an error. */
    static List<Model> ofOpenAi() {
        Model openai = OpenAiResponses.builder()
                .model("gpt-5-mini")
                .reasoningEffort("low")
                .reasoningSummary("auto")
                .build();
        ServerLimits limits = ServerLimits.builder()
                .requests(500, Duration.ofMinutes(1))
                .requestsAtOnce(20)
                .breakAfter(10, Duration.ofSeconds(30))
                .build();
        Model patient = OpenAiResponses.builder()
                .model("gpt-5-mini")
                .limits(limits)
                .maxAttempts(6)
                .retryBudget(Duration.ofMinutes(3))
                .betweenTokensTimeout(Duration.ofSeconds(30))
                .build();
        return List.of(openai, patient);
    }

    @Test
    void aFailureSaysWhetherARetryMakesSense() {
        Model failing = ScriptedModel.of(ScriptedAnswer.failure(
                ModelException.builder("no").code("context_length_exceeded").build()));

        assertThat(ask(failing, REQUEST)).isEqualTo("never: context_length_exceeded");
    }

    private static String ask(Model model, ModelRequest request) {
        try {
            return model.respond(request).message().text();
        } catch (ModelException e) {
            return e.isRetryable() ? "later" : "never: " + e.code().orElse("no code");
        }
    }

    @Test
    void aListenerHearsThePieces() {
        StringBuilder screen = new StringBuilder();
        Model model = ScriptedModel.of(ScriptedAnswer.text("one piece after the other"));
        ModelRequest request = REQUEST;
        ModelResponse response = model.respond(request, new ModelListener() {
            @Override
            public void onText(String piece) {
                screen.append(piece);
            }
        });

        assertThat(screen).hasToString(response.message().text());
    }

    @Test
    void anotherModelServesAnAgent() {
        Agent agent = Agent.builder().name("Echo").model(new Echo()).build();

        assertThat(agent.run("hello").content()).isEqualTo("You said: hello");
    }
}
