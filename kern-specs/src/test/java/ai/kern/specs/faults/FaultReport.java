package ai.kern.specs.faults;

import ai.kern.specs.faults.FaultCell.Finding;
import ai.kern.specs.support.StoreKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What came of the cells that were played, as Markdown: one by one, and summed up by scenario and store. */
final class FaultReport {
    private static final String CELLS = """
            # What came of each fault

            A doubt is a question to a person about a call whose outcome nobody knew; effects are the executions of tools.

            | cell | store | scenario | fault | place | doubts | effects | result |
            |---|---|---|---|---|---|---|---|
            """;
    private static final String SUMS = """
            | scenario | store | faults | doubts | effects | result |
            |---|---|---|---|---|---|
            """;
    static final String KEPT = "kept every promise";

    private final FaultMatrix matrix;

    /** By number; empty for a cell that failed. */
    private final Map<Integer, Optional<Finding>> findings = new TreeMap<>();

    FaultReport(FaultMatrix matrix) {
        this.matrix = matrix;
    }

    /** Notes what came of a cell, also where it failed. */
    void note(FaultCell cell, Supplier<Finding> play) {
        findings.put(cell.number(), Optional.empty());
        findings.put(cell.number(), Optional.of(play.get()));
    }

    /** Whether every cell was played. */
    boolean isComplete() {
        return findings.size() == matrix.cells().size();
    }

    /** How many cells were played. */
    int played() {
        return findings.size();
    }

    /** All of them, in a few words. */
    String result() {
        return result(findings.values());
    }

    private static String result(Iterable<Optional<Finding>> findings) {
        int failed = 0;
        for (Optional<Finding> finding : findings) {
            failed += finding.isEmpty() ? 1 : 0;
        }
        return failed == 0 ? KEPT : failed + " FAILED";
    }

    void write(Path file) {
        String rows = matrix.cells().stream()
                .filter(cell -> findings.containsKey(cell.number()))
                .map(this::row)
                .collect(Collectors.joining());
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, CELLS + rows);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private String row(FaultCell cell) {
        Optional<Finding> finding = findings.get(cell.number());
        return row(
                cell.number(),
                cell.store(),
                cell.scenario(),
                cell.kind(),
                cell.place(),
                finding.map(Finding::doubts).map(String::valueOf).orElse(""),
                finding.map(Finding::effects).map(String::valueOf).orElse(""),
                result(List.of(finding)));
    }

    /** The table by scenario and store, of a complete report. */
    String sums() {
        StringBuilder table = new StringBuilder(SUMS);
        for (Scenario scenario : matrix.places().keySet()) {
            for (StoreKind store : StoreKind.values()) {
                List<Optional<Finding>> played = new ArrayList<>();
                matrix.cells(store, scenario).forEach(cell -> played.add(findings.get(cell.number())));
                List<Finding> kept = played.stream().flatMap(Optional::stream).toList();
                table.append(row(
                        scenario,
                        store,
                        played.size(),
                        kept.stream().mapToLong(Finding::doubts).sum(),
                        kept.stream().mapToInt(Finding::effects).sum(),
                        result(played)));
            }
        }
        return table.toString();
    }

    /** The list of the places of each scenario. */
    static String places(FaultMatrix matrix) {
        StringBuilder list = new StringBuilder();
        matrix.places().forEach((scenario, places) -> {
            list.append("\n### ").append(scenario).append("\n\n");
            places.forEach(place -> list.append("- ").append(place).append('\n'));
        });
        return list.toString();
    }

    static String row(Object... columns) {
        return List.of(columns).stream().map(String::valueOf).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    FaultMatrix matrix() {
        return matrix;
    }
}
