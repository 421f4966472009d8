package ai.kern.db.sqlite;

import ai.kern.db.DbException;
import ai.kern.db.jdbi.Connections;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Connections to one SQLite file, on threads of their own: one that writes, a few that read. SQLite waits for locks in native
 * code, which would hold the carrier of a virtual thread; so callers wait for these threads instead. The waiting is not ended by
 * an interrupt, since the caller would not know whether its commit took place.
 */
final class SqliteConnections implements Connections {
    private final String description;
    private final Runnable check;
    private final ExecutorService writerThread;
    private final ExecutorService readerThreads;
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
        this.description = description;
        this.check = check;
        this.writer = new Lane(jdbi, "BEGIN IMMEDIATE", prepare, check);
        this.readers = IntStream.range(0, readers)
                .mapToObj(i -> new Lane(jdbi, "BEGIN", connection -> {}, () -> {}))
                .toList();
        this.idleReaders = new ArrayBlockingQueue<>(readers, false, this.readers);
        this.writerThread = Executors.newSingleThreadExecutor(work -> thread("kern-sqlite-writer", work));
        AtomicInteger number = new AtomicInteger();
        this.readerThreads = Executors.newFixedThreadPool(
                readers, work -> thread("kern-sqlite-reader-" + number.incrementAndGet(), work));
    }

    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void open() {
        await(writerThread, writer::open);
    }

    @Override
    public <T> T write(Function<Handle, T> work) {
        return await(writerThread, () -> {
            check.run();
            return writer.transaction(work);
        });
    }

    @Override
    public <T> T read(Function<Handle, T> work) {
        return await(readerThreads, () -> {
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
        write(handle -> {
            migration.accept(new SharedConnection(handle.getConnection()));
            return handle;
        });
    }

    private <T> T await(ExecutorService threads, Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, threads).join();
        } catch (RejectedExecutionException closed) {
            throw new DbException(description + " is closed. Close it after its last use", closed);
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (failure.getCause() instanceof Error cause) {
                throw cause;
            }
            throw failure;
        }
    }

    @Override
    public synchronized void close() {
        writerThread.shutdown();
        readerThreads.shutdown();
        awaitTheEnd(writerThread);
        awaitTheEnd(readerThreads);
        readers.forEach(Lane::close);
        // Last, since the last connection to a file may tidy up what the others have left, if it can write.
        writer.close();
    }

    private static void awaitTheEnd(ExecutorService threads) {
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = threads.awaitTermination(1, TimeUnit.HOURS);
            } catch (InterruptedException interruption) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
