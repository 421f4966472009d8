package ai.kern.db.jdbi;

import ai.kern.db.LeaseUse;
import org.jdbi.v3.core.statement.SqlStatement;
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

    <S extends SqlStatement<S>> S bind(S statement, Sql sql) {
        if ((assignment + condition).contains("{now}")) {
            statement.bind("offset", sql.offset());
        }
        if (token != null) {
            statement.bind("token", token);
        }
        if (millis != null) {
            statement.bind("leaseMillis", millis);
        }
        return statement;
    }
}
