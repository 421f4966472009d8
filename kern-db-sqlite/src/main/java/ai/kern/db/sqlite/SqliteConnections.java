package ai.kern.db.sqlite;

import ai.kern.db.jdbi.ChangeFeed;
import ai.kern.db.jdbi.Connections;
import ai.kern.db.jdbi.StoreThreads;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Connections to one SQLite file, on threads of their own: one that writes, a few that read. SQLite waits for locks in native
 * code, which would hold the carrier of a virtual thread; so callers wait for these threads instead.
 */
final class SqliteConnections implements Connections {
    private final Runnable check;
    private final StoreThreads writerThread;
    private final StoreThreads readerThreads;
    private final Lane writer;
    private final List<Lane> readers;
    private final BlockingQueue<Lane> idleReaders;

    /**
     * Connections that are opened when they are first used.
     *
     * @param prepare is called once with each connection that writes
     * @param check is called before each transaction, and again before one that wrote is committed; throws to prevent it
     */
    SqliteConnections(String description, Jdbi jdbi, int readers, Consumer<Handle> prepare, Runnable check) {
        this.check = check;
        this.writer = new Lane(jdbi, "BEGIN IMMEDIATE", prepare, check);
        this.readers = IntStream.range(0, readers)
                .mapToObj(i -> new Lane(jdbi, "BEGIN", connection -> {}, () -> {}))
                .toList();
        this.idleReaders = new ArrayBlockingQueue<>(readers, false, this.readers);
        this.writerThread = new StoreThreads(description, "kern-sqlite-writer", 1);
        this.readerThreads = new StoreThreads(description, "kern-sqlite-reader", readers);
    }

    @Override
    public void open() {
        writerThread.await(writer::open);
    }

    @Override
    public <T> T write(Function<Handle, T> work) {
        return writerThread.await(() -> {
            check.run();
            return writer.transaction(work);
        });
    }

    @Override
    public <T> T read(Function<Handle, T> work) {
        return readerThreads.await(() -> {
            check.run();
            // There are as many as threads.
            Lane reader = idleReaders.remove();
            try {
                return reader.transaction(work);
            } finally {
                idleReaders.add(reader);
            }
        });
    }

    @Override
    public void migrate(Consumer<DataSource> migration) {
        writerThread.await(() -> {
            check.run();
            return writer.rebuilding(handle -> {
                migration.accept(new SharedConnection(handle.getConnection()));
                return handle;
            });
        });
    }

    @Override
    public ChangeFeed listen(String runs) {
        return new DataVersionFeed(() -> writerThread.await(() -> {
            check.run();
            return DataVersionFeed.Version.of(writer.open());
        }));
    }

    @Override
    public synchronized void close() {
        writerThread.close();
        readerThreads.close();
        readers.forEach(Lane::close);
        // Last, since the last connection to a file may tidy up what the others have left, if it can write.
        writer.close();
    }
}
