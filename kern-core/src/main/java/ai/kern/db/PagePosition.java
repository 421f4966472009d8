package ai.kern.db;

import java.time.Instant;
import java.util.Objects;

/**
 * A place in a list that is ordered newest first: behind the element that was created at an instant and has an id. The id
 * decides between elements of one instant, so the order is total.
 *
 * @param createdAt when the last element of a page was created
 * @param id its id
 */
public record PagePosition(Instant createdAt, String id) {
    public PagePosition {
        Objects.requireNonNull(createdAt, "createdAt");
        Limits.checkName(id, "the id at a place in a list");
    }

    /** Whether an element comes behind this place. */
    boolean isBefore(Instant otherCreatedAt, String otherId) {
        int order = createdAt.compareTo(otherCreatedAt);
        return order > 0 || (order == 0 && id.compareTo(otherId) > 0);
    }
}
