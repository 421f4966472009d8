package ai.kern.specs.upgrade;

import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.ApprovalStatus;
import ai.kern.approval.AuditTrail;
import ai.kern.db.RunQuery;
import ai.kern.db.Session;
import ai.kern.db.SessionQuery;
import ai.kern.model.Message;
import ai.kern.model.Usage;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.Run;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.StoreKind;
import ai.kern.testkit.ScriptedModel;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * What earlier versions have stored, each dump in a database of its own, does today what a user would have expected of it then.
 * How a dump is added, and when, says {@link WriteDumpTest}; none is ever replaced.
 */
@Tag("DB-5")
@ParameterizedClass(name = "{0}")
@FieldSource("DUMPS")
class UpgradeTest {
    static final List<StoredDump> DUMPS = List.of(
            new StoredDump(1, StoreKind.SQLITE, 25, "d5853e635c6d9c64fee33a1f94123876711e3eba09b3679665d9568bd0c7e865"),
            new StoredDump(
                    1, StoreKind.POSTGRES, 25, "3858c1a6d5a300da7a1453197b568a45d3c50d8e430894f4edc38e934ebff333"),
            new StoredDump(2, StoreKind.SQLITE, 34, "e1567e662215bba692b6218aad1b37bd84776b76a37066c4702ed953d10d7096"),
            new StoredDump(
                    2, StoreKind.POSTGRES, 34, "b2610d623e595f7d620986f7a74c347f3d5ae59d2c166317145bd9a4b7c70d68"),
            new StoredDump(3, StoreKind.SQLITE, 34, "8b49be2a4bc88b546142e39b06ed042936179b7f4ca143f0dfd43b2d14fb80c4"),
            new StoredDump(
                    3, StoreKind.POSTGRES, 34, "ff3777e53241f77120618c260d72fe5acc11b5bbbf00623b5d5897c8e710f320"));

    @Parameter
    StoredDump dump;

    @TempDir
    Path folder;

    private final Desk desk = new Desk();
    private UpgradedDump opened;

    private UpgradedDump upgraded() throws SQLException {
        if (opened == null) {
            opened = UpgradedDump.open(dump, folder);
        }
        return opened;
    }

    private ApprovalDb db() throws SQLException {
        return upgraded().db();
    }

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    @Test
    void aDumpIsNeverChanged() {
        assertThat(dump.foundChecksum())
                .as("the checksum of %s, which stands for what users have stored; add a dump, do not change one", dump)
                .isEqualTo(dump.checksum());
    }

    @Test
    void allRunsAndSessionsAreListed() throws SQLException {
        List<Run> runs = db().runs(RunQuery.all()).items();

        assertThat(runs)
                .extracting(Run::sessionId)
                .containsExactlyInAnyOrderElementsOf(
                        dump.itsSamples().stream().map(Sample::session).toList());
        for (RunStatus status : RunStatus.values()) {
            assertThat(db().runs(RunQuery.all()
                                    .user(SampleWriter.USER)
                                    .runner("files")
                                    .status(status))
                            .items())
                    .extracting(Run::sessionId)
                    .containsExactlyInAnyOrderElementsOf(dump.itsSamples().stream()
                            .filter(sample -> sample.status() == status)
                            .map(Sample::session)
                            .toList());
        }
        assertThat(db().sessions(SessionQuery.all()).items())
                .hasSize(dump.samples())
                .extracting(Session::name)
                .allSatisfy(name -> assertThat(name.orElseThrow()).endsWith(SampleWriter.NAME));
    }

    @Test
    void aRunIsReadAsItWasWritten() throws SQLException {
        for (Sample sample : dump.itsSamples()) {
            RunOutput run = found(sample);

            assertThat(run.status()).as(sample.name()).isEqualTo(sample.status());
            assertThat(run.metadata()).isEqualTo(SampleWriter.request(sample).metadata());
            assertThat(run.userId()).contains(SampleWriter.USER);
            assertThat(run.messages()).contains(new Message.User("Do it: " + Sample.Texts.ODD));
            assertThat(run.isPaused()).isEqualTo(!run.activeRequirements().isEmpty());
        }
    }

