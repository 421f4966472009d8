package ai.kern.specs.faults;

import ai.kern.specs.faults.FaultCell.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The table of what came of each cell, as Markdown. */
final class FaultReport {
    private static final String HEAD = """
            # What came of each fault

            A doubt is a question to a person about a call whose outcome nobody knew; effects are the executions of tools.

            | cell | store | scenario | fault | place | doubts | effects | result |
            |---|---|---|---|---|---|---|---|
            """;

    private final Map<Integer, String> rows = new TreeMap<>();

    /** Notes what came of a cell, also where it failed. */
    void note(FaultCell cell, Supplier<Finding> play) {
        rows.put(cell.number(), row(cell, "", "", "FAILED"));
        Finding finding = play.get();
        rows.put(
                cell.number(),
                row(cell, String.valueOf(finding.doubts()), String.valueOf(finding.effects()), "kept every promise"));
    }

    private static String row(FaultCell cell, String doubts, String effects, String result) {
        return "| " + cell.number() + " | " + cell.store() + " | " + cell.scenario() + " | " + cell.kind() + " | "
                + cell.place() + " | " + doubts + " | " + effects + " | " + result + " |\n";
    }

    void write(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, HEAD + String.join("", rows.values()));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
