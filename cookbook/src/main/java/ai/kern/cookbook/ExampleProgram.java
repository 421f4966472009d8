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
 * {@code ./kern examples} lists the programs of the cookbook, {@code ./kern example NAME} runs one.
 *
 * <pre>
 * ExampleProgram        lists them; exit code 0
 * ExampleProgram NAME   exit code 0: all that it shows holds, 1: it failed, 2: there is none of that name
 * </pre>
 */
public final class ExampleProgram {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

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
        String name = String.join(" ", arguments);
        Optional<Example> example = Examples.named(name);
        if (example.isEmpty()) {
            err.println("kern example: there is no '" + name + "'; ./kern examples lists what there is");
            return MISUSED;
        }
        try {
            play(example.get(), environment, out);
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
        try (CookbookModel model = CookbookModel.open(environment, example.script())) {
            out.println(model.description());
            out.println();
            example.play(new Stage(model.model(), folder, out));
        } finally {
            delete(folder);
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
