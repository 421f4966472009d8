package ai.kern.specs.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.kern.db.TimeOffset;
import ai.kern.specs.support.Lab;
import ai.kern.specs.support.StoreKind;
import ai.kern.testkit.FaultPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * One fault at every place of every scenario on every store; then others take over, and an auditor judges. The cells are those
 * of a recording without a fault; what is played can be chosen by {@link CellRange}, and what came of it is written to
 * {@code target/fault-matrix.md}, and to {@link FaultDocument} where all of it was played to be published.
 */
@Tag("RUN-2")
@Tag("RUN-11")
@Tag("RUN-13")
@Tag("HITL-11")
@Tag("HITL-13")
@Tag("TOOL-8")
class FaultMatrixTest {
    private static final CellRange CHOSEN = CellRange.chosen();

    @TempDir
    static Path folder;

    private static FaultMatrix matrix;
    private static FaultReport report;

    private final Map<StoreKind, Path> emptyDatabases = new EnumMap<>(StoreKind.class);

    @BeforeAll
    static void recordTheMatrix() throws IOException {
        matrix = FaultMatrix.record(folder);
        report = new FaultReport(matrix);
    }

    @AfterAll
    static void writeTheReport() {
        report.write(Path.of("target", "fault-matrix.md"));
        if (report.isComplete()) {
            FaultDocument.publish(report);
        }
    }

    @TestFactory
    Stream<DynamicNode> aFaultAtAnyPlaceLosesNothingAndRepeatsNothing() {
        return Stream.of(StoreKind.values())
                .flatMap(store -> matrix.places().keySet().stream()
                        .map(scenario -> dynamicContainer(store + ", " + scenario, tests(store, scenario))));
    }

    private List<DynamicTest> tests(StoreKind store, Scenario scenario) {
        List<DynamicTest> tests = new ArrayList<>();
        Set<FaultPoint> stopped = new LinkedHashSet<>();
        for (FaultCell cell : matrix.cells(store, scenario)) {
            if (CHOSEN.has(cell)) {
                tests.add(dynamicTest(cell.toString(), () -> {
                    play(cell);
                    if (cell.kind() == FaultCell.Kind.STOP) {
                        stopped.add(cell.place());
                    }
                }));
            }
        }
        if (CHOSEN.isAll()) {
            tests.add(dynamicTest(
                    "all places of " + scenario + " on " + store + " had their fault",
                    () -> assertThat(stopped)
                            .containsExactlyInAnyOrderElementsOf(record(store, scenario))
                            .hasSizeGreaterThan(1)));
        }
        return tests;
    }

    private List<FaultPoint> record(StoreKind store, Scenario scenario) throws IOException {
        try (Lab lab = lab(store)) {
            return FaultCell.record(scenario, lab);
        }
    }

    private void play(FaultCell cell) throws IOException {
        try (Lab lab = lab(cell.store())) {
            report.note(cell, () -> cell.play(lab));
        }
    }

    /** A lab on a copy of an empty database, since making its tables takes longer than all the rest. */
    private Lab lab(StoreKind store) throws IOException {
        Path empty = emptyDatabases.computeIfAbsent(store, this::emptyDatabase);
        Path copy = Files.createTempDirectory(folder, "cell");
        try (Stream<Path> files = Files.list(empty)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return new Lab(store, copy);
    }

    private Path emptyDatabase(StoreKind store) {
        Path empty = folder.resolve("empty-" + store);
        try {
            Files.createDirectories(empty);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        store.open(empty, TimeOffset.NONE).close();
        return empty;
    }
}
