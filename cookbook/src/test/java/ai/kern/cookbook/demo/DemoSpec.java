package ai.kern.cookbook.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;

/** A demo in a folder of its own, with what it prints. */
abstract class DemoSpec {
    @TempDir
    Path folder;

    final StringWriter printed = new StringWriter();

    final Demo demo(String typed) {
        return demo(typed, Map.of());
    }

    final Demo demo(Map<String, String> environment) {
        return demo("", environment);
    }

    final Demo demo(String typed, Map<String, String> environment) {
        return new Demo(
                folder, "./kern", environment, new BufferedReader(new StringReader(typed)), new PrintWriter(printed));
    }

    final boolean exists(String name) {
        return Files.exists(folder.resolve("files").resolve(name));
    }

    final Path file(String name) {
        return folder.resolve("files").resolve(name);
    }

    final String runId() {
        Matcher ids = Pattern.compile("Run ([0-9a-f-]{36}) of File keeper").matcher(printed.toString());
        assertThat(ids.find()).isTrue();
        return ids.group(1);
    }
}
