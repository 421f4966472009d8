package ai.kern.models.openai;

import ai.kern.model.ModelException;
import ai.kern.model.ModelResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.UnknownServiceException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Posts JSON to a server and gives back what it answered; the one place that knows HTTP, retries and errors. Safe for use by
 * many threads.
 */
final class OpenAiClient {
    private static final MediaType JSON = MediaType.get("application/json");
    private static final int LONGEST_ERROR_PAGE = 64 * 1024;
    private static final int LONGEST_MESSAGE = 1000;

    private final Settings settings;
    private final Secrets secrets;
    private final RetryPolicy retries;
    private final OkHttpClient http;

    OpenAiClient(Settings settings) {
        this.settings = settings;
        this.secrets = new Secrets(settings.apiKey(), settings.headers());
        this.retries = new RetryPolicy(settings);
        this.http = httpClient(settings);
    }

    private static OkHttpClient httpClient(Settings settings) {
        // Every call has a thread of its own, so its caller can be interrupted; nothing queues behind a limit.
        Dispatcher dispatcher = new Dispatcher(CallThreads.create());
        dispatcher.setMaxRequests(Integer.MAX_VALUE);
        dispatcher.setMaxRequestsPerHost(Integer.MAX_VALUE);
        return settings.httpClient()
                .map(OkHttpClient::newBuilder)
                .orElseGet(OkHttpClient.Builder::new)
                .dispatcher(dispatcher)
                .connectTimeout(settings.connectTimeout())
                // A model may think for minutes before its first byte: only the call as a whole is limited.
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .followRedirects(false)
                .followSslRedirects(false)
                // One policy decides on retries, the one with the budget.
                .retryOnConnectionFailure(false)
                .build();
    }

    /**
     * Posts a body, as often as it takes, and decodes the answer.
     *
     * @throws ModelException if there is none
     */
    ModelResponse ask(String path, ObjectNode body, Decoder decoder) {
        HttpUrl url = settings.baseUrl().newBuilder().addPathSegments(path).build();
        byte[] bytes = WireJson.bytes(body);
        try {
            return retries.call(budget -> attempt(url, bytes, budget, decoder));
        } catch (FailedAttempt failure) {
            throw exception(url, failure);
        }
    }

    private ModelResponse attempt(HttpUrl url, byte[] body, Duration budget, Decoder decoder) throws FailedAttempt {
        HttpAnswer answer = send(url, body, min(settings.callTimeout(), budget));
        if (!answer.isSuccessful()) {
            throw ServerError.ofStatus(answer, settings.time().now());
        }
        try {
            return decoder.decode(objectIn(answer));
        } catch (FailedAttempt failure) {
            throw failure.status(answer.status())
                    .requestId(answer.requestId())
                    .retryAfter(answer.retryAfter(settings.time().now()));
        }
    }

    private static JsonNode objectIn(HttpAnswer answer) throws FailedAttempt {
        JsonNode body;
        try {
            body = WireJson.read(answer.body());
        } catch (JacksonException e) {
            throw FailedAttempt.because(
                    "HTTP " + answer.status() + " with " + answer.contentType() + " that cannot be read as JSON ("
                            + e.getOriginalMessage() + "). Is the base URL right? It began: " + answer.excerpt());
        }
        if (!body.isObject()) {
            throw FailedAttempt.because(
                    "HTTP " + answer.status() + " with JSON that is no object. It began: " + answer.excerpt());
        }
        JsonNode error = body.path("error");
        if (!error.isEmpty() || !WireJson.textOf(body, "error").isEmpty()) {
            throw ServerError.inBody(error);
        }
        return body;
    }

    private HttpAnswer send(HttpUrl url, byte[] body, Duration limit) throws FailedAttempt {
        if (Thread.currentThread().isInterrupted()) {
            throw FailedAttempt.because("interrupted before the request was sent");
        }
        Call call = http.newCall(request(url, body));
        call.timeout().timeout(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS);
        Exchange exchange = new Exchange(url, settings.largestAnswer());
        call.enqueue(exchange);
        try {
            return exchange.answer.get();
        } catch (InterruptedException e) {
            call.cancel();
            Thread.currentThread().interrupt();
            throw FailedAttempt.because("interrupted while waiting for the answer", e);
        } catch (ExecutionException e) {
            throw connectionFailure(e.getCause(), limit);
        }
    }

