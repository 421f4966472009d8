package ai.kern.cookbook.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of the demo; {@code ./kern demo} calls each half in a process of its own. */
@Command(
        name = "kern demo",
        description =
                "An agent stops in front of a dangerous call, its process ends, and another goes on after the decision.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class DemoCommand implements Callable<Integer> {
    private enum Half {
        START,
        PROCEED
    }

    @Option(names = "--half", hidden = true, required = true)
    private Half half = Half.START;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where the demo keeps its files and database; a new temporary folder if left out.")
    private Path folder = Path.of("kern-demo");

    @Option(
            names = "--answer",
            paramLabel = "approve|reject",
            description = "What the person says; asked on the terminal if left out.")
    private Demo.@Nullable Answer answer;

    /** Runs one half of the demo. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new DemoCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, commandLine, parsed) -> {
                    commandLine.getErr().println("kern demo: " + failure.getMessage());
                    return 1;
                })
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        Demo demo = new Demo(folder, System.getenv(), in, out);
        if (half == Half.START) {
            demo.start();
        } else {
            demo.proceed(Optional.ofNullable(answer));
        }
        return 0;
    }
}
