package ai.kern.cookbook;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.approval.AlreadyDecidedException;
import ai.kern.approval.ApprovalGate;
import ai.kern.approval.ApprovalPendingException;
import ai.kern.approval.ApprovalQuery;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.ApprovalSettings;
import ai.kern.approval.ApprovalStatus;
import ai.kern.approval.AuditKey;
import ai.kern.approval.AuditReport;
import ai.kern.approval.Decision;
import ai.kern.approval.DecisionRefusedException;
import ai.kern.approval.InMemoryApprovalDb;
import ai.kern.db.Db;
import ai.kern.db.Subscription;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.requirement.AwaitingDecision;
import ai.kern.requirement.Confirmation;
import ai.kern.run.Actor;
import ai.kern.run.ContinueRequest;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.Approval;
import ai.kern.tool.ApprovalType;
import ai.kern.tool.FunctionTool;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of docs/approvals.md and of docs/engine.md, and that it does what the pages say. */
class ApprovalsPageTest {
    @TempDir
    Path folder;

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    class UserTools {
        @Approval(approvers = "privacy", expiresIn = "PT24H", runWithin = "PT1H")
        @Tool(description = "Permanently delete all data of a user.")
        String deleteUserData(@Param(name = "user_id") String userId) {
            return deleteAllOf(userId);
        }
    }

    class Refunds {
        @Approval(type = ApprovalType.AUDIT)
        @Tool(description = "Pay a customer's money back.", requiresConfirmation = true)
        String refund(String order) {
            return pay(order, 250);
        }
    }

    record Payout(@Param(redact = true) String account, long cents) {}

    private FunctionTool payOut() {
        FunctionTool payOut = FunctionTool.builder("pay_out")
                .parameters(Payout.class)
                .call((arguments, context) -> pay(arguments.account(), arguments.cents()))
                .gate(ApprovalGate.required().approvers("finance").quorum(2))
                .build();
        return payOut;
    }

    private String deleteAllOf(String userId) {
        log.add("deleted " + userId);
        return "deleted";
    }

    private String pay(String to, long cents) {
        log.add("paid " + cents + " to " + to);
        return "paid";
    }

    private Agent dataManager(Db db) {
        return Agent.builder()
                .name("Data manager")
                .model(ScriptedModel.of(calls(call("delete_user_data", "{\"user_id\":\"U-99887\"}")), text("Done.")))
                .tools(new UserTools())
                .db(db)
                .build();
    }

    private String ask() {
        try (SqliteDb db = SqliteDb.open(folder.resolve("app.db"))) {
            RunOutput waiting = dataManager(db)
                    .run(RunRequest.builder("Delete all data of U-99887.")
                            .user("ann")
                            .build());
            AwaitingDecision open =
                    (AwaitingDecision) waiting.activeRequirements().get(0);
            log.add("run " + waiting.runId() + " waits for approval " + open.recordId());
            return waiting.runId();
        }
    }

    private void decide() {
        try (SqliteDb db = SqliteDb.open(folder.resolve("app.db"))) {
            Actor bob = Actor.of("bob", "privacy");
            for (ApprovalRecord record :
                    db.approvals().list(ApprovalQuery.pending()).items()) {
                log.add(record.userId().orElse("somebody") + " wants " + record.toolName() + record.toolArgs());
                Decision yes = Decision.by(bob).note("ticket 4711").seen(record.shownDigest());
                db.approvals().approve(record.id(), yes);
            }
        }
    }

    private RunOutput goOn(String runId) {
        try (SqliteDb db = SqliteDb.open(folder.resolve("app.db"))) {
            RunOutput ended = dataManager(db).continueRun(runId);
            log.add("run " + ended.runId() + " is " + ended.status());
            return ended;
        }
    }

    private RunOutput waitAndGoOn(String runId) throws InterruptedException {
        try (SqliteDb db = SqliteDb.open(folder.resolve("app.db"))) {
            Semaphore hints = new Semaphore(0);
            Subscription subscription = db.changes(change -> hints.release());
            try (subscription) {
                while (db.approvals().ofRun(runId).stream().anyMatch(ApprovalRecord::isPending)) {
                    log.add("run " + runId + " waits");
                    hints.tryAcquire(1, TimeUnit.MINUTES);
                }
            }
            return dataManager(db).continueRun(runId);
        }
    }

    @Test
    @Tag("APPR-7")
    void aRunGoesOnAsSoonAsAnotherProcessDecides() {
        String runId = ask();
        CompletableFuture<RunOutput> ended = CompletableFuture.supplyAsync(() -> {
            try {
                return waitAndGoOn(runId);
            } catch (InterruptedException unexpected) {
                throw new AssertionError(unexpected);
            }
        });
        Awaitility.await().until(() -> log.contains("run " + runId + " waits"));

        decide();

        assertThat(ended.join().content()).isEqualTo("Done.");
        assertThat(log).endsWith("deleted U-99887");
    }

    @Test
    @Tag("APPR-7")
    void anotherProcessApprovesAndAThirdOneContinues() {
        String runId = ask();
        assertThatThrownBy(() -> goOn(runId)).isInstanceOf(ApprovalPendingException.class);
        decide();
        assertThat(log).noneMatch(line -> line.startsWith("deleted"));

        assertThat(goOn(runId).content()).isEqualTo("Done.");

        assertThat(log).hasSize(4).element(1).isEqualTo("ann wants delete_user_data{\"user_id\":\"U-99887\"}");
        assertThat(log.subList(2, 4)).containsExactly("deleted U-99887", "run " + runId + " is COMPLETED");
    }

