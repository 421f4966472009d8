package ai.kern.specs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that is a module itself runs on the module path, with nothing but what its own module requires. */
class ModulePathTest {
    private static final Pattern NEEDED = Pattern.compile(
            ".*(kern-(core|approval|db-[a-z]+)([/\\\\]target[/\\\\]classes|-[^/\\\\]*\\.jar)|(jackson-|json-schema-validator|itu-|slf4j-api|jspecify|jdbi3-core"
                    + "|geantyref|flyway-|sqlite-jdbc|postgresql-|HikariCP|snakeyaml)[^/\\\\]*\\.jar)");

    @TempDir
    Path folder;

    @Test
    void aModularProgramRuns() throws Exception {
        String modules = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> NEEDED.matcher(entry).matches())
                .collect(Collectors.joining(File.pathSeparator));
        Path source = Files.createDirectories(folder.resolve("source/application"));
        copy("module-info.java", source.getParent());
        copy("Main.java", source);
        Path classes = folder.resolve("classes");

        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-p",
                        modules,
                        "-d",
                        classes.toString(),
                        source.resolve("../module-info.java").toString(),
                        source.resolve("Main.java").toString());
        assertThat(compiled).as("the compiler's exit code").isZero();

        Path output = folder.resolve("output.txt");
        Process program = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED,org.xerial.sqlitejdbc",
                        "-p",
                        modules + File.pathSeparator + classes,
                        "-m",
                        "application/application.Main",
                        folder.resolve("runs.db").toString()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(program.waitFor(60, TimeUnit.SECONDS)).as("the program ends").isTrue();
        assertThat(Files.readString(output)).contains("COMPLETED: sent to Ann");
    }

    private static void copy(String name, Path to) throws IOException {
        try (InputStream source = ModulePathTest.class.getResourceAsStream("/modular-application/" + name + ".txt")) {
            Files.copy(Objects.requireNonNull(source, name), to.resolve(name));
        }
    }
}
