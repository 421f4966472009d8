package ai.kern.db;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which sessions to list, newest first. Immutable; each method gives a changed copy. */
public final class SessionQuery {
    private static final SessionQuery ALL = new SessionQuery(null, null, Page.DEFAULT_SIZE);

    private final @Nullable String userId;
    private final @Nullable PagePosition after;
    private final int size;

    private SessionQuery(@Nullable String userId, @Nullable PagePosition after, int size) {
        this.userId = userId;
        this.after = after;
        this.size = size;
    }

    /** All sessions. */
    public static SessionQuery all() {
        return ALL;
    }

    /** Those of a user. */
    public SessionQuery user(String id) {
        return new SessionQuery(Objects.requireNonNull(id, "id"), after, size);
    }

    /** Those behind a place, mostly {@link Page#next()}. */
    public SessionQuery after(PagePosition position) {
        return new SessionQuery(userId, Objects.requireNonNull(position, "position"), size);
    }

    /** How many a page has, from 1 to {@link Page#MOST}; {@link Page#DEFAULT_SIZE} by default. */
    public SessionQuery size(int count) {
        return new SessionQuery(userId, after, Page.checkSize(count));
    }

    /** The user, if one is asked for. */
    public Optional<String> userId() {
        return Optional.ofNullable(userId);
    }

    /** The place behind which the page begins, if it is not the first. */
    public Optional<PagePosition> after() {
        return Optional.ofNullable(after);
    }

    /** How many a page has. */
    public int size() {
        return size;
    }

    /** Whether a session is asked for, and is behind the place where the page begins. */
    boolean fits(Session session) {
        return userId().map(id -> session.userId().map(id::equals).orElse(false))
                        .orElse(true)
                && after().map(place -> place.isBefore(session.createdAt(), session.id()))
                        .orElse(true);
    }
}
