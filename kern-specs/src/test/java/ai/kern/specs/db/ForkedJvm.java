package ai.kern.specs.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Another process. It writes {@code ready} when it is about to begin, begins when it is told to,
 * and what it writes after that is its result.
 */
final class ForkedJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private ForkedJvm(Process process) {
        this.process = process;
        this.output = process.inputReader();
    }

    static ForkedJvm start(ProcessBuilder jvm) {
        try {
            return new ForkedJvm(jvm.redirectErrorStream(true).start());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** In the other process: says that it is ready, and waits until it may begin. */
    static void awaitGo() throws IOException {
        System.out.println("ready");
        if (System.in.read() < 0) {
            throw new IOException("nobody waits for the result any more");
        }
    }

    /** Lets all of them begin at once, and returns what each of them wrote. */
    static List<List<String>> run(List<ForkedJvm> processes) throws Exception {
        for (ForkedJvm one : processes) {
            one.awaitReady();
        }
        for (ForkedJvm one : processes) {
            one.process.getOutputStream().write('\n');
            one.process.getOutputStream().flush();
        }
        List<List<String>> results = new ArrayList<>();
        for (ForkedJvm one : processes) {
            results.add(one.result());
        }
        return results;
    }

    private void awaitReady() throws IOException {
        List<String> before = new ArrayList<>();
        String line = output.readLine();
        while (line != null && !line.equals("ready")) {
            before.add(line);
            line = output.readLine();
        }
        assertThat(line).as("the readiness of a process that wrote %s", before).isNotNull();
    }

    private List<String> result() throws Exception {
        List<String> lines = output.lines().toList();
        assertThat(process.waitFor())
                .as("the end of a process that wrote %s", lines)
                .isZero();
        return lines;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