    @Test
    @Tag("AUD-2")
    void theTrailIsVerified() throws IOException {
        decideAfter(ask());
        try (SqliteDb db = SqliteDb.open(folder.resolve("app.db"))) {
            StringBuilder elsewhere = new StringBuilder();
            db.auditTrail().seal();
            db.auditTrail().exportCheckpoints(elsewhere);

            AuditReport report =
                    db.auditTrail().verify(elsewhere.toString().lines().toList());
            report.findings().forEach(finding -> log.add("not as it was written: " + finding));
            report.unchecked().forEach(sentence -> log.add("not checked: " + sentence));

            assertThat(report.isIntact()).isTrue();
            assertThat(report.entries()).isEqualTo(4);
            assertThat(log).noneMatch(line -> line.startsWith("not as it was written"));
        }
    }

    private void decideAfter(String runId) {
        decide();
        goOn(runId);
    }

    @Test
    @Tag("APPR-6")
    void aDecisionIsRefusedToWhoLacksTheRoleAndToWhoAskedAndIsMadeOnce() {
        String runId = ask();
        try (SqliteDb db = SqliteDb.open(folder.resolve("app.db"))) {
            String id = db.approvals().ofRun(runId).get(0).id();
            for (Actor refused : List.of(Actor.of("bob"), Actor.of("ann", "privacy"))) {
                assertThatThrownBy(() -> db.approvals().approve(id, Decision.by(refused)))
                        .isInstanceOf(DecisionRefusedException.class);
            }
            db.approvals().reject(id, Decision.by(Actor.of("bob", "privacy")).note("keep them"));
            assertThatThrownBy(() -> db.approvals().approve(id, Decision.by(Actor.of("eve", "privacy"))))
                    .isInstanceOf(AlreadyDecidedException.class);
        }

        goOn(runId);

        assertThat(log).noneMatch(line -> line.startsWith("deleted"));
    }

    @Test
    @Tag("APPR-10")
    void theAuditTypeRecordsWhatThePersonInFrontOfTheProgramDecides() {
        InMemoryApprovalDb db = new InMemoryApprovalDb();
        Agent agent = Agent.builder()
                .model(ScriptedModel.of(calls(call("refund", "{\"order\":\"A-1\"}")), text("Done.")))
                .tools(new Refunds())
                .db(db)
                .build();
        RunOutput waiting = agent.run("Refund A-1.");
        Confirmation asked = (Confirmation) waiting.activeRequirements().get(0);

        agent.continueRun(ContinueRequest.builder(waiting.runId())
                .answers(asked.confirm())
                .by(Actor.of("ann"))
                .build());

        assertThat(log).containsExactly("paid 250 to A-1");
        assertThat(db.approvals().ofRun(waiting.runId()))
                .singleElement()
                .satisfies(record -> assertThat(record.resolvedBy()).contains("ann"));
    }

    @Test
    @Tag("APPR-17")
    void aQuorumIsOneOfDifferentPeopleAndWhatIsRedactedIsMasked() throws IOException {
        Path keyFile = Files.write(folder.resolve("audit.key"), new SecureRandom().generateSeed(32));
        ApprovalSettings settings = ApprovalSettings.builder()
                .idNormaliser(id -> id.toLowerCase(Locale.ROOT))
                .auditKey(AuditKey.of(Files.readAllBytes(keyFile)))
                .build();
        SqliteDb db = SqliteDb.builder()
                .path(folder.resolve("app.db"))
                .approvals(settings)
                .open();
        try (db) {
            Agent agent = Agent.builder()
                    .name("Payer")
                    .model(ScriptedModel.of(
                            calls(call("pay_out", "{\"account\":\"DE-12345\",\"cents\":5}")), text("Done.")))
                    .tools(payOut())
                    .db(db)
                    .build();
            RunOutput waiting = agent.run("Pay.");
            ApprovalRecord record = db.approvals().ofRun(waiting.runId()).get(0);
            assertThat(record.toolArgs()).doesNotContain("DE-12345").contains("[redacted]");

            db.approvals().approve(record.id(), Decision.by(Actor.of("bob", "finance")));
            assertThatThrownBy(() -> db.approvals().approve(record.id(), Decision.by(Actor.of("BOB", "finance"))))
                    .isInstanceOf(DecisionRefusedException.class);
            db.approvals().approve(record.id(), Decision.by(Actor.of("eve", "finance")));

            assertThat(agent.continueRun(waiting.runId()).isCompleted()).isTrue();
            assertThat(log).containsExactly("paid 5 to DE-12345");
        }
    }

    private static RunOutput askAnew(Agent agent, String runId, String requirementId) {
        return agent.continueRun(
                ContinueRequest.builder(runId).askAnew(requirementId).build());
    }

    private static RunOutput drop(Agent agent, String runId, String requirementId) {
        return agent.continueRun(ContinueRequest.builder(runId)
                .drop(requirementId, "no longer wanted")
                .build());
    }

    @Test
    @Tag("APPR-19")
    void aCallIsAskedAnewOrDropped() {
        InMemoryApprovalDb db = new InMemoryApprovalDb();
        Agent agent = dataManager(db);
        RunOutput waiting = agent.run("Delete all data of U-99887.");

        RunOutput asked = askAnew(
                agent, waiting.runId(), waiting.activeRequirements().get(0).id());
        RunOutput dropped =
                drop(agent, asked.runId(), asked.activeRequirements().get(0).id());

        assertThat(dropped.isCompleted()).isTrue();
        assertThat(log).isEmpty();
        assertThat(db.approvals().ofRun(waiting.runId()))
                .extracting(ApprovalRecord::status)
                .containsExactly(ApprovalStatus.CANCELLED, ApprovalStatus.CANCELLED);
    }
}
