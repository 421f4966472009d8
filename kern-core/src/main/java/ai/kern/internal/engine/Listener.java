package ai.kern.internal.engine;

import ai.kern.run.Run;
import java.util.Optional;

/** Who is to hear of one stretch of work on a run. */
interface Listener {
    /** Nobody. */
    Listener NONE = new Listener() {};

    /** Where events go, if somebody reads them. */
    default Optional<EventChannel> channel() {
        return Optional.empty();
    }

    /** Called once work has begun: the run is RUNNING under a lease of this process. */
    default void begun(TreeLease lease) {}

    /** Called when a run of the tree waits or has ended, as it is stored now. */
    default void stands(Run run) {}
}
