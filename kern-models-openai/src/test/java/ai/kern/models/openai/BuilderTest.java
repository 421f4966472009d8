package ai.kern.models.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.model.Message;
import ai.kern.model.ModelException;
import ai.kern.model.ModelRequest;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where server and key come from, and which mistakes are found before the first request. */
@Tag("OAI-2")
class BuilderTest {

    @ParameterizedTest
    @EnumSource
    void aMissingKeySaysWhatToDo(Api api) {
        OpenAiModelBuilder<?> builder = with(api, Map.of()).model("m");

        assertThatIllegalStateException()
                .isThrownBy(() -> api.build(builder))
                .withMessageContainingAll("https://api.openai.com/v1", "OPENAI_API_KEY", "apiKey(…)", "baseUrl(…)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://api.openai.com/v1", "https://eu.api.openai.com/v1", "https://API.OPENAI.COM/v1/"})
    void openAisOwnServersNeedAKey(String url) {
        OpenAiModelBuilder<?> builder = with(Api.CHAT, Map.of()).model("m").baseUrl(url);

        assertThatIllegalStateException().isThrownBy(() -> Api.CHAT.build(builder));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://localhost:11434/v1", "https://openai.example.com/v1", "https://api.openai.com.evil.org"})
    void otherServersNeedNone(String url) {
        OpenAiModelBuilder<?> builder = with(Api.CHAT, Map.of()).model("m").baseUrl(url);

        assertThatCode(() -> Api.CHAT.build(builder)).doesNotThrowAnyException();
    }

    @Test
    void anAuthorizationOfOnesOwnIsAKeyToo() {
        OpenAiModelBuilder<?> builder = with(Api.CHAT, Map.of()).model("m").header("authorization", "Custom abc");

        assertThatCode(() -> Api.CHAT.build(builder)).doesNotThrowAnyException();
    }

    @Test
    void serverAndKeyComeFromTheEnvironment() {
        Settings settings = with(
                        Api.CHAT, Map.of("OPENAI_BASE_URL", " http://gateway/v1 ", "OPENAI_API_KEY", "sk-env\n"))
                .model("m")
                .settings();

        assertThat(settings.server().baseUrl()).hasToString("http://gateway/v1");
        assertThat(settings.server().apiKey()).isEqualTo("sk-env");
    }

    @Test
    void whatIsSetInCodeStandsBeforeTheEnvironment() {
        Settings settings = with(Api.CHAT, Map.of("OPENAI_BASE_URL", "http://gateway/v1", "OPENAI_API_KEY", "sk-env"))
                .model("m")
                .baseUrl("http://other/v1")
                .apiKey("sk-code")
                .settings();

        assertThat(settings.server().baseUrl()).hasToString("http://other/v1");
        assertThat(settings.server().apiKey()).isEqualTo("sk-code");
    }

    @Test
    void blankVariablesAreNone() {
        Settings settings = with(Api.CHAT, Map.of("OPENAI_BASE_URL", "", "OPENAI_API_KEY", "sk-env"))
                .model("m")
                .settings();

        assertThat(settings.server().baseUrl()).hasToString("https://api.openai.com/v1");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:8080/v1, no http or https URL",
        "ftp://a/v1, no http",
        "http://user:pass@a/v1, user or password"
    })
    void aBaseUrlThatIsNoneIsRefusedWithoutShowingIt(String url, String reason) {
        OpenAiModelBuilder<?> builder = with(Api.CHAT, Map.of()).model("m").baseUrl(url);

        assertThatIllegalStateException()
                .isThrownBy(() -> Api.CHAT.build(builder))
                .withMessageContaining(reason)
                .withMessageNotContaining("pass@");
    }

    @Test
    void aModelNeedsAName() {
        OpenAiModelBuilder<?> builder = with(Api.CHAT, Map.of()).baseUrl("http://a");

        assertThatIllegalStateException()
                .isThrownBy(() -> Api.CHAT.build(builder))
                .withMessageContaining("model(");
        assertThatIllegalArgumentException().isThrownBy(() -> OpenAiChat.of(" "));
    }

    @Test
    void valuesThatMakeNoSenseAreRefusedWhereTheyAreSet() {
        OpenAiChat.Builder builder = OpenAiChat.builder();

        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxAttempts(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxOutputTokens(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.temperature(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.callTimeout(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.connectTimeout(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.retryBudget(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.initialBackoff(Duration.ofNanos(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.returnedFields(""));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.requestField("messages", "[]"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.requestField("top_p", "{"));
    }

    @Test
    void durationsWithoutEndAreRefusedWhereTheyAreSet() {
        OpenAiChat.Builder builder = OpenAiChat.builder();
        Duration endless = ChronoUnit.FOREVER.getDuration();
        Duration tooLong = Duration.ofDays(365).plusNanos(1);

        for (Duration duration : List.of(endless, tooLong)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.callTimeout(duration))
                    .withMessageContainingAll("call timeout", "365 days");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.retryBudget(duration))
                    .withMessageContainingAll("retry budget", "365 days");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.initialBackoff(duration))
                    .withMessageContainingAll("initial back-off", "365 days");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.connectTimeout(duration))
                    .withMessageContainingAll("connect timeout", "1 day");
        }
    }

    @Test
    void theLongestDurationsDoNotKeepAnUnreachableServerFromBeingAModelException() {
        Duration longest = Duration.ofDays(365);
        OpenAiChat model = OpenAiChat.builder()
                .model("m")
                .apiKey("key-of-a-test")
                .baseUrl("http://127.0.0.1:1/v1")
                .callTimeout(longest)
                .retryBudget(longest)
                .initialBackoff(longest)
                .connectTimeout(Duration.ofDays(1))
                .maxAttempts(1)
                .build();

        assertThatThrownBy(() -> model.respond(new ModelRequest(List.of(new Message.User("hello")), List.of())))
                .isInstanceOf(ModelException.class);
    }

    private static OpenAiModelBuilder<?> with(Api api, Map<String, String> environment) {
        return api.builder().environment(environment::get);
    }
}
