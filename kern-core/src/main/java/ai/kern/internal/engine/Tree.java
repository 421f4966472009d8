package ai.kern.internal.engine;

import ai.kern.run.Run;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the runs of one tree have in common while this process works on them: the lease under which all are written, those who
 * hear of them, and the objects for tools. Safe for use by many threads.
 */
final class Tree {
    private final Outputs ofRoot;
    private final TreeLease lease;
    private final Listener listener;
    private final Map<String, Object> objects;
    private final Map<String, Emitter> emitters = new ConcurrentHashMap<>();

    Tree(Outputs ofRoot, TreeLease lease, Listener listener, Map<String, Object> objects) {
        this.ofRoot = ofRoot;
        this.lease = lease;
        this.listener = listener;
        this.objects = objects;
    }

    /** What callers see of the runs of the root's runner. */
    Outputs ofRoot() {
        return ofRoot;
    }

    TreeLease lease() {
        return lease;
    }

    Map<String, Object> objects() {
        return objects;
    }

    /**
     * What tells of one run, the same over all of its stretches.
     *
     * @param path the ids of the runners from the root's to the run's, both included
     */
    Emitter emitter(Run run, List<String> path, Engine engine) {
        return emitters.computeIfAbsent(
                run.id(),
                id -> new Emitter(
                        listener,
                        path,
                        engine.settings().tools(),
                        engine.outputs(),
                        engine.settings().clock()));
    }
}
