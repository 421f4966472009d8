package ai.kern.cookbook;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalSettings;
import ai.kern.approval.AuditKey;
import ai.kern.approval.Decision;
import ai.kern.cookbook.OtherProcess.Ended;
import ai.kern.cookbook.audit.AuditProgram;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.run.Actor;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.Approval;
import ai.kern.tool.Tool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./kern audit} tells whether a trail is as it was written, in a process of its own. */
@Tag("AUD-2")
class AuditProgramTest {
    private static final byte[] KEY = "a key of at least 32 random bytes".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    static class Accounts {
        @Approval
        @Tool(description = "Close an account.")
        String closeAccount() {
            return "closed";
        }
    }

    private static Ended audit(Path folder, String... arguments) throws Exception {
        return OtherProcess.java(folder, Map.of(), "", AuditProgram.class, arguments);
    }

    private Ended audit(String... arguments) throws Exception {
        return audit(folder, arguments);
    }

    private SqliteDb open(ApprovalSettings settings) {
        return SqliteDb.builder()
                .path(folder.resolve("app.db"))
                .approvals(settings)
                .open();
    }

    private static ApprovalSettings keyed() {
        return ApprovalSettings.builder().auditKey(AuditKey.of(KEY)).build();
    }

    private Path keyFile() throws Exception {
        return Files.write(folder.resolve("audit.key"), KEY);
    }

    /** Approves and runs a call, which makes a trail of four entries; returns the run's id. */
    private static String approvedRun(SqliteDb db) {
        Agent agent = Agent.builder()
                .name("Accounts")
                .model(ScriptedModel.of(calls(call("close_account")), text("Done.")))
                .tools(new Accounts())
                .db(db)
                .build();
        String runId = agent.run("Close it.").runId();
        String record = db.approvals().ofRun(runId).get(0).id();
        db.approvals().approve(record, Decision.by(Actor.of("bob")));
        agent.continueRun(runId);
        return runId;
    }

    private String trail(ApprovalSettings settings, Consumer<SqliteDb> more) {
        try (SqliteDb db = open(settings)) {
            String runId = approvedRun(db);
            more.accept(db);
            return runId;
        }
    }

