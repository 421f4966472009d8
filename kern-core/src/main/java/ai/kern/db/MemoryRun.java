package ai.kern.db;

import ai.kern.run.Run;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is in memory of one run. A commit changes a copy and puts it in place at its end. */
final class MemoryRun {
    private static final Comparator<Entry> PLACE = Comparator.comparing(Entry::sequence);
    private static final Comparator<Execution> FACT = Comparator.comparing(Execution::call)
            .thenComparing(Execution::attempt)
            .thenComparing(Execution::phase);
    private static final Comparator<StoredRequirement> QUESTION =
            Comparator.comparing(StoredRequirement::call).thenComparing(StoredRequirement::ordinal);

    Run run;

    @Nullable
    String leaseToken;

    Instant leaseUntil = Instant.EPOCH;
    final NavigableSet<Entry> entries = new TreeSet<>(PLACE);
    final NavigableSet<Execution> executions = new TreeSet<>(FACT);
    final NavigableSet<StoredRequirement> requirements = new TreeSet<>(QUESTION);
    final Map<Attempt, Instant> claimsAliveUntil = new HashMap<>();

    MemoryRun(Run run) {
        this.run = run;
    }

    MemoryRun copy() {
        MemoryRun copy = new MemoryRun(run);
        copy.leaseToken = leaseToken;
        copy.leaseUntil = leaseUntil;
        copy.entries.addAll(entries);
        copy.executions.addAll(executions);
        copy.requirements.addAll(requirements);
        copy.claimsAliveUntil.putAll(claimsAliveUntil);
        return copy;
    }

    boolean isLeasedAt(Instant now) {
        return leaseToken != null && leaseUntil.isAfter(now);
    }

    Optional<StoredRequirement> requirement(String id) {
        return requirements.stream()
                .filter(requirement -> requirement.id().equals(id))
                .findAny();
    }

    RunState state() {
        return new RunState(run, List.copyOf(entries), List.copyOf(executions), List.copyOf(requirements));
    }
}
