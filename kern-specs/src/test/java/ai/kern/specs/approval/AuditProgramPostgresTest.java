package ai.kern.specs.approval;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.cookbook.audit.AuditProgram;
import ai.kern.db.TimeOffset;
import ai.kern.db.postgres.PostgresDb;
import ai.kern.specs.support.OtherJvm;
import ai.kern.specs.support.PostgresServer;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.Approval;
import ai.kern.tool.Tool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./kern audit} on PostgreSQL, in a process of its own. */
@Tag("AUD-2")
class AuditProgramPostgresTest {
    @TempDir
    Path folder;

    private final PostgresServer server = PostgresServer.require();
    private final String schema = PostgresServer.newSchema();

    static class Accounts {
        @Approval
        @Tool(description = "Close an account.")
        String closeAccount() {
            return "closed";
        }
    }

    @AfterEach
    void drop() {
        server.drop(schema);
    }

    private void askForApproval() {
        try (PostgresDb db = server.open(schema, TimeOffset.NONE)) {
            Agent.builder()
                    .name("Accounts")
                    .model(ScriptedModel.of(ScriptedAnswer.calls(ScriptedAnswer.call("close_account"))))
                    .tools(new Accounts())
                    .db(db)
                    .build()
                    .run("Close it.");
        }
    }

    private int verify(String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("verify", "--db", server.url()));
        arguments.addAll(List.of(options));
        Process process = OtherJvm.of(AuditProgram.class, List.of(), arguments)
                .redirectErrorStream(true)
                .redirectOutput(printed().toFile())
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    private Path printed() {
        return folder.resolve("printed");
    }

    @Test
    void aTrailIsGoodAndBadOnceItWasTamperedWith() throws Exception {
        askForApproval();
        assertThat(verify("--schema", schema)).isZero();
        assertThat(printed()).content().contains("1 entry of 1 run", "GOOD");

        server.query(schema, "UPDATE kern_audit SET record_id = 'another' RETURNING record_id");

        assertThat(verify("--schema", schema)).isEqualTo(1);
        assertThat(printed()).content().contains("First bad:   entry 1 of the trail of run ", "BAD");
    }

    @Test
    void aSchemaWithoutTablesIsAnErrorAndIsNotMade() throws Exception {
        assertThat(verify("--schema", schema)).isEqualTo(2);

        assertThat(printed()).content().contains("kern audit: PostgreSQL database ", "has no tables of kern");
        assertThat(server.query(schema, "SELECT nspname FROM pg_namespace WHERE nspname = '" + schema + "'"))
                .isEmpty();
    }
}
