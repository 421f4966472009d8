package ai.kern.requirement;

import ai.kern.tool.ToolCall;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What every requirement has.
 *
 * @param id its own id
 * @param runId the run that owns the call
 * @param path the ids of the runners from the root's to the owner's, both included
 * @param toolCall the call that waits
 * @param createdAt when it was made
 * @param answer how it was settled; empty while it is open
 */
public record RequirementInfo(
        String id, String runId, List<String> path, ToolCall toolCall, Instant createdAt, Optional<Answer> answer) {
    public RequirementInfo {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(runId, "runId");
        path = List.copyOf(path);
        Objects.requireNonNull(toolCall, "toolCall");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(answer, "answer");
    }
}
