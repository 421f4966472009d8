package ai.kern.db.jdbi;

import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** A transaction that carries out each statement by itself, and so knows which of them failed, and why. */
final class StepwiseTransaction extends Transaction {

    StepwiseTransaction(Handle handle) {
        super(handle);
    }

    @Override
    void add(Command command, Values values) {
        execute(command, values);
    }

    @Override
    boolean change(Command command, Values values) {
        return execute(command, values) == 1;
    }

    @Override
    void require(Command command, Values values, Supplier<? extends RuntimeException> missed) {
        if (!change(command, values)) {
            throw missed.get();
        }
    }

    @Override
    void send() {}

    @Override
    void complete() {}
}
