package ai.kern.specs.team.trees;

import ai.kern.db.Db;
import ai.kern.db.RunState;
import ai.kern.testkit.DbDecorator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A database by which an engine gets one thing wrong in one run: each time that it reads that run, as long as it has not ended. */
final class MisroutingDb extends DbDecorator {
    private final Misrouting mistake;

    /** The run in which it is; one for all databases of a tree. */
    private final AtomicReference<String> runId;

    MisroutingDb(Db inner, Misrouting mistake, AtomicReference<String> runId) {
        super(inner);
        this.mistake = mistake;
        this.runId = runId;
    }

    @Override
    public Optional<RunState> load(String loaded) {
        return super.load(loaded).map(state -> distorted(loaded, state));
    }

    private RunState distorted(String loaded, RunState state) {
        Optional<RunState> distorted = state.run().status().isEnded() ? Optional.empty() : mistake.distort(state);
        boolean isHere = distorted.isPresent() && (runId.compareAndSet("", loaded) || loaded.equals(runId.get()));
        return isHere ? distorted.get() : state;
    }
}
