package ai.kern.specs.support;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL from Maven's binaries that ends with this JVM. It waits for the disk at each commit, so that what it lost when it
 * is stopped by force would be its own fault.
 */
public final class EmbeddedServer {
    private static final long SECONDS = 60;

    private final Path data;
    private final String url;

    private EmbeddedServer(Path data, String url) {
        this.data = data;
        this.url = url;
    }

    /** Starts one, where there are binaries for this platform. */
    static Optional<EmbeddedServer> start() {
        return hasBinaries() ? Optional.of(started()) : Optional.empty();
    }

    private static boolean hasBinaries() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String platform = system.contains("linux") ? "linux" : system.contains("mac") ? "darwin" : "windows";
        String machine = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        return EmbeddedServer.class.getResource("/postgres-" + platform + "-" + machine + ".txz") != null;
    }

    private static EmbeddedServer started() {
        Path servers = Path.of(System.getProperty("java.io.tmpdir"), "kern-postgres");
        try {
            Files.createDirectories(servers);
            try (FileChannel lock = FileChannel.open(
                    servers.resolveSibling("kern-postgres.lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE)) {
                // Released with the channel.
                lock.lock();
                endThoseThatWereLeft(servers);
            }
            Path data = servers.resolve(String.valueOf(ProcessHandle.current().pid()));
            EmbeddedPostgres started = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(true)
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("max_connections", "200")
                    .start();
            return new EmbeddedServer(data, started.getJdbcUrl("postgres", "postgres"));
        } catch (IOException failure) {
            throw new UncheckedIOException("PostgreSQL could not be started", failure);
        }
    }

    /**
     * A JVM that was killed leaves its server running, in a folder that has the JVM's process id for its name. One JVM at a time
     * looks for such.
     */
    private static void endThoseThatWereLeft(Path servers) throws IOException {
        try (Stream<Path> folders = Files.list(servers)) {
            for (Path folder : folders.toList()) {
                long owner = Long.parseLong(folder.getFileName().toString());
                if (ProcessHandle.of(owner).isEmpty()) {
                    end(folder);
                }
            }
        }
    }

    private static void end(Path folder) throws IOException {
        Path pid = folder.resolve("postmaster.pid");
        if (Files.exists(pid)) {
            List<String> lines = Files.readAllLines(pid);
            ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
                    .filter(server -> server.info().command().orElse("").contains("postgres"))
                    .ifPresent(server -> {
                        server.destroyForcibly();
                        server.onExit().join();
                    });
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    String url() {
        return url;
    }

    /** Ends the server as a crash would: no connection is told, and the next start recovers. */
    public void stop() {
        control("stop", "--mode=immediate");
    }

    /** Starts the server again, with the settings of before. */
    public void startAgain() {
        // Of a server that is not running, a restart is a start with the options of the last one.
        control("restart", "--log=" + data.resolve("restart.log"));
    }

    private void control(String action, String option) {
        try {
            Path output = Files.createTempFile("kern-postgres", ".out");
            List<String> command = new ArrayList<>();
            if (System.getProperty("user.name").equals("root")) {
                // PostgreSQL refuses to be started by root.
                command.addAll(List.of("unshare", "-U"));
            }
            command.addAll(
                    List.of(programs().resolve("pg_ctl").toString(), action, "--pgdata=" + data, "--wait", option));
            Process control = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = control.waitFor(SECONDS, TimeUnit.SECONDS);
            if (!ended || control.exitValue() != 0) {
                throw new AssertionError(String.join(" ", command) + " failed: " + Files.readString(output));
            }
            Files.delete(output);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new AssertionError("interrupted while PostgreSQL had to " + action, interrupted);
        }
    }

    /** The folder of the programs that the server was started by. */
    Path programs() {
        try {
            String options = Files.readString(data.resolve("postmaster.opts"));
            return Path.of(options.substring(0, options.indexOf(" \"")).strip()).getParent();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
