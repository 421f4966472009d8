package ai.kern.cookbook.demo;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the demo keeps its things: {@code files/} for the agent, {@code kern.db} for the runs, and a note that all is its own. */
final class DemoFolder {
    private static final String NOTE = "made-by-kern-demo.txt";

    private final Path root;

    DemoFolder(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /**
     * Makes the folder, if it is not there yet.
     *
     * @throws DemoException if there is something that the demo did not make, where nothing was changed, or if no folder can
     *     be made and written to
     */
    void make() throws IOException {
        if (Files.exists(root.resolve(NOTE))) {
            return;
        }
        if (Files.exists(root) && !Files.isDirectory(root)) {
            throw new DemoException(root
                    + " is a file. Nothing was changed. Give --dir a folder that is new or empty, or leave it out");
        }
        if (Files.exists(root) && !isEmpty()) {
            throw new DemoException(
                    root + " has content that the demo did not make, and the demo deletes and creates files."
                            + " Nothing was changed. Give --dir a folder that is new or empty, or leave it out");
        }
        try {
            Files.createDirectories(root);
            Files.writeString(root.resolve(NOTE), "kern's demo made this folder. It may be deleted.\n");
        } catch (FileSystemException refused) {
            String reason = refused.getReason() == null ? "" : " (" + refused.getReason() + ")";
            throw new DemoException(
                    "the folder " + root + " cannot be made or written to" + reason
                            + ". Give --dir a folder in a place where you may write, or leave it out",
                    refused);
        }
    }

    private boolean isEmpty() throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.findAny().isEmpty();
        }
    }

    /** Puts there what the agent finds at the beginning of a run. */
    void prepare() throws IOException {
        Files.createDirectories(files());
        Files.writeString(files().resolve(".env"), "SECRET=42\n");
        Files.writeString(files().resolve("notes.txt"), "Water the plants.\n");
        Files.deleteIfExists(files().resolve("test.txt"));
    }

    Path root() {
        return root;
    }

    Path files() {
        return root.resolve("files");
    }

    Path database() {
        return root.resolve("kern.db");
    }

    /** The names of the files, sorted. */
    List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(files())) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
