package ai.kern.db;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * A part of a list that is ordered newest first. What was stored before the first page was read is on exactly one page.
 *
 * @param items the elements
 * @param next where the next page begins; empty on the last one
 */
public record Page<T>(List<T> items, Optional<PagePosition> next) {
    /** How many elements a page has unless a query says otherwise. */
    public static final int DEFAULT_SIZE = 50;

    /** How many elements a page has at most. */
    public static final int MOST = 1_000;

    public Page {
        items = List.copyOf(items);
        Objects.requireNonNull(next, "next");
    }

    /**
     * A page of elements, of which one more than fits was read to see whether there is a next page.
     *
     * @param limit how many fit
     * @param position where an element stands
     */
    public static <T> Page<T> of(List<T> read, int limit, Function<T, PagePosition> position) {
        if (read.size() <= limit) {
            return new Page<>(read, Optional.empty());
        }
        List<T> items = read.subList(0, limit);
        return new Page<>(items, Optional.of(position.apply(items.get(limit - 1))));
    }

    static int checkSize(int size) {
        if (size < 1 || size > MOST) {
            throw new IllegalArgumentException("a page has 1 to " + MOST + " elements, not " + size);
        }
        return size;
    }
}
