package ai.kern.tool;

import ai.kern.db.Contribution;
import java.util.List;
import java.util.Objects;

/** What a gate says of a call that comes to it. */
public sealed interface GateQuestion {
    /**
     * The call waits.
     *
     * @param document what the gate wants back with the call later, stored with the run and shown to nobody else; JSON text
     * @param contributions rows for the commit that pauses the run
     */
    record Asked(String document, List<Contribution> contributions) implements GateQuestion {
        public Asked {
            Objects.requireNonNull(document, "document");
            contributions = List.copyOf(contributions);
        }
    }

    /**
     * The call can never pass. Not for a call that was started: its outcome must be asked about.
     *
     * @param reason what the model is told
     */
    record Refused(String reason) implements GateQuestion {
        public Refused {
            Objects.requireNonNull(reason, "reason");
        }
    }
}