    private Request request(HttpUrl url, byte[] body) {
        Request.Builder request = new Request.Builder()
                .url(url)
                .header("Accept", "application/json")
                .header("User-Agent", "kern")
                .post(RequestBody.create(body, JSON));
        if (!settings.apiKey().isEmpty()) {
            request.header("Authorization", "Bearer " + settings.apiKey());
        }
        for (Map.Entry<String, String> header : settings.headers().entrySet()) {
            request.header(header.getKey(), header.getValue());
        }
        return request.build();
    }

    private static FailedAttempt connectionFailure(@Nullable Throwable failure, Duration limit) {
        if (failure instanceof AnswerTooLargeException tooLarge) {
            return FailedAttempt.because(
                    "the answer is larger than " + tooLarge.limit + " bytes, which is the limit", tooLarge);
        }
        // Of sockets only the one that does not connect has a time of its own.
        if (failure instanceof InterruptedIOException && !(failure instanceof SocketTimeoutException)) {
            return FailedAttempt.because("no complete answer within " + limit, failure)
                    .retryable(true);
        }
        if (failure instanceof IOException) {
            return FailedAttempt.because("the connection failed: " + failure, failure)
                    .retryable(!isPermanent(failure));
        }
        throw new IllegalStateException("Reading the answer failed unexpectedly", failure);
    }

    /** A certificate that is refused now is refused a second later too, and so is a protocol. */
    private static boolean isPermanent(Throwable failure) {
        return failure instanceof SSLPeerUnverifiedException
                || failure instanceof UnknownServiceException
                || failure.getCause() instanceof CertificateException;
    }

    private ModelException exception(HttpUrl url, FailedAttempt failure) {
        // Masked before it is cut, so that no half of a key is left over.
        String said = cut(secrets.mask(failure.message()));
        String remark = failure.remark().isEmpty() ? "" : "; " + failure.remark();
        @Nullable Throwable cause = failure.getCause();
        return ModelException.builder(settings.model() + " at " + HttpAnswer.shown(url) + ": " + said + remark)
                .cause(cause != null && secrets.areAbsentFrom(cause) ? cause : null)
                .status(failure.status())
                .code(secrets.maskOrNull(failure.code()))
                .type(secrets.maskOrNull(failure.type()))
                .requestId(secrets.maskOrNull(failure.requestId()))
                .retryable(failure.isRetryable())
                .build();
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "…";
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    @Override
    public String toString() {
        return settings.toString();
    }

    /** Reads a model's answer out of the JSON of one API. */
    @FunctionalInterface
    interface Decoder {
        ModelResponse decode(JsonNode answer) throws FailedAttempt;
    }

    /** Receives one answer on a thread of its own, so that the caller's can be interrupted. */
    private static final class Exchange implements Callback {
        private final CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
        private final HttpUrl url;
        private final int largestAnswer;

        Exchange(HttpUrl url, int largestAnswer) {
            this.url = url;
            this.largestAnswer = largestAnswer;
        }

        @Override
        public void onFailure(Call call, IOException e) {
            answer.completeExceptionally(e);
        }

        @Override
        public void onResponse(Call call, Response response) {
            try (response;
                    InputStream stream = response.body().byteStream()) {
                byte[] body = response.isSuccessful() ? whole(stream) : stream.readNBytes(LONGEST_ERROR_PAGE);
                answer.complete(new HttpAnswer(url, response.code(), response.headers(), body));
            } catch (IOException | RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        }

        private byte[] whole(InputStream stream) throws IOException {
            byte[] body = stream.readNBytes(largestAnswer);
            if (body.length == largestAnswer && stream.read() >= 0) {
                throw new AnswerTooLargeException(largestAnswer);
            }
            return body;
        }
    }

    private static final class AnswerTooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        private final int limit;

        AnswerTooLargeException(int limit) {
            super("More than " + limit + " bytes");
            this.limit = limit;
        }
    }
}
