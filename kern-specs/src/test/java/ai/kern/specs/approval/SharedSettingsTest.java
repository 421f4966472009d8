package ai.kern.specs.approval;

import static ai.kern.specs.support.LedgerTools.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalChangedException;
import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalGate;
import ai.kern.approval.ApprovalSettings;
import ai.kern.approval.AuditKey;
import ai.kern.approval.Decision;
import ai.kern.db.TimeOffset;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.run.Actor;
import ai.kern.run.ContinueRequest;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.OneDoor;
import ai.kern.specs.support.PostgresServer;
import ai.kern.specs.support.StoreKind;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Processes that share a database and were given other settings: what one lets through the other does not believe. */
@OneDoor
class SharedSettingsTest extends ApprovalSpec {
    private static final ApprovalSettings KEYED = ApprovalSettings.builder()
            .auditKey(AuditKey.of("a key that only tests may know of".getBytes(StandardCharsets.UTF_8)))
            .build();

    private ApprovalDb strict;

    @BeforeEach
    void requireDurable() {
        assumeTrue(lab.kind().isDurable(), "memory is not shared");
    }

    @AfterEach
    void closeStrict() {
        if (lab.kind().isDurable()) {
            strict.close();
        }
    }

    private Agent agent(ApprovalGate gate) {
        return lab.agent(calling(call("pay", "1")), gated("pay", gate));
    }

    /** All that works from now on does so with other settings. */
    private void open(ApprovalSettings settings) {
        strict = lab.kind() == StoreKind.SQLITE
                ? SqliteDb.builder()
                        .path(StoreKind.sqliteFile(lab.folder()))
                        .approvals(settings)
                        .open()
                : PostgresServer.require().open(PostgresServer.SCHEMA, TimeOffset.NONE, settings);
        lab.decorate(db -> strict);
    }

    @Test
    @Tag("AUD-2")
    @Tag("APPR-19")
    void whatWasApprovedBeforeTheTrailHadAKeyIsAskedAnew() {
        RunOutput run = lab.run(agent(ApprovalGate.required()), "go");
        approve(run);
        open(KEYED);
        Agent agent = agent(ApprovalGate.required());

        assertThatExceptionOfType(ApprovalChangedException.class)
                .isThrownBy(() -> lab.continueRun(agent, run.runId()))
                .withMessageContaining("before the trail had its key")
                .withMessageContaining("ask");
        assertNothingRan();

        RunOutput anew = lab.continueRun(
                agent,
                ContinueRequest.builder(run.runId()).askAnew(awaited(run).id()).build());
        approve(anew);
        assertThat(lab.continueRun(agent, run.runId()).isCompleted()).isTrue();
        assertRan("pay 1");
    }

    @Test
    @Tag("AUD-2")
    @Tag("APPR-19")
    void whatIsWrittenWithoutTheKeyBehindWhatHasItIsNotBelieved() {
        open(KEYED);
        RunOutput run = lab.run(agent(ApprovalGate.required()), "go");
        String id = awaited(run).recordId();
        lab.decorate(db -> db);
        approvals().approvals().approve(id, Decision.by(ADMIN));
        lab.decorate(db -> strict);

        assertThatExceptionOfType(ApprovalChangedException.class)
                .isThrownBy(() -> lab.continueRun(agent(ApprovalGate.required()), run.runId()))
                .withMessageContaining("trail");

        assertNothingRan();
    }

    @Test
    @Tag("APPR-17")
    void onePersonUnderTwoIdsIsOneVoteForWhoeverKnowsThat() {
        ApprovalGate gate = ApprovalGate.required().quorum(2);
        RunOutput run = lab.run(agent(gate), "go");
        String id = awaited(run).recordId();
        approvals().approvals().approve(id, Decision.by(Actor.of("ann")));
        approvals().approvals().approve(id, Decision.by(Actor.of("ANN")));
        open(ApprovalSettings.builder()
                .idNormaliser(name -> name.toLowerCase(Locale.ROOT))
                .build());

        assertThatExceptionOfType(ApprovalChangedException.class)
                .isThrownBy(() -> lab.continueRun(agent(gate), run.runId()))
                .withMessageContaining("votes");

        assertNothingRan();
    }
}
