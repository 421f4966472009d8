package ai.kern.specs.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.specs.support.OtherJvm;
import ai.kern.specs.support.StoreKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of a test that runs {@link ChildProgram}; what it prints goes to files. It is killed when it is closed. */
final class Child implements AutoCloseable {
    private static final long SECONDS = 60;

    private final String name;
    private final Path folder;
    private final Path output;
    private final Path errors;
    private final Process process;

    private Child(String name, StoreKind store, Path folder, List<String> arguments) {
        this.name = name;
        this.folder = folder;
        this.output = folder.resolve(name + ".out");
        this.errors = folder.resolve(name + ".err");
        List<String> all = new ArrayList<>(List.of(store.name(), folder.toString()));
        all.addAll(arguments);
        try {
            ProcessBuilder jvm = OtherJvm.of(ChildProgram.class, List.of(), all);
            store.handOver(jvm);
            process = jvm.redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static Child start(String name, StoreKind store, Path folder, String... arguments) {
        return new Child(name, store, folder, List.of(arguments));
    }

    String name() {
        return name;
    }

    /** Waits for a signal of this child, and returns its text. */
    String await(String signal) {
        try {
            return Signals.await(folder.resolve(signal), process::isAlive);
        } catch (AssertionError missing) {
            throw new AssertionError("child " + name + " printed: " + read(errors), missing);
        }
    }

    /** Ends it in the middle of what it does. */
    void kill() {
        assertThat(process.isAlive())
                .as("child %s is alive until it is killed: %s", name, read(errors))
                .isTrue();
        process.destroyForcibly();
        join();
    }

    /** Waits for its own end, and returns the lines that it printed. */
    List<String> lines() {
        assertThat(join()).as("child %s: %s", name, read(errors)).isZero();
        return read(output).lines().toList();
    }

    private int join() {
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("child " + name + " did not end: " + read(errors));
            }
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError("interrupted while waiting for child " + name, interrupted);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
