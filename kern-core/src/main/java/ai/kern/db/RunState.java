package ai.kern.db;

import ai.kern.run.Run;
import java.util.List;
import java.util.Objects;

/**
 * All that is stored of one run, as of one instant: from it alone follows what the engine does next.
 *
 * @param run the snapshot
 * @param entries the transcript, by sequence
 * @param executions by call, attempt and phase
 * @param requirements by call and ordinal
 */
public record RunState(Run run, List<Entry> entries, List<Execution> executions, List<StoredRequirement> requirements) {
    public RunState {
        Objects.requireNonNull(run, "run");
        entries = List.copyOf(entries);
        executions = List.copyOf(executions);
        requirements = List.copyOf(requirements);
    }
}
