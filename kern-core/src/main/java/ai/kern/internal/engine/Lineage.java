package ai.kern.internal.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * What a run has of those above it.
 *
 * @param path the ids of the runners from the root's to the run's, both included
 * @param state whose session state its tools see
 * @param budget how many tool calls are left to it
 */
record Lineage(List<String> path, StateScope state, CallBudget budget) {

    /** That of a root. */
    static Lineage of(EngineSettings settings, RunBook root) {
        return new Lineage(List.of(settings.id()), StateScope.OF_SESSION, CallBudget.NONE.under(settings, root));
    }

    /** That of a child run. */
    Lineage under(EngineSettings leader, EngineSettings member, RunBook child) {
        List<String> longer = new ArrayList<>(path);
        longer.add(member.id());
        List<String> below = List.copyOf(longer);
        return new Lineage(
                below,
                leader.leading().sharesSessionState() ? state : StateScope.of(below),
                budget.under(member, child));
    }
}
