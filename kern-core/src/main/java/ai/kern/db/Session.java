package ai.kern.db;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What belongs together: runs of one conversation, and the state that they share.
 *
 * @param id its own id
 * @param userId the user that owns it, if anybody does: the one of its first run
 * @param createdAt when its first run was created, by the writer's clock
 */
public record Session(String id, Optional<String> userId, Instant createdAt) {
    public Session {
        Limits.checkName(id, "the id of a session");
        userId.ifPresent(user -> Limits.checkName(user, "the id of a user"));
        Objects.requireNonNull(createdAt, "createdAt");
    }
}
