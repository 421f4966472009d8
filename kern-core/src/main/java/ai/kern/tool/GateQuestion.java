package ai.kern.tool;

import ai.kern.db.Contribution;
import java.util.List;
import java.util.Objects;

/**
 * What a gate stores when a call comes to it.
 *
 * @param document what the gate wants back with the call later, stored with the run and shown to nobody else; JSON text
 * @param contributions rows for the commit that pauses the run
 */
public record GateQuestion(String document, List<Contribution> contributions) {
    public GateQuestion {
        Objects.requireNonNull(document, "document");
        contributions = List.copyOf(contributions);
    }
}
