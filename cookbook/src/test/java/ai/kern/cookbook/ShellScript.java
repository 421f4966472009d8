package ai.kern.cookbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A script of the project, as a test calls it. */
final class ShellScript {
    /** The project's own folder. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private ShellScript() {}

    /** How a call ended. */
    record Ended(int exitCode, String out, String err) {}

    /** Writes a script, in a folder that is made where need be. */
    static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    /** Copies a script of the project. */
    static Path copy(String name, Path target) throws IOException {
        return write(target, Files.readString(ROOT.resolve(name)));
    }

    /** Calls a program from a folder with more variables in its environment, and waits for its end. */
    static Ended call(Path folder, Map<String, String> environment, String program, String... arguments)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
