package ai.kern.specs.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.run.ToolExecution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * What earlier versions have stored goes on as a person answers today. All samples of a dump that get one kind of answer get it in
 * one database, where they know nothing of each other.
 */
@Tag("DB-5")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ParameterizedClass(name = "{0}")
@FieldSource("ai.kern.specs.upgrade.UpgradeTest#DUMPS")
class AnsweredDumpTest {
    @Parameter
    StoredDump dump;

    @TempDir
    static Path folder;

    private final Map<Answering, UpgradedDump> databases = new EnumMap<>(Answering.class);

    @AfterParameterizedClassInvocation
    void close() {
        databases.values().forEach(UpgradedDump::close);
        databases.clear();
    }

    @ParameterizedTest
    @EnumSource
    void whatAPersonApprovesRunsToItsEnd(Sample sample) throws Exception {
        RunOutput run = answered(sample, Answering.APPROVE);

        if (sample.isAtWork()) {
            assertThat(run.toolExecutions())
                    .hasSize(sample.toolCalls().size())
                    .extracting(ToolExecution::outcome)
                    .allSatisfy(outcome -> assertThat(outcome.filter(OutcomeStatus.SUCCEEDED::equals)
                                    .isPresent())
                            .isEqualTo(sample.canSucceed()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatAPersonRejectsDoesNotRun(Sample sample) throws Exception {
        answered(sample, Answering.REJECT);
    }

    /** The end of a run to which the answer was given, with the effects that are expected of it, and no others. */
    private RunOutput answered(Sample sample, Answering answering) throws Exception {
        assumeTrue(dump.itsSamples().contains(sample), "the dump is older than this sample");
        if (!databases.containsKey(answering)) {
            databases.put(answering, UpgradedDump.open(dump, Files.createTempDirectory(folder, "dump")));
        }
        Desk desk = new Desk();

        RunOutput run = databases.get(answering).broughtToItsEnd(desk, sample, answering);

        if (sample.isAtWork()) {
            assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
            assertThat(run.content()).isEqualTo("done");
        }
        assertThat(desk.effects()).containsExactlyElementsOf(sample.effects(answering));
        return run;
    }
}