    private void sql(String... statements) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("app.db"));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void aTrailAsItWasWrittenIsGoodAndTheFileStaysAsItIs() throws Exception {
        trail(ApprovalSettings.defaults(), db -> {});
        byte[] before = Files.readAllBytes(folder.resolve("app.db"));

        Ended ended = audit("verify", "--db", "app.db");

        assertThat(ended.out().lines().map(line -> line.substring(0, Math.min(line.length(), 60))))
                .containsExactly(
                        "Database:    SQLite file app.db",
                        "Read:        4 entries of 1 run, 0 checkpoints, 0 kept elsew",
                        "Not checked: no checkpoints that were kept elsewhere were gi",
                        "Not checked: 4 entries have plain hashes: who changes one an",
                        "Not checked: 4 entries are covered by no checkpoint: if the ",
                        "Result:      GOOD, nothing is wrong with what could be check");
        assertThat(ended.err()).isEmpty();
        assertThat(ended.exitCode()).isZero();
        assertThat(folder.resolve("app.db")).hasBinaryContent(before);
    }

    @Test
    void theFirstBadEntryIsNamed() throws Exception {
        String first = trail(ApprovalSettings.defaults(), db -> {});
        String second = trail(ApprovalSettings.defaults(), db -> {});
        sql(
                "UPDATE kern_audit SET document = replace(document, 'bob', 'eve') WHERE sequence = 2",
                "DELETE FROM kern_audit WHERE sequence = 4");

        Ended ended = audit("verify", "--db", "app.db");

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.out())
                .containsPattern("First bad:   entry 2 of the trail of run (" + first + "|" + second + "): its hash")
                .containsPattern("Also bad:    entry 2 of the trail of run (" + first + "|" + second + "): its hash")
                .contains("Result:      BAD, the trail is not as it was written")
                .doesNotContain("GOOD");
    }

    @Test
    void whatSomebodyWroteIntoTheDatabaseIsShownAndNotObeyed() throws Exception {
        trail(ApprovalSettings.defaults(), db -> {});
        sql(
                "UPDATE kern_audit SET key_id = char(27) || '[2Jkey' WHERE sequence = 4",
                "UPDATE kern_audit_heads SET run_id = char(27) || '[2Jrun'");

        Ended ended = audit("verify", "--db", "app.db");

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.out()).contains("\\u001b[2Jrun", "\\u001b[2Jkey").doesNotContain("\u001b");
    }

    @Test
    void withTheKeyAndACheckpointThatWasKeptElsewhereEverythingIsChecked() throws Exception {
        trail(keyed(), db -> db.auditTrail().seal());
        String[] verify = {"verify", "--db", "app.db", "--key-file", keyFile().toString()};
        export();

        Ended ended = audit(Stream.concat(Stream.of(verify), Stream.of("--checkpoints", "kept.jsonl"))
                .toArray(String[]::new));

        assertThat(ended.out()).contains("1 checkpoint,", "Result:      GOOD").doesNotContain("Not checked");
        assertThat(ended.exitCode()).isZero();
        assertThat(audit(verify).out())
                .contains("Not checked: no checkpoints that were kept elsewhere were given")
                .containsOnlyOnce("Not checked");
    }

    @Test
    void withoutTheKeyItIsSaidWhatCouldNotBeChecked() throws Exception {
        trail(keyed(), db -> db.auditTrail().seal());

        Ended ended = audit("verify", "--db", "app.db");

        assertThat(ended.out())
                .contains(
                        "Not checked: 4 entries were hashed with a key",
                        "Not checked: checkpoints were hashed with a key",
                        "Result:      NOT VERIFIED");
        assertThat(ended.exitCode()).isEqualTo(3);
    }

    @Test
    void anotherKeyIsNotTheOneOfTheTrail() throws Exception {
        trail(keyed(), db -> {});
        Files.write(folder.resolve("other.key"), new byte[32]);

        Ended ended = audit("verify", "--db", "app.db", "--key-file", "other.key");

        assertThat(ended.out()).contains("First bad:   entry 1 of the trail of run ", "it was hashed with key");
        assertThat(ended.exitCode()).isEqualTo(1);
    }

    @Test
    void checkpointsThatWereExportedTellOfATrailThatWasRemovedWithItsCheckpoints() throws Exception {
        String gone = trail(ApprovalSettings.defaults(), db -> db.auditTrail().seal());
        assertThat(export().lines()).singleElement().asString().startsWith("{").contains(gone);
        assertThat(audit("verify", "--db", "app.db", "--checkpoints", "kept.jsonl")
                        .out())
                .contains("1 checkpoint, 1 kept elsewhere", "GOOD");

        sql("DELETE FROM kern_audit", "DELETE FROM kern_audit_heads", "DELETE FROM kern_audit_checkpoints");
        sql("DELETE FROM kern_approvals");

        Ended without = audit("verify", "--db", "app.db");
        assertThat(without.exitCode()).isZero();
        assertThat(without.out())
                .contains(
                        "Not checked: no checkpoints that were kept elsewhere were given",
                        "Not checked: there is no entry at all");
        Ended ended = audit("verify", "--db", "app.db", "--checkpoints", "kept.jsonl");
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.out()).contains("First bad:   checkpoint 1: it is missing, and was kept elsewhere");
    }

    private String export() throws Exception {
        Ended exported = audit("export", "--db", "app.db");
        assertThat(exported.exitCode()).isZero();
        assertThat(exported.err()).isEmpty();
        Files.writeString(folder.resolve("kept.jsonl"), exported.out());
        return exported.out();
    }

    @Test
    void aRecordWhoseTrailWasRemovedIsNamed() throws Exception {
        String runId = trail(keyed(), db -> db.auditTrail().seal());
        String record;
        try (SqliteDb db = open(keyed())) {
            record = db.approvals().ofRun(runId).get(0).id();
        }
        sql("DELETE FROM kern_audit", "DELETE FROM kern_audit_heads", "DELETE FROM kern_audit_checkpoints");

        Ended ended = audit("verify", "--db", "app.db", "--key-file", keyFile().toString());

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.out())
                .contains(
                        "First bad:   entry 1 of the trail of run " + runId + ": record " + record
                                + ", which is APPROVED, has no entry of its request in the trail",
                        "Not checked: there is no entry at all");
    }

    @Test
    void anExportOfATrailThatWasNeverSealedSaysThatThereIsNothingAndFails() throws Exception {
        trail(ApprovalSettings.defaults(), db -> {});

        Ended ended = audit("export", "--db", "app.db");

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("SQLite file app.db has no checkpoints", "seal()");
    }

    @Test
    void aFileThatIsNotThereIsAnErrorAndNotANewDatabase() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));

        Ended ended = audit(folder, "verify", "--db", "empty/app.db");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).startsWith("kern audit: SQLite file empty/app.db is not there");
        assertThat(ended.out()).isEmpty();
        assertThat(empty).isEmptyDirectory();
    }

    @Test
    void tablesOfAnotherVersionAreAnErrorAndStayAsTheyAre() throws Exception {
        trail(ApprovalSettings.defaults(), db -> {});
        sql("DELETE FROM kern_schema_version WHERE version > '1'");
        byte[] before = Files.readAllBytes(folder.resolve("app.db"));

        Ended ended = audit("verify", "--db", "app.db");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("has tables of version 1");
        assertThat(folder.resolve("app.db")).hasBinaryContent(before);
    }

    @Test
    void filesThatDoNotHaveWhatTheyAreFor() throws Exception {
        trail(ApprovalSettings.defaults(), db -> {});
        Files.write(folder.resolve("short.key"), new byte[31]);
        Files.createFile(folder.resolve("empty.jsonl"));
        try (SqliteDb db = open(ApprovalSettings.defaults())) {
            db.auditTrail().seal();
        }
        Files.writeString(folder.resolve("broken.jsonl"), export() + "{}\n");
        Files.write(folder.resolve("binary.jsonl"), new byte[] {(byte) 0xff, '\n'});

        assertUnreadable("--key-file short.key is no key", "--key-file", "short.key");
        assertUnreadable("--key-file no.key is not a file that is there", "--key-file", "no.key");
        assertUnreadable("--checkpoints empty.jsonl is empty", "--checkpoints", "empty.jsonl");
        assertUnreadable("--checkpoints broken.jsonl, line 2: ", "--checkpoints", "broken.jsonl");
        assertUnreadable("--checkpoints binary.jsonl is no text in UTF-8", "--checkpoints", "binary.jsonl");
        assertUnreadable("--checkpoints . is not a file that is there", "--checkpoints", ".");
    }

    private void assertUnreadable(String message, String... options) throws Exception {
        String[] arguments = {"verify", "--db", "app.db", options[0], options[1]};
        Ended ended = audit(arguments);
        assertThat(ended.exitCode()).as(message).isEqualTo(2);
        assertThat(ended.err()).startsWith("kern audit: ").contains(message);
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void aWrongCallSaysWhatIsWrongAndWhereHelpIs() throws Exception {
        assertMisused("say what to do, verify or export; see ./kern audit -h");
        assertMisused("there is no 'bogus'; verify or export; see ./kern audit -h", "bogus", "--db", "x");
        assertMisused("'--db=DATABASE'; see ./kern audit verify -h", "verify");
        assertMisused("begins with jdbc:postgresql:", "verify", "--db", "jdbc:mysql:x");
        assertMisused("belong to a PostgreSQL database", "verify", "--db", "app.db", "--user", "ann");
        assertMisused("'--seal'", "verify", "--db", "app.db", "--seal");
    }

    private void assertMisused(String message, String... arguments) throws Exception {
        Ended ended = audit(arguments);
        assertThat(ended.exitCode()).as(message).isEqualTo(2);
        assertThat(ended.err()).startsWith("kern audit: ").contains(message).hasLineCount(1);
    }

    @Test
    void helpTellsTheExitCodes() throws Exception {
        Ended ended = audit("verify", "--help");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out()).contains("Usage: kern audit verify", "Exit codes:", "PGPASSWORD");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void anOutputThatCannotBeWrittenIsNotGood() throws Exception {
        trail(ApprovalSettings.defaults(), db -> {});
        List<String> command = new ArrayList<>(List.of("-c", "exec \"$@\" >/dev/full", "bash"));
        command.addAll(OtherProcess.javaCommand(AuditProgram.class, "verify", "--db", "app.db"));

        Ended ended = OtherProcess.call(folder, Map.of(), "bash", command.toArray(String[]::new));

        assertThat(ended.err()).contains("not everything could be written");
        assertThat(ended.exitCode()).isEqualTo(2);
    }
}
