package ai.kern.db.jdbi;

import ai.kern.run.RunConflictException;
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
            if (counts[i] != 1) {
                throw missed.apply(values.get(i));
            }
        }
    }

    /** Runs a statement once for each value; there must be one. */
    static <V> int[] execute(Handle handle, String sql, List<V> values, BiConsumer<PreparedBatch, V> bind) {
        try (PreparedBatch batch = handle.prepareBatch(sql)) {
            for (V value : values) {
                bind.accept(batch, value);
                batch.add();
            }
            return batch.execute();
        }
    }
}
