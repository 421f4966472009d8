package ai.kern.specs.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.specs.support.StoreKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The published document is about the scenarios, places and faults of today; of when they were played, it says what it says. */
@DisabledIfSystemProperty(named = "publish", matches = "true", disabledReason = "it is being written")
class FaultDocumentTest {
    private static final String CURE =
            "docs/fault-matrix.md is of another matrix; write it by: " + FaultDocument.COMMAND;

    @TempDir
    static Path folder;

    private static FaultMatrix matrix;

    @BeforeAll
    static void recordTheMatrix() throws IOException {
        matrix = FaultMatrix.record(folder);
    }

    @Test
    void itsPlacesAreThoseThatAreRecorded() {
        assertThat(FaultDocument.part(FaultDocument.PLACES)).as(CURE).isEqualTo(FaultReport.places(matrix));
    }

    @Test
    void itsTableHasEachScenarioOnEachStoreWithAllItsFaults() {
        List<String> expected = new ArrayList<>();
        for (Scenario scenario : matrix.places().keySet()) {
            for (StoreKind store : StoreKind.values()) {
                int faults = matrix.cells(store, scenario).size();
                expected.add("| " + scenario + " | " + store + " | " + faults + " |");
            }
        }
        List<String> rows =
                FaultDocument.part(FaultDocument.MATRIX).lines().skip(2).toList();

        assertThat(rows).as(CURE).hasSameSizeAs(expected);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i)).as(CURE).startsWith(expected.get(i));
        }
    }
}
