package ai.kern.cookbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A script of the project, or one that a test writes. */
final class ShellScript {
    /** The project's own folder. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private ShellScript() {}

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
}
