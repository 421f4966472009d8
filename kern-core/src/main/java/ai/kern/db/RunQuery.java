package ai.kern.db;

import ai.kern.run.Run;
import ai.kern.run.RunStatus;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which runs to list, newest first: roots alone, and those that fit every filter. Immutable; each method gives a changed copy.
 */
public final class RunQuery {
    private static final RunQuery ALL = new RunQuery(null, null, null, null, null, Page.DEFAULT_SIZE);

    private final @Nullable String sessionId;
    private final @Nullable String userId;
    private final @Nullable String runnerId;
    private final @Nullable RunStatus status;
    private final @Nullable PagePosition after;
    private final int size;

    private RunQuery(
            @Nullable String sessionId,
            @Nullable String userId,
            @Nullable String runnerId,
            @Nullable RunStatus status,
            @Nullable PagePosition after,
            int size) {
        this.sessionId = sessionId;
        this.userId = userId;
        this.runnerId = runnerId;
        this.status = status;
        this.after = after;
        this.size = size;
    }

    /** All roots. */
    public static RunQuery all() {
        return ALL;
    }

    /** Those of a session. */
    public RunQuery session(String id) {
        return new RunQuery(Objects.requireNonNull(id, "id"), userId, runnerId, status, after, size);
    }

    /** Those of a user. */
    public RunQuery user(String id) {
        return new RunQuery(sessionId, Objects.requireNonNull(id, "id"), runnerId, status, after, size);
    }

    /** Those of an agent or team. */
    public RunQuery runner(String id) {
        return new RunQuery(sessionId, userId, Objects.requireNonNull(id, "id"), status, after, size);
    }

    /** Those in a status. */
    public RunQuery status(RunStatus one) {
        return new RunQuery(sessionId, userId, runnerId, Objects.requireNonNull(one, "status"), after, size);
    }

    /** Those behind a place, mostly {@link Page#next()}. */
    public RunQuery after(PagePosition position) {
        return new RunQuery(sessionId, userId, runnerId, status, Objects.requireNonNull(position, "position"), size);
    }

    /** How many a page has, from 1 to {@link Page#MOST}; {@link Page#DEFAULT_SIZE} by default. */
    public RunQuery size(int count) {
        return new RunQuery(sessionId, userId, runnerId, status, after, Page.checkSize(count));
    }

    /** The session, if one is asked for. */
    public Optional<String> sessionId() {
        return Optional.ofNullable(sessionId);
    }

    /** The user, if one is asked for. */
    public Optional<String> userId() {
        return Optional.ofNullable(userId);
    }

    /** The agent or team, if one is asked for. */
    public Optional<String> runnerId() {
        return Optional.ofNullable(runnerId);
    }

    /** The status, if one is asked for. */
    public Optional<RunStatus> status() {
        return Optional.ofNullable(status);
    }

    /** The place behind which the page begins, if it is not the first. */
    public Optional<PagePosition> after() {
        return Optional.ofNullable(after);
    }

    /** How many a page has. */
    public int size() {
        return size;
    }

    /** Whether a run is asked for, and is behind the place where the page begins. */
    boolean fits(Run run) {
        return run.isRoot()
                && sessionId().map(run.sessionId()::equals).orElse(true)
                && userId().map(id -> run.userId().map(id::equals).orElse(false))
                        .orElse(true)
                && runnerId().map(run.runnerId()::equals).orElse(true)
                && status().map(run.status()::equals).orElse(true)
                && after().map(place -> place.isBefore(run.createdAt(), run.id()))
                        .orElse(true);
    }
}
