package ai.kern.tool;

import ai.kern.db.Contribution;
import java.util.List;
import java.util.Objects;

/** What a gate says of a call that is about to be started. */
public sealed interface GateClaim {
    /**
     * It may start.
     *
     * @param contributions rows for the commit of the claim, conditional ones among them
     */
    record Open(List<Contribution> contributions) implements GateClaim {
        public Open {
            contributions = List.copyOf(contributions);
        }
    }

    /**
     * It may not start any more, though it was let through.
     *
     * @param reason what the model is told
     * @param contributions rows for the commit of the call's result
     */
    record Closed(String reason, List<Contribution> contributions) implements GateClaim {
        public Closed {
            Objects.requireNonNull(reason, "reason");
            contributions = List.copyOf(contributions);
        }
    }
}
