package ai.kern.models.openai;

import ai.kern.model.ModelException;
import ai.kern.model.ModelListener;
import ai.kern.model.ModelResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.UnknownServiceException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
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
import tools.jackson.databind.node.ObjectNode;

/**
 * Posts JSON to a server and gives back what it answered, whole or in pieces; the one place that knows HTTP, retries and
 * errors. Safe for use by many threads.
 */
final class OpenAiClient {
    private static final MediaType JSON = MediaType.get("application/json");
    private static final int LONGEST_MESSAGE = 1000;

    private final Settings settings;
    private final Patience patience;
    private final WireFormat format;
    private final AnswerReader reader;
    private final Secrets secrets;
    private final RetryPolicy retries;
    private final HttpUrl url;
    private final OkHttpClient http;

    OpenAiClient(Settings settings, WireFormat format) {
        this.settings = settings;
        this.patience = settings.patience();
        this.format = format;
        this.reader = new AnswerReader(format, settings);
        this.secrets = new Secrets(settings.server());
        this.retries = new RetryPolicy(settings);
        this.url = settings.server().endpoint(format.path());
        this.http = httpClient(settings);
    }

    private static OkHttpClient httpClient(Settings settings) {
        // Every call has a thread of its own, so its caller can be interrupted; nothing queues behind a limit.
        Dispatcher dispatcher = new Dispatcher(CallThreads.create());
        dispatcher.setMaxRequests(Integer.MAX_VALUE);
        dispatcher.setMaxRequestsPerHost(Integer.MAX_VALUE);
        return settings.server()
                .httpClient()
                .map(OkHttpClient::newBuilder)
                .orElseGet(OkHttpClient.Builder::new)
                .dispatcher(dispatcher)
                .connectTimeout(settings.patience().connectTimeout())
                // A model may think for minutes before its first byte: only the call as a whole is limited.
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .followRedirects(false)
                .followSslRedirects(false)
                // One policy decides on retries, the one with the budget.
                .retryOnConnectionFailure(false)
                .build();
    }

    /** Begins a request, which may take several bodies. */
    long begin() {
        return retries.begin();
    }

    /**
     * Posts a body, as often as it takes, and waits for the whole answer.
     *
     * @param begin when the request began, whose budget all of its bodies share
     * @throws ModelException if there is none
     */
    ModelResponse ask(ObjectNode body, long begin) {
        byte[] bytes = WireJson.bytes(body);
        return retrying(begin, limit -> whole(bytes, limit));
    }

    /**
     * Posts a body, as often as it takes while nothing was handed on, and hands on the answer as it comes.
     *
     * @param begin when the request began, whose budget all of its bodies share
     * @throws ModelException if there is no whole answer
     */
    ModelResponse stream(ObjectNode body, long begin, ModelListener listener) {
        format.askForStream(body);
        byte[] bytes = WireJson.bytes(body);
        return retrying(begin, limit -> streamed(bytes, limit, listener));
    }

    private ModelResponse retrying(long begin, RetryPolicy.Attempt<Answer> attempt) {
        Optional<ChatSpan> span = ChatSpan.current();
        span.ifPresent(observed -> observed.asks(url));
        RetryPolicy.Attempt<Answer> timed = budget -> attempt.make(min(patience.callTimeout(), budget));
        try {
            Answer answer = retries.call(
                    begin,
                    patience.limits()
                            .<RetryPolicy.Attempt<Answer>>map(
                                    limits -> budget -> limits.pass(budget, patience.time(), timed))
                            .orElse(timed));
            span.ifPresent(observed -> observed.hears(answer));
            return answer.response();
        } catch (FailedAttempt failure) {
            throw exception(failure);
        }
    }

    private Answer whole(byte[] body, Duration limit) throws FailedAttempt {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Call call = begin("application/json", body, limit, new Exchange() {
            @Override
            void read(Response response) throws IOException, FailedAttempt {
                answer.complete(reader.whole(url, response));
            }

            @Override
            void failed(Throwable cause) {
                answer.completeExceptionally(cause);
            }
        });
        try {
            return answer.get();
        } catch (InterruptedException e) {
            call.cancel();
            throw interrupted(e);
        } catch (ExecutionException e) {
            throw failureOf(e.getCause(), limit);
        }
    }

    private Answer streamed(byte[] body, Duration limit, ModelListener listener) throws FailedAttempt {
        Handover handover = new Handover();
        Call call = begin("text/event-stream", body, limit, new Exchange() {
            @Override
            void read(Response response) throws IOException, FailedAttempt {
                handover.complete(reader.streamed(url, response, handover));
            }

            @Override
            void failed(Throwable cause) {
                handover.fail(cause);
            }
        });
        boolean whole = false;
        try {
            Answer answer = handover.handOnTo(listener, patience.firstTokenTimeout(), patience.betweenTokensTimeout());
            whole = true;
            return answer;
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (Handover.Failed e) {
            throw onlyIfUnheard(failureOf(e.getCause(), limit), handover);
        } catch (FailedAttempt silent) {
            throw onlyIfUnheard(silent, handover);
        } finally {
            handover.abandon();
            if (!whole) {
                call.cancel();
            }
        }
    }

    /** What was handed on cannot be taken back, and a second answer would differ from the first. */
    private static FailedAttempt onlyIfUnheard(FailedAttempt failure, Handover handover) {
        return handover.hasHandedOn() && failure.isRetryable()
                ? failure.saying("not tried again, since part of the answer was handed on")
                        .last()
                : failure;
    }

    private Call begin(String accepted, byte[] body, Duration limit, Exchange exchange) throws FailedAttempt {
        if (Thread.currentThread().isInterrupted()) {
            throw FailedAttempt.interrupted("interrupted before the request was sent", null);
        }
        Request.Builder request = new Request.Builder()
                .url(url)
                .header("Accept", accepted)
                .header("User-Agent", "kern")
                .post(RequestBody.create(body, JSON));
        settings.server().introduce(request);
        Call call = http.newCall(request.build());
        call.timeout().timeout(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS);
        call.enqueue(exchange);
        return call;
    }

    private static FailedAttempt interrupted(InterruptedException e) {
        return FailedAttempt.interrupted("interrupted while waiting for the answer", e);
    }

    private static FailedAttempt failureOf(@Nullable Throwable failure, Duration limit) {
        if (failure instanceof FailedAttempt attempt) {
            return attempt;
        }
        if (failure instanceof AnswerTooLargeException tooLarge) {
            return FailedAttempt.because(
                    "the answer is larger than " + tooLarge.limit() + " bytes, which is the limit", tooLarge);
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

    private ModelException exception(FailedAttempt failure) {
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

    /** Never between the halves of a surrogate pair. */
    private static String cut(String text) {
        if (text.length() <= LONGEST_MESSAGE) {
            return text;
        }
        boolean halves = Character.isHighSurrogate(text.charAt(LONGEST_MESSAGE - 1));
        return text.substring(0, halves ? LONGEST_MESSAGE - 1 : LONGEST_MESSAGE) + "…";
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    @Override
    public String toString() {
        return settings.toString();
    }

    /** Receives one answer on a thread of its own, so that the caller's can be interrupted. */
    private abstract static class Exchange implements Callback {

        abstract void read(Response response) throws IOException, FailedAttempt;

        abstract void failed(Throwable cause);

        @Override
        public void onFailure(Call call, IOException e) {
            failed(e);
        }

        @Override
        public void onResponse(Call call, Response response) {
            try (response) {
                read(response);
            } catch (IOException | FailedAttempt | RuntimeException | Error e) {
                failed(e);
            }
        }
    }
}
