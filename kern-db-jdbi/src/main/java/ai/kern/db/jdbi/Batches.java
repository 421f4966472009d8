package ai.kern.db.jdbi;

import ai.kern.db.DbException;
import ai.kern.run.RunConflictException;
import java.sql.Statement;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Batches of one statement, each of which must change exactly one row. */
final class Batches {
    private Batches() {}

    /**
     * Runs a statement once for each value.
     *
     * @param missed what it means that the statement did not change its row; called before anything else is done
     * @throws DbException if the driver does not tell of each value whether its row was changed
     */
    static <V> void execute(
            Handle handle,
            String sql,
            List<V> values,
            BiConsumer<PreparedBatch, V> bind,
            Function<V, RunConflictException> missed) {
        if (values.isEmpty()) {
            return;
        }
        int[] counts = execute(handle, sql, values, bind);
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] == Statement.SUCCESS_NO_INFO) {
                throw new DbException(
                        "the database's driver was sent " + counts.length
                                + " statements together and does not tell which of them changed their row, so nothing is"
                                + " stored. Let the driver keep them apart: with PostgreSQL, set"
                                + " reWriteBatchedInserts=false where its connections are made",
                        null);
            }
            if (counts[i] != 1) {
                throw missed.apply(values.get(i));
            }
        }
    }

    /** Runs a statement once for each value, together or one by one as the handle's {@link Batching} says; there must be one. */
    static <V> int[] execute(Handle handle, String sql, List<V> values, BiConsumer<PreparedBatch, V> bind) {
        return handle.getConfig(Batching.class).isOneByOne()
                ? values.stream()
                        .mapToInt(value -> send(handle, sql, List.of(value), bind)[0])
                        .toArray()
                : send(handle, sql, values, bind);
    }

    private static <V> int[] send(Handle handle, String sql, List<V> values, BiConsumer<PreparedBatch, V> bind) {
        try (PreparedBatch batch = handle.prepareBatch(sql)) {
            for (V value : values) {
                bind.accept(batch, value);
                batch.add();
            }
            return batch.execute();
        }
    }
}
