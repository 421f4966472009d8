package ai.kern.specs.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The document that tells what came of the last long runs. Those of the profile {@code long-faults} write it, by
 * {@code -Dpublish=true}: each test its own part, between marks that are comments of Markdown.
 */
final class FaultDocument {
    /** Whoever finds the document out of date runs this. */
    static final String COMMAND = "mvn -pl kern-specs -am test -Plong-faults";

    static final String MATRIX = "matrix";
    static final String PLACES = "places";
    private static final String RUNS = "runs";

    private static final Path FILE = Path.of("..", "docs", "fault-matrix.md");
    private static final boolean IS_PUBLISHED = Boolean.getBoolean("publish");

    private FaultDocument() {}

    /** Writes what came of the whole matrix. */
    static void publish(FaultReport report) {
        if (IS_PUBLISHED) {
            replace(MATRIX, report.sums());
            replace(PLACES, FaultReport.places(report.matrix()));
            publish("faults of the matrix", report.played(), report.result());
        }
    }

    /**
     * Writes what came of a long run.
     *
     * @param what was done, in the plural; the document has a row of this name
     */
    static void publish(String what, int howOften, String result) {
        if (IS_PUBLISHED) {
            String begin = "| " + what + " |";
            String row = FaultReport.row(what, howOften, commit(), LocalDate.now(ZoneOffset.UTC), result);
            List<String> rows = part(RUNS).lines().toList();
            if (rows.stream().noneMatch(line -> line.startsWith(begin))) {
                throw new AssertionError(FILE + " has no row that begins with " + begin);
            }
            replace(
                    RUNS,
                    rows.stream()
                            .map(line -> line.startsWith(begin) ? row : line + "\n")
                            .collect(Collectors.joining()));
        }
    }

    /** What a part of the document says. */
    static String part(String name) {
        return find(name, read()).group(2);
    }

    private static void replace(String name, String text) {
        String document = read();
        Matcher part = find(name, document);
        try {
            Files.writeString(FILE, document.substring(0, part.start(2)) + text + document.substring(part.end(2)));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private static Matcher find(String name, String document) {
        Matcher part = Pattern.compile("(<!-- " + name + " -->\n)(.*?)(<!-- end -->)", Pattern.DOTALL)
                .matcher(document);
        if (!part.find()) {
            throw new AssertionError(FILE + " has no part between <!-- " + name + " --> and <!-- end -->");
        }
        return part;
    }

    private static String read() {
        try {
            return Files.readString(FILE);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String commit() {
        String changes = git(
                "status",
                "--porcelain",
                "--untracked-files=no",
                "--",
                ":(top)",
                ":(top,exclude)docs/" + FILE.getFileName());
        return git("rev-parse", "--short", "HEAD") + (changes.isEmpty() ? "" : " with changes");
    }

    private static String git(String... arguments) {
        try {
            List<String> command = new ArrayList<>(List.of("git"));
            command.addAll(List.of(arguments));
            Process git = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (git.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed: " + output);
            }
            return output;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new AssertionError("interrupted while git looked for the commit", interrupted);
        }
    }
}
