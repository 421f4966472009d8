package ai.kern.db;

import java.time.Duration;
import java.util.Objects;

/**
 * What a changeset does with the lease of its tree's root, and on what condition. A lease is expired or not by the database's
 * own clock, judged inside the statement that acts.
 */
public sealed interface LeaseUse {

    /**
     * Takes the lease. Fails while another, unexpired one stands.
     *
     * @param token names the lease; random, never used twice
     * @param duration how long it lasts unless it is renewed
     */
    record Acquire(String token, Duration duration) implements LeaseUse {
        public Acquire {
            Objects.requireNonNull(token, "token");
            Objects.requireNonNull(duration, "duration");
        }
    }

    /** Keeps the lease as it is. Fails when it is not the root's current one; an expired lease that nobody took is. */
    record Hold(String token) implements LeaseUse {
        public Hold {
            Objects.requireNonNull(token, "token");
        }
    }

    /** Gives the lease back. Fails when it is not the root's current one. */
    record Release(String token) implements LeaseUse {
        public Release {
            Objects.requireNonNull(token, "token");
        }
    }

    /**
     * Neither has nor takes a lease: for a tree on which nobody works. Fails while an unexpired lease stands, and ends an expired
     * one, so that whoever had it cannot go on from what he saw before this commit.
     */
    record None() implements LeaseUse {}

    /** Takes the lease away from whoever has it: for a cancellation. Never fails. */
    record Break() implements LeaseUse {}

    /**
     * Has no condition on the lease: for an outcome that comes after the lease was lost. Such a changeset may hold outcomes, what
     * they settle, and what they change in the state of a session. It is stored before or after any other commit of the tree,
     * never beside one, so that a commit that names attempts {@linkplain Changeset#withoutOutcome() without outcome} can rely
     * on it.
     */
    record Late() implements LeaseUse {}
}
