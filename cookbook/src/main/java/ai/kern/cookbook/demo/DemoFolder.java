package ai.kern.cookbook.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the demo keeps its things: {@code files/} for the agent, {@code kern.db} for the runs, {@code run-id} to go on. */
final class DemoFolder {
    private final Path root;

    DemoFolder(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /** Makes the folder with what the agent finds in it; files that are there already stay. */
    void prepare() throws IOException {
        Files.createDirectories(files());
        write(".env", "SECRET=42\n");
        write("notes.txt", "Water the plants.\n");
        Files.deleteIfExists(files().resolve("test.txt"));
    }

    private void write(String name, String text) throws IOException {
        Path file = files().resolve(name);
        if (!Files.exists(file)) {
            Files.writeString(file, text);
        }
    }

    Path files() {
        return root.resolve("files");
    }

    Path database() {
        return root.resolve("kern.db");
    }

    /** Notes which run is to be continued. */
    void remember(String runId) throws IOException {
        Files.writeString(root.resolve("run-id"), runId);
    }

    /** The run that is to be continued. */
    String rememberedRun() throws IOException {
        return Files.readString(root.resolve("run-id")).strip();
    }

    /** The names of the files, sorted. */
    List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(files())) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
