package ai.kern.db;

import ai.kern.run.Run;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Where sessions and runs live. Safe for use by many threads; several objects, in several processes, may share one durable
 * database.
 *
 * <p>An id that nothing stored can have (see {@link Limits#isName}) is the id of nothing, as any other unknown one is: reads are
 * empty, and what needs a session says that there is none. It never stands for another id, however the database writes it.
 *
 * <p>Instants are kept to the millisecond at least. Every method throws a {@link DbException} with its cause when the database fails: never an empty result instead.
 */
public interface Db extends AutoCloseable {

    /**
     * Commits a changeset whole or not at all, visible to every later read in every process.
     *
     * @throws ai.kern.run.RunConflictException if a version, lease, unique key, open requirement or attempt is not what the
     *     changeset expects; nothing was stored
     * @throws ai.kern.run.OwnerMismatchException if the session belongs to another user; nothing was stored
     * @throws UnsupportedContributionException if it holds a contribution that this database does not know; nothing was
     *     stored
     * @throws DbException if the database failed; whether it was stored is then unknown
     */
    void commit(Changeset changeset);

    /** A run's snapshot alone. */
    Optional<Run> find(String runId);

    /** A run with all that is stored of it, as of one instant. */
    Optional<RunState> load(String runId);

    /** A session. */
    Optional<Session> findSession(String sessionId);

    /** The state of a session, JSON texts by key; empty for a session that has none or is not there. */
    Map<String, String> sessionState(String sessionId);

    /** A page of sessions, newest first. */
    Page<Session> sessions(SessionQuery query);

    /**
     * Gives a session a name, or takes it away.
     *
     * @throws SessionNotFoundException if there is no such session
     * @throws IllegalArgumentException if not every database could store the name
     */
    void renameSession(String sessionId, Optional<String> name);

    /**
     * Deletes a session with its state and all its runs, for good.
     *
     * @throws SessionNotFoundException if there is no such session
     * @throws SessionInUseException if one of its runs has not ended; nothing was deleted
     */
    void deleteSession(String sessionId);

    /** A page of runs, newest first. */
    Page<Run> runs(RunQuery query);

    /**
     * Roots that are PENDING or RUNNING and on which nobody works: without a lease, or with an expired one. Oldest first.
     *
     * @param limit how many at most
     */
    List<Run> abandonedRuns(int limit);

    /**
     * Renews leases, and claims of bodies that are at work; claims that are not stored are passed over.
     *
     * @return those of the tokens that still are their root's current lease; the others were lost
     */
    Set<String> renew(LeaseRenewal renewal);

    /**
     * Tells a listener, until the subscription is closed, of each run that becomes PAUSED or ends and of each run of which a
     * record is decided, whichever process commits that: for whoever waits for a run. He subscribes, looks at the run, and looks
     * again at each hint that {@linkplain RunChange#mayConcern may concern} it.
     *
     * <p>These are hints, after which the look at the run decides. One may come late, twice, for nothing, or without the name of
     * its run. While the way to the database is broken, changes are missed; there is a hint that anything may have changed when
     * that is noticed, and another one when the way is mended. A decision may be told right after its commit, and is not if its
     * process ends in between. That time has passed, and a lease or a record has expired, is told to nobody. So whoever waits for long looks from time to time without a hint, too.
     *
     * <p>Listeners are called on a thread of the database or on the one that commits, several at once if need be. They return
     * soon, and do not use the database before they have. What they throw is logged. However many listen, it takes one thread
     * and, where the database needs it, one connection, and while nobody does, neither.
     *
     * @throws DbException if this is closed
     */
    Subscription changes(Consumer<RunChange> listener);

    /** Whether what was committed survives the process. */
    boolean isDurable();

    /** The leases that engines of this process hold here; one object for the life of this one. */
    LeaseKeeper leases();

    /** Releases connections and threads. Committed data stays, where the database is durable. */
    @Override
    void close();
}
