package ai.kern.cookbook.approvals;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalSettings;
import ai.kern.approval.AuditEntry;
import ai.kern.approval.AuditFinding;
import ai.kern.approval.AuditKey;
import ai.kern.approval.AuditReport;
import ai.kern.approval.Decision;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.run.Actor;
import ai.kern.run.RunOutput;
import ai.kern.testkit.Script;
import ai.kern.tool.Approval;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/**
 * The trail is sealed, verified, tampered with by plain SQL, and the first bad entry is named: {@code ./kern example
 * approvals/verify-the-trail}. It prints the command that does the same from outside, {@code ./kern audit verify} with the key and
 * the checkpoints; without them that says what it could not check.
 */
public final class VerifiedTrail implements Example {
    static final class Contracts {
        @Approval
        @Tool(description = "Sign a contract.")
        String signContract(@Param(name = "contract") String contract) {
            return "signed " + contract;
        }
    }

    @Override
    public String shows() {
        return "the trail with a key and checkpoints: verified, tampered with by SQL, and the bad entry named";
    }

    @Override
    public Script script() {
        return Script.byTurn(calls(call("sign_contract", "{\"contract\":\"K-3\"}")), text("It is signed."));
    }

    @Override
    public void play(Stage stage) throws IOException, SQLException {
        byte[] key = new byte[AuditKey.LEAST_BYTES];
        new SecureRandom().nextBytes(key);
        // An application keeps its key where nobody is who can write to the database; here it lies beside it to be
        // tried.
        Path keyFile = Files.write(stage.file("audit.key"), key);
        Path file = stage.file("app.db");
        try (SqliteDb db = SqliteDb.builder()
                .path(file)
                .approvals(ApprovalSettings.builder().auditKey(AuditKey.of(key)).build())
                .open()) {
            Agent agent = Agent.builder()
                    .name("Legal")
                    .model(stage.model())
                    .instructions("You sign contracts. Call tools at once, without asking for confirmation.")
                    .tools(new Contracts())
                    .db(db)
                    .build();
            RunOutput waiting = agent.run("Sign contract K-3.");
            stage.checkWaits(waiting);
            db.approvals()
                    .approve(
                            db.approvals().ofRun(waiting.runId()).get(0).id(),
                            Decision.by(Actor.of("bob")).note("as agreed"));
            agent.continueRun(waiting.runId());
            for (AuditEntry entry : db.auditTrail().ofRun(waiting.runId())) {
                stage.tell(entry.at() + " " + entry);
            }

            // Done now and then by a job, which keeps the lines where nobody who can write to the database can write.
            Path checkpoints = stage.file("checkpoints.jsonl");
            db.auditTrail().seal();
            try (Writer elsewhere = Files.newBufferedWriter(checkpoints)) {
                db.auditTrail().exportCheckpoints(elsewhere);
            }
            List<String> kept = Files.readAllLines(checkpoints);

            AuditReport good = db.auditTrail().verify(kept);
            stage.check(
                    "all of it is as it was written, and all of it was checked",
                    good.isIntact() && good.unchecked().isEmpty());

            tamper(file);
            AuditReport bad = db.auditTrail().verify(kept);
            bad.findings().forEach(finding -> stage.tell("Found: " + finding));
            stage.check(
                    "the entry that was changed is named",
                    bad.first().map(AuditFinding::place).equals(Optional.of(2L)));
            stage.tellCommand(
                    "./kern", "audit", "verify", "--db", file, "--key-file", keyFile, "--checkpoints", checkpoints);
        }
    }

    /** Somebody who can write to the database makes the decision another person's. */
    private static void tamper(Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "UPDATE kern_audit SET document = replace(document, 'bob', 'eve') WHERE kind = 'DECISION'");
        }
    }
}
