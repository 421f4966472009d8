package ai.kern.specs.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Where the tools of a test write what they did: a file, so that it outlives engines and processes. */
public final class Ledger {
    private final Path file;

    public Ledger(Path file) {
        this.file = file;
    }

    /** Tells of one effect, in one write. */
    public void add(String effect) {
        try {
            Files.writeString(
                    file, effect + "\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** All effects so far, in their order. */
    public List<String> effects() {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Forgets all effects. */
    public void clear() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException undeletable) {
            throw new UncheckedIOException(undeletable);
        }
    }
}
