package ai.kern.benchmarks;

import ai.kern.model.Message;
import ai.kern.model.Model;
import ai.kern.model.ModelListener;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import ai.kern.model.ToolSpec;
import ai.kern.models.openai.OpenAiChat;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a model's client adds to a call over loopback, against OkHttp posting the same bytes and reading the answer; and the
 * tokens a second that come through a stream. Server and client share the processors.
 */
@State(Scope.Benchmark)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@BenchmarkMode(Mode.SampleTime)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(2)
public class ModelCallBenchmark {
    private static final int TOKENS = 2000;
    private static final MediaType JSON = MediaType.get("application/json");
    private static final String ANSWER =
            "{\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":\""
                    + "a word ".repeat(50) + "\"}}],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":50}}";
    private static final String CHUNK =
            "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
                    + "[{\"index\":0,\"delta\":{\"content\":\" word\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n";
    private static final String STREAM = CHUNK.repeat(TOKENS)
            + "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

    private final LoopbackServer server = new LoopbackServer(ANSWER, STREAM);
    private final OkHttpClient http = new OkHttpClient();
    private final ModelRequest request = new ModelRequest(
            List.of(new Message.System("Be brief."), new Message.User("Tell me of the sea. ".repeat(20))),
            List.of(new ToolSpec("look_up", "Look a word up.", "{\"type\":\"object\",\"properties\":{}}")));
    private final Model model =
            OpenAiChat.builder().model("m").baseUrl(server.url()).build();
    private final Request raw = new Request.Builder()
            .url(server.url() + "/chat/completions")
            .post(RequestBody.create("x".repeat(700), JSON))
            .build();

    @TearDown(Level.Trial)
    public void stop() {
        server.close();
    }

    /** A post and its answer's bytes. */
    @Benchmark
    public byte[] okHttpAlone() throws IOException {
        try (Response response = http.newCall(raw).execute()) {
            return response.body().bytes();
        }
    }

    /** A question and its answer. */
    @Benchmark
    public ModelResponse wholeAnswer() {
        return model.respond(request);
    }

    /** Tokens of one streamed answer, each handed on. */
    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OutputTimeUnit(TimeUnit.SECONDS)
    @OperationsPerInvocation(TOKENS)
    public ModelResponse streamedTokens() {
        return model.respond(request, new ModelListener() {});
    }
}
