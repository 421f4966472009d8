package ai.kern.models.openai;

import ai.kern.model.Model;
import okhttp3.HttpUrl;

/** The two clients, for tests of what they share. */
enum Api {
    CHAT("""
            {"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Hello"}}]}""") {
        @Override
        OpenAiModelBuilder<?> builder() {
            return OpenAiChat.builder();
        }

        @Override
        Model build(OpenAiModelBuilder<?> builder) {
            return ((OpenAiChat.Builder) builder).build();
        }
    },
    RESPONSES("""
            {"status":"completed","error":null,"output":[
              {"type":"message","role":"assistant","content":[{"type":"output_text","text":"Hello"}]}]}""") {
        @Override
        OpenAiModelBuilder<?> builder() {
            return OpenAiResponses.builder();
        }

        @Override
        Model build(OpenAiModelBuilder<?> builder) {
            return ((OpenAiResponses.Builder) builder).build();
        }
    };

    /** An answer that says "Hello". */
    final String hello;

    Api(String hello) {
        this.hello = hello;
    }

    abstract OpenAiModelBuilder<?> builder();

    abstract Model build(OpenAiModelBuilder<?> builder);

    /** A builder that knows nothing of the environment. */
    OpenAiModelBuilder<?> at(HttpUrl server) {
        return builder().environment(name -> null).model("test-model").baseUrl(server.toString());
    }
}
