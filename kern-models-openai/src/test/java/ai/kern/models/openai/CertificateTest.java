package ai.kern.models.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.kern.model.Message;
import ai.kern.model.ModelException;
import ai.kern.model.ModelRequest;
import java.time.Duration;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server that cannot show who it is gets no key. */
@Tag("OAI-3")
class CertificateTest {

    @Test
    void anExpiredCertificateIsAnErrorAtOnce() {
        long now = System.currentTimeMillis();
        HeldCertificate authority =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        HeldCertificate expired = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .signedBy(authority)
                .validityInterval(
                        now - Duration.ofDays(2).toMillis(),
                        now - Duration.ofDays(1).toMillis())
                .build();
        HandshakeCertificates ofServer = new HandshakeCertificates.Builder()
                .heldCertificate(expired, authority.certificate())
                .build();
        HandshakeCertificates ofClient = new HandshakeCertificates.Builder()
                .addTrustedCertificate(authority.certificate())
                .build();
        OkHttpClient client = new OkHttpClient.Builder()
                .sslSocketFactory(ofClient.sslSocketFactory(), ofClient.trustManager())
                .build();
        try (ModelServer server = new ModelServer()) {
            server.web.useHttps(ofServer.sslSocketFactory());
            FakeTime time = new FakeTime();
            var model = server.chat()
                    .httpClient(client)
                    .time(time)
                    .callTimeout(Duration.ofSeconds(10))
                    .build();

            ModelException failure = catchThrowableOfType(
                    ModelException.class,
                    () -> model.respond(new ModelRequest(List.of(new Message.User("hi")), List.of())));

            assertThat(failure).hasMessageContaining("the connection failed");
            assertThat(failure.isRetryable()).isFalse();
            assertThat(time.sleeps()).isEmpty();
        }
    }
}
