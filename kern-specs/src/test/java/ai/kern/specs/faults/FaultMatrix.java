package ai.kern.specs.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.specs.support.Lab;
import ai.kern.specs.support.StoreKind;
import ai.kern.testkit.FaultPoint;
import ai.kern.testkit.FaultPoint.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Each kind of fault at each place of each scenario on each store.
 *
 * @param places the places of each scenario, as a recording without a fault has them
 * @param cells all of them, in the order of their numbers
 */
record FaultMatrix(Map<Scenario, List<FaultPoint>> places, List<FaultCell> cells) {

    /** Records every scenario in memory; its places are the same on every store. */
    static FaultMatrix record(Path folder) throws IOException {
        Map<Scenario, List<FaultPoint>> places = new LinkedHashMap<>();
        for (Scenario scenario : Scenario.all()) {
            try (Lab lab = new Lab(StoreKind.MEMORY, Files.createTempDirectory(folder, "recording"))) {
                places.put(scenario, recorded(scenario, lab));
            }
        }
        List<FaultCell> cells = new ArrayList<>();
        for (StoreKind store : StoreKind.values()) {
            places.forEach((scenario, points) -> {
                for (FaultCell.Kind kind : FaultCell.Kind.values()) {
                    points.stream()
                            .filter(kind::canStrikeAt)
                            .forEach(place -> cells.add(new FaultCell(cells.size() + 1, store, scenario, place, kind)));
                }
            });
        }
        return new FaultMatrix(places, cells);
    }

    private static List<FaultPoint> recorded(Scenario scenario, Lab lab) {
        List<FaultPoint> places = FaultCell.record(scenario, lab);
        assertThat(places).filteredOn(point -> point.place() == Place.COMMIT).hasSize(2 * scenario.commits());
        assertThat(places).filteredOn(point -> point.place() == Place.BODY).hasSize(2 * (int) scenario.bodies());
        return places;
    }

    List<FaultCell> cells(StoreKind store, Scenario scenario) {
        return cells.stream()
                .filter(cell -> cell.store() == store && cell.scenario().equals(scenario))
                .toList();
    }
}
