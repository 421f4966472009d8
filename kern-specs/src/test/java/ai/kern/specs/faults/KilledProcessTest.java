package ai.kern.specs.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.run.RunOutput;
import ai.kern.specs.support.Lab;
import ai.kern.specs.support.StoreKind;
import ai.kern.testkit.FaultPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processes that are killed in the middle of what they do, and whose runs others bring to their end. */
@Tag("HITL-13")
@Tag("RUN-11")
@Tag("DB-4")
class KilledProcessTest {

    @TempDir
    Path folder;

    /** A place of the scenario by its words. */
    private FaultPoint recorded(Scenario scenario, String place) throws IOException {
        try (Lab memory = new Lab(StoreKind.MEMORY, Files.createTempDirectory(folder, "recording"))) {
            return FaultCell.record(scenario, memory).stream()
                    .filter(point -> point.toString().equals(place))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "a mixed batch; before question 1 to the model; 0; 3",
                "a mixed batch; before the body of pay 1-1, attempt 1; 1; 3",
                "a mixed batch; after the body of pay 1-1, attempt 1; 1; 3",
                "a mixed batch; before question 2 to the model; 0; 3",
                "free, but once only; before the body of ring 1-0, attempt 1; 1; 1",
            })
    void aKilledProcessLosesNothingAndRepeatsNothing(String name, String place, int doubts, int mostEffects)
            throws Exception {
        Scenario scenario = Scenario.named(name);
        FaultPoint point = recorded(scenario, place);
        try (Lab lab = new Lab(StoreKind.SQLITE, folder);
                Child child = Child.start(
                        "child",
                        StoreKind.SQLITE,
                        folder,
                        ChildProgram.HALT,
                        name,
                        String.valueOf(point.step()),
                        point.place().name(),
                        point.name(),
                        point.moment().name())) {
            String runId = child.await(ChildProgram.REACHED);
            child.kill();

            lab.expireLeases();
            Players players = scenario.players();
            RunOutput run = new Person(lab, scenario.oneByOne()).bringToTheEnd(players.runner(lab), runId);

            new Auditor(scenario, lab, runId).judge(run);
            players.verify();
            assertThat(Auditor.doubts(run)).isEqualTo(doubts);
            assertThat(new Shop(lab.ledger()).effects()).hasSizeBetween((int) scenario.bodies(), mostEffects);
        }
    }
}
