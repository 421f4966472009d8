package ai.kern.approval;

import ai.kern.db.Page;
import ai.kern.db.PagePosition;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which records to list, newest first and by id within one instant: those that fit every filter. Immutable; each method gives a
 * changed copy.
 */
public final class ApprovalQuery {
    private static final ApprovalQuery ALL = new ApprovalQuery(Map.of(), null, Page.DEFAULT_SIZE);

    private final Map<ApprovalField, String> filters;
    private final @Nullable PagePosition after;
    private final int size;

    private ApprovalQuery(Map<ApprovalField, String> filters, @Nullable PagePosition after, int size) {
        this.filters = filters;
        this.after = after;
        this.size = size;
    }

    /** All records. */
    public static ApprovalQuery all() {
        return ALL;
    }

    /** Those that wait for a decision and can still be decided. */
    public static ApprovalQuery pending() {
        return ALL.status(ApprovalStatus.PENDING);
    }

    /** Those in a status, as of the moment of the query. */
    public ApprovalQuery status(ApprovalStatus status) {
        return with(ApprovalField.STATUS, status.name());
    }

    /** Those of the run that is to be continued. */
    public ApprovalQuery run(String id) {
        return with(ApprovalField.RUN_ID, id);
    }

    /** Those of a tool. */
    public ApprovalQuery tool(String name) {
        return with(ApprovalField.TOOL_NAME, name);
    }

    /** Those that have a value in a field; another value for the same field takes the place of this one. */
    public ApprovalQuery with(ApprovalField field, String value) {
        EnumMap<ApprovalField, String> changed = new EnumMap<>(ApprovalField.class);
        changed.putAll(filters);
        changed.put(field, Objects.requireNonNull(value, field.label()));
        return new ApprovalQuery(Map.copyOf(changed), after, size);
    }

    /** Those behind a place, mostly {@link Page#next()}. */
    public ApprovalQuery after(PagePosition position) {
        return new ApprovalQuery(filters, Objects.requireNonNull(position, "position"), size);
    }

    /** How many a page has, from 1 to {@link Page#MOST}; {@link Page#DEFAULT_SIZE} by default. */
    public ApprovalQuery size(int count) {
        if (count < 1 || count > Page.MOST) {
            throw new IllegalArgumentException("a page has 1 to " + Page.MOST + " elements, not " + count);
        }
        return new ApprovalQuery(filters, after, count);
    }

    /** The values that are asked for. */
    public Map<ApprovalField, String> filters() {
        return filters;
    }

    /** The place behind which the page begins, if it is not the first. */
    public Optional<PagePosition> after() {
        return Optional.ofNullable(after);
    }

    /** How many a page has. */
    public int size() {
        return size;
    }

    /** Whether a record has the values that are asked for. */
    boolean fits(ApprovalRecord record) {
        return filters.entrySet().stream()
                .allMatch(filter -> filter.getKey()
                        .of(record)
                        .map(filter.getValue()::equals)
                        .orElse(false));
    }

    /** Whether a record is behind the place where the page begins. */
    boolean isOnPage(ApprovalRecord record) {
        return after().map(place -> {
                    int order = place.createdAt().compareTo(record.createdAt());
                    return order > 0 || (order == 0 && place.id().compareTo(record.id()) > 0);
                })
                .orElse(true);
    }
}
