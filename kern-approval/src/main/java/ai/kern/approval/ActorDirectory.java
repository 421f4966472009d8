package ai.kern.approval;

import ai.kern.run.Actor;
import java.util.Optional;

/** Where a database of approvals looks up who decides, and what roles he has. Safe for use by many threads. */
@FunctionalInterface
public interface ActorDirectory {
    /**
     * A person or system by its id, with the roles that it has now; empty if there is none. What it throws keeps the decision
     * from being made.
     */
    Optional<Actor> find(String id);
}
