package ai.kern.specs.support;

import ai.kern.db.postgres.PostgresDb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL whose tables are on a disk of a few megabytes, so that it is full for real. The disk is a file system in memory,
 * in a namespace of Linux that only this server sees; where that cannot be had, the test is skipped and says so.
 */
public final class SmallDiskServer implements AutoCloseable {
    private static final long SECONDS = 60;

    /** Makes the disk, and the server's files beside it; the server ends when nobody holds its input any more. */
    private static final String PROGRAM = """
            set -e
            programs=$1 folder=$2 port=$3
            mkdir "$folder/small"
            mount -t tmpfs -o size=16m,mode=777 tmpfs "$folder/small"
            exec unshare -U --map-user=1000 sh -c '
                set -e
                "$1/initdb" -D "$2/data" -U postgres -A trust --no-sync --no-instructions
                "$1/postgres" -D "$2/data" -p "$3" -c listen_addresses=127.0.0.1 -k "" &
                server=$!
                read end || true
                kill -INT $server
                wait $server
            ' small "$programs" "$folder" "$port"
            """;

    private final Process process;
    private final Path output;
    private final String url;

    private SmallDiskServer(Process process, Path output, int port) {
        this.process = process;
        this.output = output;
        this.url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
    }

    /** Starts one in a folder, with the programs of the server of the tests. */
    public static SmallDiskServer start(Path folder) {
        Path programs = PostgresServer.require().requireOwn().programs();
        Assumptions.assumeTrue(
                canMount(), "nobody may mount a disk in a namespace of his own on this machine: skipped");
        try {
            int port = freePort();
            Path output = folder.resolve("server.out");
            Process process = namespace(PROGRAM, programs.toString(), folder.toString(), String.valueOf(port))
                    .redirectOutput(output.toFile())
                    .start();
            SmallDiskServer server = new SmallDiskServer(process, output, port);
            server.awaitReady();
            server.execute("CREATE TABLESPACE small LOCATION '" + folder.resolve("small") + "'");
            return server;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static ProcessBuilder namespace(String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of("unshare", "-Urm", "sh", "-c", program, "sh"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    private static boolean canMount() {
        try {
            Process trial = namespace("mount -t tmpfs tmpfs /mnt").start();
            return trial.waitFor(SECONDS, TimeUnit.SECONDS) && trial.exitValue() == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException interrupted) {
            throw new AssertionError("interrupted while a disk was mounted on trial", interrupted);
        }
    }

    private void awaitReady() throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (true) {
            try {
                DriverManager.getConnection(url).close();
                return;
            } catch (SQLException notYet) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    process.destroyForcibly();
                    throw new AssertionError("the server did not start: " + Files.readString(output), notYet);
                }
            }
        }
    }

    /** Opens a store whose tables are on the small disk. */
    public PostgresDb open() {
        return PostgresDb.builder()
                .url(url + "&options=-c%20default_tablespace=small")
                .poolSize(4)
                .open();
    }

    /** Takes all the room that is left. */
    public void fill() {
        execute("CREATE TABLE filler (bytes BYTEA) TABLESPACE small");
        execute("ALTER TABLE filler ALTER bytes SET STORAGE EXTERNAL");
        for (int size = 1_000_000; size > 1_000; size /= 2) {
            fillBy(size);
        }
    }

    private void fillBy(int size) {
        try {
            while (true) {
                insert(size);
            }
        } catch (SQLException full) {
            if (!"53100".equals(full.getSQLState())) {
                throw new IllegalStateException("the disk could not be filled", full);
            }
        }
    }

    private void insert(int size) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO filler SELECT decode(repeat('00', " + size + "), 'hex')");
        }
    }

    /** Gives back the room that {@link #fill} took, if it did. */
    public void makeRoom() {
        execute("DROP TABLE IF EXISTS filler");
    }

    private void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException("the server did not take: " + sql, failure);
        }
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the server did not end: " + Files.readString(output));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new AssertionError("interrupted while the server ended", interrupted);
        }
    }
}
