package ai.kern.cookbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;

/** Runs the programs of the cookbook as {@code ./kern example} does; each of them checks what it shows. */
abstract class ExampleSpec {
    /** Runs a program with a scripted model, asserts that it does not fail, and returns what it printed. */
    static String run(String name) {
        StringWriter printed = new StringWriter();
        PrintWriter out = new PrintWriter(printed);

        int exitCode = ExampleProgram.run(Map.of(), out, out, List.of(name));

        assertThat(exitCode).as(printed.toString()).isZero();
        return printed.toString();
    }
}
