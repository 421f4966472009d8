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
    void require(Command command, Values values, Supplier<? extends RuntimeException> missed) {
        if (execute(command, values) != 1) {
            throw missed.get();
        }
    }

    @Override
    void send() {}

    @Override
    void complete() {}
}
