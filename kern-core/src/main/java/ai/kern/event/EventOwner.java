package ai.kern.event;

import ai.kern.run.RunnerKind;
import java.util.List;
import java.util.Objects;

/**
 * Whose run an event is about.
 *
 * @param kind whether it is an agent or a team
 * @param id its id
 * @param path the ids of the runners from the root's to this one's, both included
 */
public record EventOwner(RunnerKind kind, String id, List<String> path) {
    public EventOwner {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(id, "id");
        path = List.copyOf(path);
    }
}
