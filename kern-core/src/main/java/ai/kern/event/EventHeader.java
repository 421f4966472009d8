package ai.kern.event;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What every event has.
 *
 * @param owner whose run it is
 * @param runId the run
 * @param parentRunId the run that started it, if it is a member's
 * @param time when it happened, to the millisecond, by the runner's clock
 * @param sequence its place in its stream: 1, 2, 3 and so on, over all runs of a tree, without gaps
 */
public record EventHeader(EventOwner owner, String runId, Optional<String> parentRunId, Instant time, long sequence) {
    public EventHeader {
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(parentRunId, "parentRunId");
        Objects.requireNonNull(time, "time");
    }
}
