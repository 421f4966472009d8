package ai.kern.cookbook;

import ai.kern.run.KernException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code ./kern examples} lists the programs of the cookbook, {@code ./kern example NAME} runs one, in a temporary folder or in
 * one that stays.
 *
 * <pre>
 * ExampleProgram                    lists them; exit code 0
 * ExampleProgram NAME [--dir DIR]   exit code 0: all that it shows holds, 1: it failed, 2: there is none of that name, or
 *                                   the folder is not empty
 * </pre>
 */
public final class ExampleProgram {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;
    private static final String DIR = "--dir";

    private ExampleProgram() {}

    /** Lists the programs or runs one, and ends the process. */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
        PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
        System.exit(run(System.getenv(), out, err, List.of(arguments)));
    }

    /** Does the same without ending the process, and returns the exit code. */
    static int run(Map<String, String> environment, PrintWriter out, PrintWriter err, List<String> arguments) {
        if (arguments.isEmpty()) {
            Examples.all().forEach((name, example) -> out.printf("%-36s %s%n", name, example.shows()));
            return DONE;
        }
        int option = arguments.indexOf(DIR);
        if (option >= 0 && option != arguments.size() - 2) {
            err.println("kern example: " + DIR + " needs a folder, and stands behind the name");
            return MISUSED;
        }
        String name = String.join(" ", option < 0 ? arguments : arguments.subList(0, option));
        Optional<Path> kept = option < 0 ? Optional.empty() : Optional.of(Path.of(arguments.get(option + 1)));
        Optional<Example> example = Examples.named(name);
        if (example.isEmpty()) {
            err.println("kern example: there is no '" + name + "'; ./kern examples lists what there is");
            return MISUSED;
        }
        try {
            if (kept.isPresent() && !isFree(kept.get())) {
                err.println("kern example: " + DIR + " " + kept.get()
                        + " is not empty, or no folder; name one that is new or empty");
                return MISUSED;
            }
            if (kept.isPresent()) {
                play(example.get(), environment, out, Files.createDirectories(kept.get()), true);
            } else {
                play(example.get(), environment, out);
            }
            return DONE;
        } catch (CheckFailedException | KernException | IllegalStateException failed) {
            err.println("kern example " + name + ": " + failed.getMessage());
        } catch (Exception failure) {
            err.println("kern example " + name + ": " + failure);
            failure.printStackTrace(err);
        }
        return FAILED;
    }

    /** Plays an example in a folder of its own, which is gone afterwards. */
    static void play(Example example, Map<String, String> environment, PrintWriter out) throws Exception {
        Path folder = Files.createTempDirectory("kern-example");
        try {
            play(example, environment, out, folder, false);
        } finally {
            delete(folder);
        }
    }

    private static void play(
            Example example, Map<String, String> environment, PrintWriter out, Path folder, boolean stays)
            throws Exception {
        try (CookbookModel model = CookbookModel.open(environment, example.script())) {
            out.println(model.description());
            out.println();
            example.play(new Stage(model.model(), folder, stays, out));
        }
    }

    private static boolean isFree(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return !Files.exists(folder);
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
