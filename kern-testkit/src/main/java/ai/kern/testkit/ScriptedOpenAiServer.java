package ai.kern.testkit;

import ai.kern.model.ModelException;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A server on this machine that speaks OpenAI's two APIs from a {@link Script}: {@code POST /v1/chat/completions} and
 * {@code POST /v1/responses}, whole and streamed: text and arguments in pieces, parallel calls in turn. Safe for use by many threads and by many clients at once.
 *
 * <pre>{@code
 * try (var server = ScriptedOpenAiServer.start(calls(call("delete_file", "{\"path\":\"a\"}")), text("done"))) {
 *   Model model = OpenAiChat.builder().model("gpt-4o-mini").baseUrl(server.baseUrl()).build();
 *   …
 * }
 * }</pre>
 *
 * <p>It refuses what OpenAI refuses, in OpenAI's words: a transcript that breaks {@link TranscriptRule}, an empty list of
 * tools, a name that is none. It finds its place in the script by the transcript, so client and server may both be started
 * anew between two requests. {@linkplain #answerNext Faults} stand before the script.
 */
public final class ScriptedOpenAiServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScriptedOpenAiServer.class);
    private static final byte[] LOCALHOST = {127, 0, 0, 1};
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Map<String, WireProtocol> PROTOCOLS =
            Map.of("/v1/chat/completions", new ChatProtocol(), "/v1/responses", new ResponsesProtocol());

    private final Script script;
    private final String apiKey;
    private final HttpServer http;
    private final ExecutorService threads;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger answers = new AtomicInteger();
    private final Queue<ServerFault> faults = new ConcurrentLinkedQueue<>();
    private final List<ReceivedRequest> requests = new CopyOnWriteArrayList<>();
    private final List<Throwable> mistakes = new CopyOnWriteArrayList<>();

    private ScriptedOpenAiServer(Script script, int port, String apiKey) {
        this.script = script;
        this.apiKey = apiKey;
        try {
            this.http = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOCALHOST), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("The scripted server cannot listen on port " + port + " of 127.0.0.1", e);
        }
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "scripted-openai-server");
            thread.setDaemon(true);
            return thread;
        });
        http.setExecutor(threads);
        http.createContext("/", this::handle);
        http.start();
    }

    /** Starts a server that gives answer <i>n</i> (from 0) to a transcript with <i>n</i> messages of the assistant. */
    public static ScriptedOpenAiServer start(ScriptedAnswer... answers) {
        return start(Script.byTurn(answers));
    }

    /** Starts a server with any script, on a free port. */
    public static ScriptedOpenAiServer start(Script script) {
        return start(script, 0);
    }

    /**
     * Starts a server with any script.
     *
     * @param port 0 for a free one
     * @throws UncheckedIOException if the port is taken
     */
    public static ScriptedOpenAiServer start(Script script, int port) {
        return new ScriptedOpenAiServer(script, port, "");
    }

    /** Starts a server that answers 401 to whoever does not show this key. */
    public static ScriptedOpenAiServer startWithKey(String apiKey, Script script) {
        return new ScriptedOpenAiServer(script, 0, apiKey);
    }

    /** What a client takes as its base URL: {@code http://127.0.0.1:<port>/v1}. */
    public String baseUrl() {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/v1";
    }

    /** Does this to the next requests, one each, before the script goes on; several calls queue up. */
    public ScriptedOpenAiServer answerNext(ServerFault... next) {
        faults.addAll(List.of(next));
        return this;
    }

    /** What arrived, in order, refused and failed requests included. A copy. */
    public List<ReceivedRequest> requests() {
        return List.copyOf(requests);
    }

    /**
     * Repeats the first mistake that the server found: a request that it refused, or for which its script has no answer.
     * Faults that the test ordered are none.
     *
     * @throws AssertionError with that mistake as its cause
     */
    public void verify() {
        Mistakes.verify(mistakes);
    }

    /** Stops the server and drops open connections. */
    @Override
    public void close() {
        closed.countDown();
        http.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) {
        try {
            // A connection that stays open holds back the body of each answer for 40 ms (Nagle's algorithm, which this
            // server cannot switch off for itself alone); a last packet goes at once.
            exchange.getResponseHeaders().set("Connection", "close");
            ReceivedRequest request = receive(exchange);
            requests.add(request);
            @Nullable ServerFault fault = faults.poll();
            if (fault == null || fault.isInStream()) {
                reply(exchange, request, fault);
            } else {
                play(exchange, fault);
            }
        } catch (IOException e) {
            // A client that gave up, or a server that was closed; its test knows of it.
            LOG.debug("An exchange ended early", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private static ReceivedRequest receive(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, List<String>> headers = exchange.getRequestHeaders().entrySet().stream()
                .collect(Collectors.toMap(
                        header -> header.getKey().toLowerCase(Locale.ROOT), header -> List.copyOf(header.getValue())));
        return new ReceivedRequest(
                exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, body);
    }

    private void reply(HttpExchange exchange, ReceivedRequest request, @Nullable ServerFault fault)
            throws IOException, InterruptedException {
        int status;
        ObjectNode body;
        try {
            WireProtocol protocol = protocol(exchange, request);
            JsonNode asked = json(request);
            ModelRequest question = protocol.read(asked);
            ModelResponse answer = script.answerTo(question).play(TurnScript.turns(question) + 1);
            boolean streamed = asked.path("stream").booleanValue(false);
            if (fault != null && !streamed) {
                throw new AssertionError(fault + " is for a streamed answer, but the request asks for a whole one");
            }
            int number = answers.incrementAndGet();
            if (streamed) {
                identify(exchange, "text/event-stream");
                stream(exchange, protocol, protocol.stream(answer, asked, number), fault);
                return;
            }
            status = 200;
            body = protocol.write(answer, asked, number);
        } catch (Refusal refusal) {
            mistakes.add(refusal);
            status = refusal.status();
            body = refusal.body();
        } catch (ModelException failure) {
            status = failure.status().orElse(500);
            body = Refusal.errorBody(
                    String.valueOf(failure.getMessage()),
                    failure.type().orElse("server_error"),
                    failure.code().orElse(null),
                    null);
        } catch (AssertionError | RuntimeException mistake) {
            // A status that no client tries again.
            mistakes.add(mistake);
            status = 400;
            body = Refusal.errorBody(String.valueOf(mistake.getMessage()), "script_error", null, null);
        }
        identify(exchange, "application/json");
        send(exchange, status, body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void identify(HttpExchange exchange, String contentType) {
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.getResponseHeaders().set("x-request-id", "req_scripted" + requests.size());
    }

    private void stream(HttpExchange exchange, WireProtocol protocol, List<String> events, @Nullable ServerFault fault)
            throws IOException, InterruptedException {
        // Announced and not kept, a length tells the client that the connection broke.
        boolean cutOff = fault != null && fault.kind() == ServerFault.Kind.STREAM_CUT_OFF;
        exchange.sendResponseHeaders(200, cutOff ? Integer.MAX_VALUE : 0);
        OutputStream stream = exchange.getResponseBody();
        for (String event : fault == null ? events : events.subList(0, events.size() / 2)) {
            write(stream, event);
        }
        if (fault == null) {
            stream.close();
            return;
        }
        switch (fault.kind()) {
            case STREAM_ERROR -> {
                write(stream, protocol.errorEvent(fault.message()));
                stream.close();
            }
            case STREAM_SILENCE -> closed.await();
            default -> LOG.debug("Cutting off a stream, as told");
        }
    }

    private static void write(OutputStream stream, String event) throws IOException {
        stream.write((event + "\n\n").getBytes(StandardCharsets.UTF_8));
        stream.flush();
    }

    private WireProtocol protocol(HttpExchange exchange, ReceivedRequest request) throws Refusal {
        String path = exchange.getRequestURI().getPath();
        @Nullable WireProtocol protocol = PROTOCOLS.get(path);
        if (protocol == null) {
            throw new Refusal(
                    404, "Invalid URL (" + request.method() + " " + path + ")", "invalid_request_error", null, null);
        }
        if (!request.method().equals("POST")) {
            throw new Refusal(
                    405,
                    "Not allowed to " + request.method() + " on " + path + ".",
                    "invalid_request_error",
                    "method_not_supported",
                    null);
        }
        if (!apiKey.isEmpty() && !request.header("authorization").orElse("").equals("Bearer " + apiKey)) {
            throw new Refusal(401, "Incorrect API key provided.", "invalid_request_error", "invalid_api_key", null);
        }
        return protocol;
    }

    private static JsonNode json(ReceivedRequest request) throws Refusal {
        try {
            JsonNode body = JSON.readTree(request.body());
            if (body.isObject()) {
                return body;
            }
        } catch (JacksonException e) {
            LOG.debug("A request is no JSON", e);
        }
        throw new Refusal(
                400, "We could not parse the JSON body of your request.", "invalid_request_error", null, null);
    }

    private void play(HttpExchange exchange, ServerFault fault) throws IOException, InterruptedException {
        fault.headers().forEach(exchange.getResponseHeaders()::set);
        switch (fault.kind()) {
            case ANSWER -> send(exchange, fault.status(), fault.body());
            case CUT_OFF -> {
                exchange.sendResponseHeaders(fault.status(), 1000);
                exchange.getResponseBody().write(fault.body());
                exchange.getResponseBody().flush();
            }
            case SILENCE -> closed.await();
            default -> LOG.debug("Dropping a connection, as told");
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (OutputStream stream = exchange.getResponseBody()) {
            stream.write(body);
        }
    }

    @Override
    public String toString() {
        return "ScriptedOpenAiServer[" + baseUrl() + ", asked " + requests.size() + " times]";
    }
}
