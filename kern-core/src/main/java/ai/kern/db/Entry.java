package ai.kern.db;

import java.time.Instant;
import java.util.Objects;

/**
 * One message of a run's transcript. Entries are only ever added. Results of tool calls are not entries: they are the
 * outcomes of {@link Execution}s.
 *
 * @param runId the run
 * @param sequence its place in the transcript, from 0, without gaps
 * @param kind who speaks
 * @param at when it was written, by the writer's clock
 * @param document the message, as JSON text
 */
public record Entry(String runId, int sequence, EntryKind kind, Instant at, String document) {
    public Entry {
        Limits.checkName(runId, "the id of a run");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(at, "at");
        Limits.checkDocument(document, "entry " + sequence + " of run " + runId);
    }
}
