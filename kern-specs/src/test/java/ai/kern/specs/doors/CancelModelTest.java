package ai.kern.specs.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kern.agent.Agent;
import ai.kern.db.Db;
import ai.kern.event.RunStream;
import ai.kern.model.Model;
import ai.kern.models.openai.OpenAiChat;
import ai.kern.models.openai.OpenAiResponses;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Background;
import ai.kern.testkit.ScriptedModel;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A cancellation does not wait for a model that says nothing. */
@Tag("RUN-9")
class CancelModelTest extends DoorSpec {
    /** Cancels as another process would; only the next renewal of leases tells this one. */
    private void cancelElsewhere(String runId) {
        assumeTrue(lab.kind().isDurable(), "memory has no other process");
        lab.restart();
        lab.agent(ScriptedModel.of()).cancel(runId);
    }

    @Test
    void oneRenewalLaterABlockedCallerHasItsAnswerThoughAnotherProcessCancelled() {
        Db here = lab.db();
        Thinking model = new Thinking();
        Agent agent = lab.agent(model);
        Background<RunOutput> run = Background.start(() -> agent.run("think"));
        model.awaitQuestion();

        cancelElsewhere(onlyRun());
        assertThat(model.wasInterrupted()).isFalse();
        here.leases().renewNow();

        assertThat(run.join().status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(model.wasInterrupted()).isTrue();
    }

    @Test
    @Tag("STR-2")
    void oneRenewalLaterAStreamEndsThoughAnotherProcessCancelled() {
        Db here = lab.db();
        Thinking model = new Thinking();
        try (RunStream stream = lab.agent(model).stream("think")) {
            model.awaitQuestion();

            cancelElsewhere(stream.runId());
            here.leases().renewNow();

            assertThat(names(read(stream))).containsExactly("RunStarted", "ModelRequestStarted", "RunCancelled");
            assertThat(stream.result().status()).isEqualTo(RunStatus.CANCELLED);
            assertThat(model.wasInterrupted()).isTrue();
        }
    }

    /** The clients of OpenAI's two APIs. */
    enum Client {
        CHAT(url -> OpenAiChat.builder().model("silent").baseUrl(url).build()),
        RESPONSES(url -> OpenAiResponses.builder().model("silent").baseUrl(url).build());

        private final Function<String, Model> of;

        Client(Function<String, Model> of) {
            this.of = of;
        }
    }

    private static MockWebServer silent() throws IOException {
        MockWebServer server = new MockWebServer();
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
        server.start();
        return server;
    }

    @ParameterizedTest
    @EnumSource
    void aClientOfASilentServerIsInterrupted(Client client) throws Exception {
        try (MockWebServer server = silent()) {
            Agent agent = lab.agent(client.of.apply(server.url("/v1").toString()));
            Background<RunOutput> run = Background.start(() -> agent.run("go"));
            assertThat(server.takeRequest(30, TimeUnit.SECONDS)).isNotNull();

            agent.cancel(onlyRun());

            assertThat(run.join().status()).isEqualTo(RunStatus.CANCELLED);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("STR-3")
    void aClientThatStreamsFromASilentServerIsInterruptedByClosing(Client client) throws Exception {
        try (MockWebServer server = silent()) {
            Agent agent = lab.agent(client.of.apply(server.url("/v1").toString()));
            RunStream stream = agent.stream("go");
            assertThat(server.takeRequest(30, TimeUnit.SECONDS)).isNotNull();

            stream.close();

            assertThat(stream.result().status()).isEqualTo(RunStatus.CANCELLED);
            await().until(() -> lab.find(agent, stream.runId()).status().isEnded());
        }
    }
}
