package ai.kern.run;

import ai.kern.db.Db;
import ai.kern.db.LeaseKeeper;
import ai.kern.internal.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up runs whose process died: looks for roots that are PENDING or RUNNING and whose lease has expired, and brings each to
 * where it waits or ends, by the runner that started it. Any number of processes may have one; a run is taken by one of them.
 * Safe for use by many threads.
 *
 * <pre>{@code
 * try (RunRecovery recovery = RunRecovery.builder(db).runners(agent).build()) {
 *     recovery.start();
 *     …
 * }
 * }</pre>
 */
public final class RunRecovery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunRecovery.class);
    private static final int PAGE = 100;
    private static final int IDLE_SECONDS = 5;

    private final Db db;
    private final Map<String, Runner> runners;
    private final Duration interval;
    private final ThreadPoolExecutor workers;
    private final Set<String> toldOf = ConcurrentHashMap.newKeySet();

    /** Runs of which the last try threw, and which must not keep others from being found. */
    private final Set<String> failed = ConcurrentHashMap.newKeySet();

    private @Nullable ScheduledExecutorService timer;
    private @Nullable ScheduledFuture<?> rounds;

    private RunRecovery(Builder builder) {
        this.db = builder.db;
        this.runners = Map.copyOf(builder.runners);
        this.interval = builder.interval;
        this.workers = new ThreadPoolExecutor(
                builder.atOnce,
                builder.atOnce,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> daemon("kern-recovery", work));
        workers.allowCoreThreadTimeOut(true);
    }

    /** Starts a recovery of the runs in a database. */
    public static Builder builder(Db db) {
        return new Builder(db);
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Looks now and then from now on, first at once, until this is closed. Doing it twice is fine. */
    public synchronized void start() {
        if (timer == null) {
            timer = Executors.newSingleThreadScheduledExecutor(work -> daemon("kern-recovery-timer", work));
            rounds = timer.scheduleWithFixedDelay(this::round, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void round() {
        try {
            recoverNow();
        } catch (RuntimeException | Error failure) {
            LOG.error("not all abandoned runs could be recovered; the next try follows in {}", interval, failure);
        }
    }

    /**
     * Looks once, and waits until each run that was found is where it waits or ends.
     *
     * @return these runs; not those that another process took, or that belong to a runner that is not here
     * @throws ai.kern.db.DbException if the database fails
     */
    public List<RunOutput> recoverNow() {
        List<Future<Optional<RunOutput>>> underWay = new ArrayList<>();
        for (Run run : abandoned()) {
            Runner runner = runners.get(run.runnerId());
            if (runner != null) {
                underWay.add(workers.submit(() -> tryToRecover(runner, run.id())));
            } else if (toldOf.add(run.runnerId())) {
                LOG.warn(
                        "run {} is abandoned and cannot be recovered here: its runner '{}' is not among {}",
                        run.id(),
                        run.runnerId(),
                        runners.keySet());
            }
        }
        return outcomes(underWay);
    }

    /** Waits for all, and throws what the first one threw that failed. */
    private static List<RunOutput> outcomes(List<Future<Optional<RunOutput>>> underWay) {
        List<RunOutput> recovered = new ArrayList<>();
        @Nullable Throwable first = null;
        for (Future<Optional<RunOutput>> one : underWay) {
            try {
                outcome(one).ifPresent(recovered::add);
            } catch (RuntimeException | Error failure) {
                if (first == null) {
                    first = failure;
                } else {
                    first.addSuppressed(failure);
                }
            }
        }
        if (first instanceof Error error) {
            throw error;
        }
        if (first instanceof RuntimeException failure) {
            throw failure;
        }
        return recovered;
    }

    /** The oldest abandoned runs; more of them while they all belong to runners that are not here, or failed before. */
    private List<Run> abandoned() {
        for (int limit = PAGE; ; limit *= 2) {
            List<Run> found = db.abandonedRuns(limit);
            if (found.size() < limit || found.stream().anyMatch(this::isNew)) {
                failed.retainAll(found.stream().map(Run::id).toList());
                return found;
            }
        }
    }

    private boolean isNew(Run run) {
        return runners.containsKey(run.runnerId()) && !failed.contains(run.id());
    }

    private Optional<RunOutput> tryToRecover(Runner runner, String runId) {
        failed.add(runId);
        Optional<RunOutput> recovered = recover(runner, runId);
        failed.remove(runId);
        return recovered;
    }

    private static Optional<RunOutput> recover(Runner runner, String runId) {
        try {
            return Optional.of(runner.recover(runId));
        } catch (RunNotFoundException | RunConflictException takenByAnother) {
            LOG.debug("run {} was taken by another process", runId, takenByAnother);
            return Optional.empty();
        } catch (RunFailedException | ToolDefinitionChangedException ended) {
            LOG.warn("run {} was recovered and did not go on: {}", runId, ended.getMessage());
            return runner.find(runId);
        }
    }

    private static Optional<RunOutput> outcome(Future<Optional<RunOutput>> one) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return one.get();
                } catch (InterruptedException waitOn) {
                    interrupted = true;
                } catch (ExecutionException thrown) {
                    if (thrown.getCause() instanceof RuntimeException cause) {
                        throw cause;
                    }
                    if (thrown.getCause() instanceof Error cause) {
                        throw cause;
                    }
                    throw new IllegalStateException("a recovery threw what it should have caught", thrown.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Looks no more; what is being recovered goes on to where it waits or ends. */
    @Override
    public synchronized void close() {
        if (rounds != null) {
            rounds.cancel(false);
            rounds = null;
        }
        if (timer != null) {
            timer.shutdown();
        }
        workers.shutdown();
    }

    /** Collects the parts of a recovery. Not safe for use by several threads. */
    public static final class Builder {
        private final Db db;
        private final Map<String, Runner> runners = new LinkedHashMap<>();
        private Duration interval = LeaseKeeper.INTERVAL;
        private int atOnce = 4;

        private Builder(Db db) {
            this.db = Objects.requireNonNull(db, "db");
        }

        /**
         * Adds runners: each recovers the runs that it, or one of the same id, started.
         *
         * @throws IllegalArgumentException if two have one id
         */
        public Builder runners(Runner... added) {
            for (Runner runner : added) {
                if (runners.putIfAbsent(runner.id(), runner) != null) {
                    throw new IllegalArgumentException(
                            "two runners have the id '" + runner.id() + "'; give each one of its own");
                }
            }
            return this;
        }

        /** How long to wait between two looks, from 1 ms to 365 days; {@link LeaseKeeper#INTERVAL} by default. */
        public Builder interval(Duration time) {
            this.interval = Durations.check(time, "the interval of a recovery");
            return this;
        }

        /** How many runs are recovered at once; 4 by default. */
        public Builder atOnce(int count) {
            if (count < 1) {
                throw new IllegalArgumentException("at least 1 run is recovered at once, not " + count);
            }
            this.atOnce = count;
            return this;
        }

        /**
         * Builds the recovery.
         *
         * @throws IllegalStateException if there are no runners
         */
        public RunRecovery build() {
            if (runners.isEmpty()) {
                throw new IllegalStateException(
                        "a recovery needs the agents or teams whose runs it takes up: call runners(…)");
            }
            return new RunRecovery(this);
        }
    }
}
