package ai.kern.db;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What belongs together: runs of one conversation, and the state that they share.
 *
 * @param id its own id
 * @param userId the user that owns it, if anybody does: the one of its first run
 * @param name what people call it, if they do
 * @param createdAt when its first run was created, by the writer's clock
 */
public record Session(String id, Optional<String> userId, Optional<String> name, Instant createdAt) {
    public Session {
        Limits.checkName(id, "the id of a session");
        userId.ifPresent(user -> Limits.checkName(user, "the id of a user"));
        name.ifPresent(given -> Limits.checkName(given, "the name of a session"));
        Objects.requireNonNull(createdAt, "createdAt");
    }

    /** A session that nobody has named. */
    public Session(String id, Optional<String> userId, Instant createdAt) {
        this(id, userId, Optional.empty(), createdAt);
    }
}
