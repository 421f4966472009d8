package ai.kern.db.jdbi;

import ai.kern.db.LeaseUse;
import org.jspecify.annotations.Nullable;

/**
 * What a use of a lease adds to the statement that writes or reads the root's row.
 *
 * @param assignment what it sets, or nothing
 * @param condition on what
 * @param token bound as {@code :token} where it is needed
 * @param millis bound as {@code :leaseMillis} where it is needed
 */
record LeaseClause(
        String assignment,
        String condition,
        @Nullable String token,
        @Nullable Long millis) {
    /** What is added to the row of a run that has no lease, since it is no root. */
    static final LeaseClause NONE = new LeaseClause("", "", null, null);

    private static final String FREE = "(lease_token IS NULL OR lease_expires_at <= {now})";
    private static final String MINE = "lease_token = :token";
    private static final String END = "lease_token = NULL, lease_expires_at = NULL";

    static LeaseClause of(LeaseUse use) {
        if (use instanceof LeaseUse.Acquire acquire) {
            return new LeaseClause(
                    "lease_token = :token, lease_expires_at = {now} + :leaseMillis",
                    FREE,
                    acquire.token(),
                    acquire.duration().toMillis());
        }
        if (use instanceof LeaseUse.Hold hold) {
            return new LeaseClause("", MINE, hold.token(), null);
        }
        if (use instanceof LeaseUse.Release release) {
            return new LeaseClause(END, MINE, release.token(), null);
        }
        if (use instanceof LeaseUse.None) {
            return new LeaseClause(END, FREE, null, null);
        }
        return new LeaseClause(use instanceof LeaseUse.Break ? END : "", "1 = 1", null, null);
    }

    /** Adds what its parameters are bound to. */
    Values addTo(Values values, Sql sql) {
        if ((assignment + condition).contains("{now}")) {
            values.number("offset", sql.offset());
        }
        if (token != null) {
            values.text("token", token);
        }
        if (millis != null) {
            values.number("leaseMillis", millis);
        }
        return values;
    }
}
