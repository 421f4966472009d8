package ai.kern.specs.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.kern.db.TimeOffset;
import ai.kern.specs.support.Lab;
import ai.kern.specs.support.StoreKind;
import ai.kern.testkit.FaultPoint;
import ai.kern.testkit.FaultPoint.Place;
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
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * One fault at every place of every scenario on every store; then others take over, and an auditor judges. The cells are those
 * of a recording without a fault; what is played can be chosen by {@link CellRange}, and what came of it is written to
 * {@code target/fault-matrix.md}.
 */
@Tag("RUN-2")
@Tag("RUN-11")
@Tag("RUN-13")
@Tag("HITL-11")
@Tag("HITL-13")
@Tag("TOOL-8")
class FaultMatrixTest {
    private static final CellRange CHOSEN = CellRange.chosen();
    private static final FaultReport REPORT = new FaultReport();

    @TempDir
    static Path folder;

    private final Map<StoreKind, Path> emptyDatabases = new EnumMap<>(StoreKind.class);

    @AfterAll
    static void writeTheReport() {
        REPORT.write(Path.of("target", "fault-matrix.md"));
    }

    @TestFactory
    Stream<DynamicNode> aFaultAtAnyPlaceLosesNothingAndRepeatsNothing() throws IOException {
        List<DynamicNode> containers = new ArrayList<>();
        int number = 0;
        for (StoreKind store : StoreKind.values()) {
            for (Scenario scenario : Scenario.all()) {
                List<FaultPoint> places = recordInMemory(scenario);
                List<DynamicTest> tests = new ArrayList<>();
                Set<FaultPoint> stopped = new LinkedHashSet<>();
                for (FaultCell.Kind kind : FaultCell.Kind.values()) {
                    for (FaultPoint place :
                            places.stream().filter(kind::canStrikeAt).toList()) {
                        FaultCell cell = new FaultCell(++number, store, scenario, place, kind);
                        if (CHOSEN.has(cell)) {
                            tests.add(dynamicTest(cell.toString(), () -> {
                                play(cell);
                                if (cell.kind() == FaultCell.Kind.STOP) {
                                    stopped.add(place);
                                }
                            }));
                        }
                    }
                }
                if (CHOSEN.isAll()) {
                    tests.add(dynamicTest(
                            "all places of " + scenario + " on " + store + " had their fault",
                            () -> assertThat(stopped)
                                    .containsExactlyInAnyOrderElementsOf(record(store, scenario))
                                    .hasSizeGreaterThan(1)));
                }
                containers.add(dynamicContainer(store + ", " + scenario, tests));
            }
        }
        return containers.stream();
    }

    private static List<FaultPoint> recordInMemory(Scenario scenario) throws IOException {
        try (Lab lab = new Lab(StoreKind.MEMORY, Files.createTempDirectory(folder, "recording"))) {
            List<FaultPoint> places = FaultCell.record(scenario, lab);
            assertThat(places)
                    .filteredOn(point -> point.place() == Place.COMMIT)
                    .hasSize(2 * scenario.commits());
            assertThat(places).filteredOn(point -> point.place() == Place.BODY).hasSize(2 * (int) scenario.bodies());
            return places;
        }
    }

    private List<FaultPoint> record(StoreKind store, Scenario scenario) throws IOException {
        try (Lab lab = lab(store)) {
            return FaultCell.record(scenario, lab);
        }
    }

    private void play(FaultCell cell) throws IOException {
        try (Lab lab = lab(cell.store())) {
            REPORT.note(cell, () -> cell.play(lab));
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
