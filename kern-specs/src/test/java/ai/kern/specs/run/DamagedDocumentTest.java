package ai.kern.specs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.kern.agent.Agent;
import ai.kern.db.Changeset;
import ai.kern.db.DbException;
import ai.kern.db.LeaseUse;
import ai.kern.db.Session;
import ai.kern.run.Run;
import ai.kern.run.RunStatus;
import ai.kern.run.RunnerKind;
import ai.kern.specs.support.EngineSpec;
import ai.kern.testkit.ScriptedModel;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A document that cannot be read is an error, never an empty value. */
@Tag("DB-3")
class DamagedDocumentTest extends EngineSpec {
    private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hunter2",
                "{\"format\":1,\"metadata\":{\"password\":\"hunter2\"",
                "{\"format\":1,\"metadata\":\"hunter2\"}",
                "{\"format\":1,\"hunter2\":1,\"batch\":\"hunter2\"}"
            })
    void theErrorNamesTheDocumentAndShowsNothingOfIt(String settings) {
        Agent agent = lab.agent(ScriptedModel.of());
        Run run = new Run(
                "the-run",
                "the-run",
                Optional.empty(),
                agent.id(),
                agent.name(),
                RunnerKind.AGENT,
                "session",
                Optional.empty(),
                RunStatus.PAUSED,
                1,
                "the-changeset",
                NOW,
                NOW,
                settings,
                "{}");
        lab.db()
                .commit(Changeset.builder(run.changesetId(), run.id(), new LeaseUse.None())
                        .run(run)
                        .session(new Session("session", Optional.empty(), NOW))
                        .build());

        DbException thrown = catchThrowableOfType(DbException.class, () -> agent.find("the-run"));

        StringWriter log = new StringWriter();
        thrown.printStackTrace(new PrintWriter(log));
        assertThat(thrown).hasMessageContaining("the settings of run the-run");
        assertThat(log.toString()).doesNotContain("hunter2");
    }
}
