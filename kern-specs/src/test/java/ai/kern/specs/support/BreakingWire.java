package ai.kern.specs.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A way to the PostgreSQL server that breaks within what goes over it, after as many bytes as it is told: everything up to there
 * arrives, then the connection is gone at both ends. Safe for use by many threads.
 */
public final class BreakingWire implements AutoCloseable {
    private static final int CHUNK = 8_192;

    private final URI server;
    private final ServerSocket door;
    private final Map<Direction, Long> passed = new ConcurrentHashMap<>();
    private final Map<Direction, Long> end = new ConcurrentHashMap<>();

    /** Where something goes. */
    public enum Direction {
        /** What is asked. */
        TO_SERVER,
        /** What is answered. */
        FROM_SERVER
    }

    private BreakingWire(URI server) throws IOException {
        this.server = server;
        this.door = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /** A wire to a server, that breaks nowhere so far. */
    public static BreakingWire to(PostgresServer server) {
        try {
            return new BreakingWire(URI.create(server.url().substring("jdbc:".length())));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The server's address at this end. */
    public String url() {
        String query = server.getQuery() == null ? "" : "?" + server.getQuery();
        return "jdbc:postgresql://" + door.getInetAddress().getHostAddress() + ":" + door.getLocalPort()
                + server.getPath() + query;
    }

    /** From now on so many bytes go in a direction, over whichever connection, and then the one over which they went is gone. */
    public synchronized void breakAfter(Direction direction, long bytes) {
        mend();
        end.put(direction, bytes);
    }

    /** Counts anew, and breaks nowhere. */
    public synchronized void mend() {
        passed.clear();
        end.clear();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                Socket backend = new Socket(server.getHost(), server.getPort());
                start(() -> pass(Direction.TO_SERVER, client, backend));
                start(() -> pass(Direction.FROM_SERVER, backend, client));
            }
        } catch (IOException closed) {
            // The door is closed, and those who went through it are served to their end.
        }
    }

    private void pass(Direction direction, Socket from, Socket to) {
        try (from;
                to) {
            InputStream input = from.getInputStream();
            OutputStream output = to.getOutputStream();
            byte[] chunk = new byte[CHUNK];
            int read = input.read(chunk);
            while (read >= 0) {
                int allowed = allowed(direction, read);
                output.write(chunk, 0, allowed);
                output.flush();
                if (allowed < read) {
                    return;
                }
                read = input.read(chunk);
            }
        } catch (IOException gone) {
            // The other direction has ended, and both sockets with it.
        }
    }

    private synchronized int allowed(Direction direction, int bytes) {
        long before = passed.merge(direction, (long) bytes, Long::sum) - bytes;
        return (int) Math.max(0, Math.min(bytes, end.getOrDefault(direction, Long.MAX_VALUE) - before));
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "breaking-wire");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