    @Test
    @Tag("AUD-2")
    void theTrailIsWholeBeforeAndAfterDecisionsOfToday() throws SQLException {
        AuditTrail trail = db().auditTrail();
        assertThat(trail.verify().findings()).isEmpty();

        for (Sample sample : dump.itsSamples()) {
            upgraded().broughtToItsEnd(desk, sample, sample.ordinal() % 2 == 0 ? Answering.APPROVE : Answering.REJECT);
        }

        assertThat(trail.verify().findings()).isEmpty();
    }

    @Test
    @Tag("APPR-4")
    void aRecordTellsWhatWasDecidedThen() throws SQLException {
        Map<Sample, ApprovalStatus> decided = Map.of(
                Sample.RECORD_PENDING, ApprovalStatus.PENDING,
                Sample.RECORD_VOTED, ApprovalStatus.PENDING,
                Sample.RECORD_APPROVED, ApprovalStatus.APPROVED,
                Sample.RECORD_REJECTED, ApprovalStatus.REJECTED,
                Sample.RECORD_EXPIRED, ApprovalStatus.EXPIRED,
                Sample.RECORD_USED, ApprovalStatus.APPROVED);
        for (Sample sample : decided.keySet()) {
            List<ApprovalRecord> records = db().approvals().ofRun(runOf(sample).id());

            assertThat(records).singleElement().satisfies(record -> {
                assertThat(record.status()).as(sample.name()).isEqualTo(decided.get(sample));
                assertThat(record.userId()).contains(SampleWriter.USER);
            });
        }
    }

    @Test
    void aRunThatHasNotEndedCanBeCancelledAndNoOther() throws SQLException {
        for (Sample sample : dump.itsSamples()) {
            Agent agent = desk.agent(db(), sample.model());
            String runId = runOf(sample).id();

            if (sample.isAtWork() || sample.status() == RunStatus.CANCELLED) {
                assertThat(agent.cancel(runId).status()).as(sample.name()).isEqualTo(RunStatus.CANCELLED);
            } else {
                assertThatThrownBy(() -> agent.cancel(runId))
                        .as(sample.name())
                        .isInstanceOf(RunConflictException.class);
            }
        }
        assertThat(desk.effects()).isEmpty();
    }

    @Test
    void whatNobodyWorksOnIsFoundForRecovery() throws SQLException {
        assertThat(db().abandonedRuns(100))
                .extracting(Run::sessionId)
                .containsExactlyInAnyOrderElementsOf(dump.itsSamples().stream()
                        .filter(Sample::isLeftAlone)
                        .map(Sample::session)
                        .toList());
    }

    @Test
    void whatEndedTellsHow() throws SQLException {
        assertThat(found(Sample.COMPLETED).usage()).isEqualTo(new Usage(110, 55, 33, 11));
        assertThat(found(Sample.COMPLETED).content()).isEqualTo("done");
        assertThat(found(Sample.FAILED).failure().orElseThrow().message()).contains("out of order");
        assertThat(found(Sample.REJECTED).toolExecutions())
                .allSatisfy(call -> assertThat(call.result().orElseThrow()).contains(Answering.NOTE));
        assertThat(found(Sample.GIVEN_UP).toolExecutions().get(0).outcome()).contains(OutcomeStatus.UNKNOWN);
        assertThat(found(Sample.APPROVED).requirements())
                .hasSize(5)
                .allSatisfy(requirement -> assertThat(requirement
                                .answer()
                                .orElseThrow()
                                .by()
                                .orElseThrow()
                                .id())
                        .isEqualTo("bob"));
    }

    @Test
    void theNextRunOfASessionSeesItsHistoryAndItsState() throws SQLException {
        ScriptedModel model = ScriptedModel.playing(request -> text("nothing"));
        Agent agent = desk.builder(db(), model).history(5).build();

        agent.run(RunRequest.builder("And now?")
                .session(Sample.COMPLETED.session())
                .user(SampleWriter.USER)
                .build());

        assertThat(model.lastRequest().messages())
                .extracting(Message::text)
                .contains("Do it: " + Sample.Texts.ODD, "done", "And now?");
        assertThat(db().sessionState(Sample.COMPLETED.session())).isEqualTo(Map.of("remembered", "\"b\""));
    }

    private Run runOf(Sample sample) throws SQLException {
        requireInDump(sample);
        return upgraded().run(sample);
    }

    private RunOutput found(Sample sample) throws SQLException {
        requireInDump(sample);
        return upgraded().found(desk, sample);
    }

    private void requireInDump(Sample sample) {
        assumeTrue(dump.itsSamples().contains(sample), "the dump is older than this sample");
    }
}
