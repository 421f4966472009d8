package ai.kern.models.openai;

import ai.kern.model.Model;
import java.util.List;
import okhttp3.HttpUrl;

/** The two clients, for tests of what they share. */
enum Api {
    CHAT("""
            {"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Hello"}}]}""", """
            {"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}""", """
            {"choices":[{"index":0,"delta":{"content":"Hel"}}]}""", """
            {"choices":[{"index":0,"delta":{"content":"lo"}}]}""", """
            {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""", "[DONE]") {
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
              {"type":"message","role":"assistant","content":[{"type":"output_text","text":"Hello"}]}]}""", """
            {"type":"response.created","response":{"status":"in_progress","error":null,"output":[]}}""", """
            {"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"Hel"}""", """
            {"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"lo"}""", """
            {"type":"response.completed","response":{"status":"completed","error":null,"output":[\
            {"type":"message","role":"assistant","content":[{"type":"output_text","text":"Hello"}]}]}}""") {
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

    /** The same in pieces. */
    final List<String> helloInPieces;

    Api(String hello, String... pieces) {
        this.hello = hello;
        this.helloInPieces = List.of(pieces);
    }

    abstract OpenAiModelBuilder<?> builder();

    abstract Model build(OpenAiModelBuilder<?> builder);

    /** A builder that knows nothing of the environment. */
    OpenAiModelBuilder<?> at(HttpUrl server) {
        return builder().environment(name -> null).model("test-model").baseUrl(server.toString());
    }
}
