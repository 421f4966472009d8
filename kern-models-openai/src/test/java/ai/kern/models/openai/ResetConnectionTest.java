package ai.kern.models.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.kern.model.Message;
import ai.kern.model.ModelException;
import ai.kern.model.ModelRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that a server resets: at once, before the headers, in mid-body, in mid-stream. */
@Tag("OAI-3")
class ResetConnectionTest {
    private static final ModelRequest REQUEST = new ModelRequest(List.of(new Message.User("hi")), List.of());
    private static final String HEADERS = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n";
    private static final String IN_MID_BODY = HEADERS + "Content-Type: application/json\r\n\r\n{\"choices\":[";
    private static final String IN_MID_STREAM = HEADERS + "Content-Type: text/event-stream\r\n\r\ndata: "
            + ChatStreamTest.content("Hi") + "\n\ndata: {\"choices\"";

    private final AtomicInteger connections = new AtomicInteger();
    private final FakeTime time = new FakeTime();
    private final Heard heard = new Heard();
    private ServerSocket server;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-", IN_MID_BODY})
    void aResetIsTriedAgainAndThenToldAsAFailureThatMayPass(String sent) {
        resetAfter(sent);

        ModelException failure = catchThrowableOfType(
                ModelException.class, () -> builder().build().respond(REQUEST));

        assertThat(failure).hasMessageContainingAll("the connection failed", "gave up after 4 attempts");
        assertThat(failure.isRetryable()).isTrue();
        assertThat(connections).hasValue(4);
    }

    @Test
    void aResetInMidStreamIsAFailureOrIsTriedAgainButNothingIsHandedOnTwice() {
        resetAfter(IN_MID_STREAM);

        ModelException failure = catchThrowableOfType(
                ModelException.class, () -> builder().build().respond(REQUEST, heard));

        assertThat(failure).hasMessageContaining("the connection failed");
        assertThat(failure.isRetryable()).isTrue();
        assertThat(heard.pieces()).hasSizeLessThanOrEqualTo(1);
        assertThat(connections.get()).isLessThanOrEqualTo(4);
    }

    private OpenAiChat.Builder builder() {
        HttpUrl url = HttpUrl.get("http://127.0.0.1:" + server.getLocalPort() + "/v1");
        return (OpenAiChat.Builder) Api.CHAT.at(url).time(time);
    }

    /** Answers every connection with the beginning of an answer, and resets it. */
    private void resetAfter(String sent) {
        Thread thread = new Thread(() -> {
            while (true) {
                try (Socket socket = server.accept()) {
                    connections.incrementAndGet();
                    readRequest(socket);
                    socket.getOutputStream().write(sent.getBytes(StandardCharsets.UTF_8));
                    // Closing sends a reset instead of an orderly end.
                    socket.setSoLinger(true, 0);
                } catch (IOException closed) {
                    if (server.isClosed()) {
                        return;
                    }
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** Up to the end of its body, which closes the only object that is nested in nothing. */
    private static void readRequest(Socket socket) throws IOException {
        int depth = 0;
        boolean begun = false;
        while (!begun || depth > 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                return;
            }
            depth += next == '{' ? 1 : next == '}' ? -1 : 0;
            begun |= next == '{';
        }
    }
}
