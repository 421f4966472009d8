package ai.kern.db;

import ai.kern.run.Run;
import ai.kern.run.RunStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A database in the memory of this process, gone with it: what an agent has that was given none. Safe for use by many threads.
 *
 * <p>It keeps every run that has not ended, and of the trees whose root has ended the last {@value #ENDED_ROOTS}; with the last
 * run of a session it forgets the session and its state.
 *
 * <p>A subclass may store rows of its own in the same commit: see {@link #prepare}, {@link #keeps} and {@link #underLock}.
 */
public class InMemoryDb implements Db {
    /** How many trees are kept whose root has ended. */
    public static final int ENDED_ROOTS = 1_000;

    private static final Comparator<Run> OLDEST_FIRST =
            Comparator.comparing(Run::createdAt).thenComparing(Run::id);

    private final TimeOffset offset;

    /** Uses this object only once somebody keeps a lease. */
    @SuppressWarnings("this-escape")
    private final LeaseKeeper leases = new LeaseKeeper(this);

    private final RunChanges changes = new RunChanges();
    private final Object lock = new Object();
    private final Map<String, Session> sessions = new HashMap<>();
    private final Map<String, Map<String, String>> states = new HashMap<>();
    private final Map<String, MemoryRun> runs = new HashMap<>();
    private final Map<String, Set<String>> trees = new HashMap<>();
    private final Set<String> endedRoots = new LinkedHashSet<>();
    private boolean closed;

    /** An empty database. */
    public InMemoryDb() {
        this(TimeOffset.NONE);
    }

    /** An empty database whose time a test can move. */
    public InMemoryDb(TimeOffset offset) {
        this.offset = offset;
    }

    /**
     * Takes part in a commit: checks the changeset's contributions, and throws if there is one that it does not know or whose
     * condition does not hold; then nothing is stored. It is called under the lock, after the changeset itself was checked, and
     * must change nothing yet.
     *
     * @param now the time by which this commit judges
     * @return stores the contributions; is called under the same lock, and must not fail
     */
    protected Runnable prepare(Changeset changeset, Instant now) {
        changeset.contributions().stream().findFirst().ifPresent(unknown -> {
            throw new UnsupportedContributionException("changeset " + changeset.id() + " of run " + changeset.rootId()
                    + " holds a " + unknown.getClass().getName()
                    + ", which a database in memory does not store. Give the agent a database that does");
        });
        return () -> {};
    }

    /** Whether the ended tree of a root is kept for good; asked under the lock, when it is the oldest and there are too many. */
    protected boolean keeps(String rootId) {
        return false;
    }

    /** Does something while no commit happens; may call every method of this object. */
    protected final <T> T underLock(Supplier<T> work) {
        synchronized (lock) {
            if (closed) {
                throw new DbException("this database in memory is closed. Close it after its last use", null);
            }
            return work.get();
        }
    }

    /** Tells those who listen of a change that was committed; not to be called under the lock, for which a listener may wait. */
    protected final void tell(RunChange change) {
        changes.tell(change);
    }

    /** The time by which leases and claims are judged at this moment. */
    protected final Instant now() {
        return Instant.now().plus(offset.current());
    }

    @Override
    public void commit(Changeset changeset) {
        underLock(() -> {
            Instant now = now();
            MemoryCommit commit = new MemoryCommit(sessions, states, runs, now);
            commit.prepare(changeset);
            Runnable contributions = prepare(changeset, now);
            commit.apply();
            contributions.run();
            changeset.runs().forEach(this::note);
            dropOldest();
            return changeset;
        });
        changeset.toldRuns().forEach(runId -> tell(RunChange.of(runId)));
    }

    @Override
    public Optional<Run> find(String runId) {
        return underLock(() -> Optional.ofNullable(runs.get(runId)).map(found -> found.run));
    }

    @Override
    public Optional<RunState> load(String runId) {
        return underLock(() -> Optional.ofNullable(runs.get(runId)).map(MemoryRun::state));
    }

    @Override
    public Optional<Session> findSession(String sessionId) {
        return underLock(() -> Optional.ofNullable(sessions.get(sessionId)));
    }

    @Override
    public Map<String, String> sessionState(String sessionId) {
        return underLock(() -> Map.copyOf(states.getOrDefault(sessionId, Map.of())));
    }

    @Override
    public Page<Session> sessions(SessionQuery query) {
        return underLock(() -> Page.of(
                sessions.values().stream()
                        .filter(query::fits)
                        .sorted(Comparator.comparing(Session::createdAt)
                                .thenComparing(Session::id)
                                .reversed())
                        .limit(query.size() + 1L)
                        .toList(),
                query.size(),
                session -> new PagePosition(session.createdAt(), session.id())));
    }

    @Override
    public void renameSession(String sessionId, Optional<String> name) {
        underLock(() -> {
            Session session = existing(sessionId);
            return sessions.put(sessionId, new Session(sessionId, session.userId(), name, session.createdAt()));
        });
    }

    @Override
    public void deleteSession(String sessionId) {
        underLock(() -> {
            existing(sessionId);
            List<Run> its = runs.values().stream()
                    .map(run -> run.run)
                    .filter(run -> run.sessionId().equals(sessionId))
                    .toList();
            its.stream().filter(run -> !run.status().isEnded()).findFirst().ifPresent(run -> {
                throw new SessionInUseException(sessionId, run.id());
            });
            for (Run run : its) {
                runs.remove(run.id());
                trees.remove(run.rootId());
                endedRoots.remove(run.id());
            }
            states.remove(sessionId);
            return sessions.remove(sessionId);
        });
    }

    private Session existing(String sessionId) {
        Session session = sessions.get(sessionId);
        if (session == null) {
            throw new SessionNotFoundException(sessionId);
        }
        return session;
    }

    @Override
    public Page<Run> runs(RunQuery query) {
        return underLock(() -> Page.of(
                runs.values().stream()
                        .map(run -> run.run)
                        .filter(query::fits)
                        .sorted(OLDEST_FIRST.reversed())
                        .limit(query.size() + 1L)
                        .toList(),
                query.size(),
                run -> new PagePosition(run.createdAt(), run.id())));
    }

    @Override
    public List<Run> abandonedRuns(int limit) {
        return underLock(() -> {
            Instant now = now();
            return runs.values().stream()
                    .filter(run -> run.run.isRoot() && !run.isLeasedAt(now))
                    .map(run -> run.run)
                    .filter(run -> run.status() == RunStatus.PENDING || run.status() == RunStatus.RUNNING)
                    .sorted(OLDEST_FIRST)
                    .limit(limit)
                    .toList();
        });
    }

    @Override
    public Set<String> renew(LeaseRenewal renewal) {
        return underLock(() -> {
            Instant until = now().plus(renewal.duration());
            renewal.claims().forEach(attempt -> renewClaim(attempt, until));
            Set<String> wanted = new HashSet<>(renewal.tokens());
            Set<String> current = new HashSet<>();
            for (MemoryRun run : runs.values()) {
                if (run.leaseToken != null && wanted.contains(run.leaseToken)) {
                    run.leaseUntil = until;
                    current.add(run.leaseToken);
                }
            }
            return Set.copyOf(current);
        });
    }

    @Override
    public Subscription changes(Consumer<RunChange> listener) {
        return changes.subscribe(listener);
    }

    @Override
    public boolean isDurable() {
        return false;
    }

    @Override
    public LeaseKeeper leases() {
        return leases;
    }

    /** Forgets everything; a use that follows is an error. */
    @Override
    public void close() {
        leases.close();
        changes.close();
        synchronized (lock) {
            closed = true;
            sessions.clear();
            states.clear();
            runs.clear();
            trees.clear();
            endedRoots.clear();
        }
    }

    private void renewClaim(Attempt attempt, Instant until) {
        MemoryRun run = runs.get(attempt.call().runId());
        if (run != null) {
            run.claimsAliveUntil.replace(attempt, until);
        }
    }

    private void note(Run run) {
        trees.computeIfAbsent(run.rootId(), id -> new HashSet<>()).add(run.id());
        if (run.isRoot() && run.status().isEnded()) {
            endedRoots.add(run.id());
        } else if (run.isRoot()) {
            endedRoots.remove(run.id());
        }
    }

    private void dropOldest() {
        Iterator<String> oldest = endedRoots.iterator();
        while (endedRoots.size() > ENDED_ROOTS) {
            String rootId = oldest.next();
            oldest.remove();
            if (!keeps(rootId)) {
                trees.getOrDefault(rootId, Set.of()).forEach(this::drop);
                trees.remove(rootId);
            }
        }
    }

    private void drop(String runId) {
        MemoryRun dropped = runs.remove(runId);
        if (dropped == null) {
            return;
        }
        String sessionId = dropped.run.sessionId();
        if (runs.values().stream().noneMatch(run -> run.run.sessionId().equals(sessionId))) {
            sessions.remove(sessionId);
            states.remove(sessionId);
        }
    }
}
