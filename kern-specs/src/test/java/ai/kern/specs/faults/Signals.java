package ai.kern.specs.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Files by which processes tell each other how far they are. A file is there with all of its text or not at all. */
final class Signals {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Signals() {}

    static void send(Path signal, String text) {
        try {
            Path draft = Files.createTempFile(signal.getParent(), "signal", ".draft");
            Files.writeString(draft, text);
            Files.move(draft, signal, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** Waits for a signal, and returns its text. */
    static String await(Path signal) {
        return await(signal, () -> true);
    }

    /** Waits for a signal of somebody, and returns its text. */
    static String await(Path signal, BooleanSupplier isSenderAlive) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!Files.exists(signal)) {
                if (System.nanoTime() > end || !isSenderAlive.getAsBoolean()) {
                    throw new AssertionError("no signal " + signal + " came");
                }
                Thread.sleep(1);
            }
            return Files.readString(signal);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (InterruptedException interrupted) {
            throw new AssertionError("interrupted while waiting for " + signal, interrupted);
        }
    }
}
