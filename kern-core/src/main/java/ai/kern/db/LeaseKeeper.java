package ai.kern.db;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the leases that engines of this process hold on one database, all by one call of {@link Db#renew} every
 * {@link #INTERVAL}, on one daemon thread that exists only while there is something to renew. A {@link Db} makes one in its
 * constructor and closes it with itself. Safe for use by many threads.
 */
public final class LeaseKeeper implements AutoCloseable {
    /** How long a lease lasts unless it is renewed. */
    public static final Duration DURATION = Duration.ofSeconds(30);

    /** How often leases are renewed, and so the time within which a lost one is noticed. */
    public static final Duration INTERVAL = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

    private final Db db;

    /** Held while claims are renewed or ended, so that none is renewed once it has ended. */
    private final Object renewing = new Object();

    private final Map<String, Runnable> leases = new ConcurrentHashMap<>();
    private final Set<Attempt> claims = ConcurrentHashMap.newKeySet();
    private @Nullable ScheduledExecutorService timer;
    private @Nullable ScheduledFuture<?> renewals;
    private boolean closed;

    public LeaseKeeper(Db db) {
        this.db = db;
    }

    /**
     * Renews a lease from now on.
     *
     * @param whenLost is called once, on the keeper's thread, if the lease turns out to be another's
     */
    public void keep(String token, Runnable whenLost) {
        leases.put(token, whenLost);
        startTimer();
    }

    /** Stops renewing a lease. */
    public void drop(String token) {
        leases.remove(token);
        stopTimerWhenIdle();
    }

    /** Renews the claim of an attempt whose body is at work, from now on, whatever becomes of its run's lease. */
    public void keep(Attempt claim) {
        claims.add(claim);
        startTimer();
    }

    /** Stops renewing a claim; it counts as alive for the rest of its time. */
    public void drop(Attempt claim) {
        claims.remove(claim);
        stopTimerWhenIdle();
    }

    /**
     * Stops renewing a claim and ends it: its body is known to have ended.
     *
     * @throws DbException if the database failed; the claim ends when its time is over
     */
    public void end(Attempt claim) {
        drop(claim);
        synchronized (renewing) {
            db.renew(new LeaseRenewal(List.of(), List.of(claim), Duration.ZERO));
        }
    }

    /** Renews everything once; called by the timer, and by tests that cannot wait for it. */
    public void renewNow() {
        List<String> tokens = List.copyOf(leases.keySet());
        for (String token : lost(tokens)) {
            Runnable whenLost = leases.remove(token);
            if (whenLost != null) {
                whenLost.run();
            }
        }
    }

    /** Renews; those of the leases that are another's. */
    private List<String> lost(List<String> tokens) {
        synchronized (renewing) {
            List<Attempt> attempts = List.copyOf(claims);
            if (tokens.isEmpty() && attempts.isEmpty()) {
                return List.of();
            }
            Set<String> current = db.renew(new LeaseRenewal(tokens, attempts, DURATION));
            return tokens.stream().filter(token -> !current.contains(token)).toList();
        }
    }

    private void renewOnTimer() {
        try {
            renewNow();
        } catch (RuntimeException | Error failure) {
            LOG.warn(
                    "the leases of {} runs could not be renewed; the next try follows in {}. A lease that stays unrenewed for"
                            + " {} may be taken over by another process",
                    leases.size(),
                    INTERVAL,
                    DURATION,
                    failure);
        }
    }

    private synchronized void startTimer() {
        if (timer == null && !closed) {
            timer = Executors.newSingleThreadScheduledExecutor(work -> {
                Thread thread = new Thread(work, "kern-lease-keeper");
                thread.setDaemon(true);
                return thread;
            });
            renewals = timer.scheduleAtFixedRate(
                    this::renewOnTimer, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void stopTimerWhenIdle() {
        if (leases.isEmpty() && claims.isEmpty()) {
            stopTimer();
        }
    }

    private synchronized void stopTimer() {
        if (renewals != null) {
            renewals.cancel(false);
            renewals = null;
        }
        if (timer != null) {
            timer.shutdown();
            timer = null;
        }
    }

    /** Stops renewing; leases that are still held expire. */
    @Override
    public synchronized void close() {
        closed = true;
        leases.clear();
        claims.clear();
        stopTimer();
    }
}
