package ai.kern.testkit;

import static ai.kern.testkit.Sample.NO_LEASE;
import static ai.kern.testkit.Sample.acquire;
import static ai.kern.testkit.Sample.attempt;
import static ai.kern.testkit.Sample.call;
import static ai.kern.testkit.Sample.changeset;
import static ai.kern.testkit.Sample.claim;
import static ai.kern.testkit.Sample.creation;
import static ai.kern.testkit.Sample.entry;
import static ai.kern.testkit.Sample.hold;
import static ai.kern.testkit.Sample.next;
import static ai.kern.testkit.Sample.requirement;
import static ai.kern.testkit.Sample.root;
import static ai.kern.testkit.Sample.settlement;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.db.Changeset;
import ai.kern.db.Db;
import ai.kern.db.LeaseUse;
import ai.kern.db.RequirementStatus;
import ai.kern.db.RunState;
import ai.kern.db.Session;
import ai.kern.db.StatePatch;
import ai.kern.run.OwnerMismatchException;
import ai.kern.run.Run;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several threads at once, over several objects for one database where it is durable. */
@Tag("DB-4")
abstract class RaceContract extends DbFixture {
    private static final int RACERS = 8;
    private static final int ROUNDS = 10;

    @Test
    void oneOfManyCreatesARun() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String id = "run-" + round;
            race(i -> creation(root(id), NO_LEASE));
        }
    }

    @Test
    void oneOfManyWritesTheNextVersion() throws Exception {
        Run run = create("a", NO_LEASE);
        for (int round = 0; round < ROUNDS; round++) {
            Run current = run;
            race(i -> changeset(next(current, i % 2 == 0 ? RunStatus.RUNNING : RunStatus.PAUSED), NO_LEASE));
            run = load("a").run();
            assertThat(run.version()).isEqualTo(current.version() + 1);
        }
    }

    @Test
    void oneOfManyTakesTheLease() throws Exception {
        Run run = create("a", NO_LEASE);
        for (int round = 0; round < ROUNDS; round++) {
            String token = "round-" + round + "-racer-";
            int winner = race(i -> changeset("a", acquire(token + i)));
            run = step(run, RunStatus.RUNNING, hold(token + winner));
            time().move(Sample.LEASE.plusMillis(1));
        }
    }

    @Test
    void oneOfManyClaimsAnAttempt() throws Exception {
        create("a", NO_LEASE);
        for (int round = 1; round <= ROUNDS; round++) {
            int number = round;
            race(i -> changeset("a", NO_LEASE).executions(List.of(claim(attempt("a", number)))));
        }

        assertThat(load("a").executions()).hasSize(ROUNDS);
    }

    @Test
    void oneOfManyTriesAgainAfterAnEndedClaim() throws Exception {
        create("a", NO_LEASE);
        commit(changeset("a", NO_LEASE).executions(List.of(claim(attempt("a", 1)))));
        time().move(Sample.LEASE.plusMillis(1));

        race(i -> changeset("a", NO_LEASE)
                .endedClaims(List.of(attempt("a", 1)))
                .executions(List.of(claim(attempt("a", 2)))));
    }

    @Test
    void oneOfManySettlesARequirement() throws Exception {
        create("a", NO_LEASE);
        for (int round = 0; round < ROUNDS; round++) {
            String id = "requirement-" + round;
            commit(changeset("a", NO_LEASE).requirements(List.of(requirement(id, call("a"), round))));
            race(i -> changeset("a", new LeaseUse.Late())
                    .settlements(List.of(settlement(id, "a", RequirementStatus.SETTLED))));
        }
    }

    @Test
    void oneOfManyUsersGetsASession() throws Exception {
        List<Callable<Boolean>> racers = new ArrayList<>();
        for (int i = 0; i < RACERS; i++) {
            Db db = another();
            String user = "user-" + i;
            racers.add(() -> {
                try {
                    commit(
                            db,
                            changeset(root("run of " + user), NO_LEASE)
                                    .session(new Session(Sample.SESSION, Optional.of(user), Sample.NOW)));
                    return true;
                } catch (OwnerMismatchException lost) {
                    return false;
                }
            });
        }

        assertThat(atOnce(racers)).containsOnlyOnce(true);
    }

    @Test
    void keysThatOthersChangeAreNotLost() throws Exception {
        create("a", NO_LEASE);
        List<Callable<Boolean>> racers = new ArrayList<>();
        for (int i = 0; i < RACERS; i++) {
            Db db = another();
            String key = "key-" + i;
            racers.add(() -> {
                for (int value = 0; value < ROUNDS; value++) {
                    commit(
                            db,
                            changeset("a", NO_LEASE)
                                    .state(List.of(
                                            new StatePatch(Sample.SESSION, key, Optional.of("" + value)),
                                            new StatePatch(Sample.SESSION, "shared", Optional.of("\"" + key + "\"")))));
                }
                return true;
            });
        }

        assertThat(atOnce(racers)).containsOnly(true);

        assertThat(db().sessionState(Sample.SESSION)).hasSize(RACERS + 1).containsEntry("key-3", "" + (ROUNDS - 1));
    }

    @Test
    void aRunIsReadAsOfOneInstantWhileOthersWrite() throws Exception {
        Run first = create("a", NO_LEASE);
        AtomicBoolean written = new AtomicBoolean();
        List<Callable<Boolean>> threads = new ArrayList<>();
        threads.add(() -> {
            Run run = first;
            try {
                for (int i = 0; i < 10 * ROUNDS; i++) {
                    run = next(run, RunStatus.RUNNING);
                    commit(changeset(run, NO_LEASE)
                            .entries(List.of(entry("a", i)))
                            .executions(List.of(claim(attempt("a", i + 1))))
                            .requirements(List.of(requirement("r-" + i, call("a"), i))));
                }
            } finally {
                written.set(true);
            }
            return true;
        });
        for (int i = 0; i < 3; i++) {
            Db db = another();
            threads.add(() -> {
                boolean isLast;
                do {
                    isLast = written.get();
                    requireOneInstant(db.load("a").orElseThrow());
                } while (!isLast);
                return true;
            });
        }

        assertThat(atOnce(threads)).containsOnly(true);
    }

    private static void requireOneInstant(RunState state) {
        int commits = (int) state.run().version() - 1;
        assertThat(state.entries()).hasSize(commits);
        assertThat(state.executions()).hasSize(commits);
        assertThat(state.requirements()).hasSize(commits);
    }

    /** Commits a changeset from each racer at once, asserts that exactly one takes place, and tells whose. */
    private int race(IntFunction<Changeset.Builder> changesets) throws Exception {
        List<Callable<Boolean>> racers = new ArrayList<>();
        for (int i = 0; i < RACERS; i++) {
            Db db = database(i);
            Changeset.Builder changeset = changesets.apply(i);
            racers.add(() -> {
                try {
                    commit(db, changeset);
                    return true;
                } catch (RunConflictException lost) {
                    return false;
                }
            });
        }
        List<Boolean> won = atOnce(racers);
        assertThat(won).containsOnlyOnce(true);
        return won.indexOf(true);
    }

    /** Two racers each share an object. */
    private Db database(int racer) {
        while (objects.size() <= racer / 2) {
            objects.add(another());
        }
        return objects.get(racer / 2);
    }

    private final List<Db> objects = new ArrayList<>();

    private static <T> List<T> atOnce(List<Callable<T>> work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(work.size());
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        try {
            List<Future<T>> results = new ArrayList<>();
            for (Callable<T> one : work) {
                results.add(threads.submit(() -> {
                    start.await();
                    return one.call();
                }));
            }
            List<T> values = new ArrayList<>();
            for (Future<T> result : results) {
                values.add(result.get());
            }
            return values;
        } catch (ExecutionException failure) {
            throw new AssertionError("one of several at once failed", failure.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}
