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
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(userId, "userId");
        Objects.requireNonNull(createdAt, "createdAt");
    }
}
