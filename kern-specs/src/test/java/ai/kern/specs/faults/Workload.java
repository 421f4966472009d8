package ai.kern.specs.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.db.Db;
import ai.kern.db.DbException;
import ai.kern.db.Page;
import ai.kern.db.PagePosition;
import ai.kern.db.RunQuery;
import ai.kern.run.Run;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunOutput;
import ai.kern.run.Runner;
import ai.kern.specs.faults.Shop.Effect;
import ai.kern.specs.support.Lab;
import ai.kern.specs.support.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs of one scenario that several threads start, pause and continue one after the other, whatever fails on the way: who meets
 * a failure of the database tries again, as people do.
 */
final class Workload implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int MOST_TRIES = 100;
    private static final long SECONDS = 60;

    private final Lab lab;
    private final Scenario scenario;
    private final Players players;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final List<Future<?>> work = new ArrayList<>();
    private final AtomicInteger left;
    private final Ledger begun;
    private final Semaphore ended = new Semaphore(0);

    private Workload(Scenario scenario, Lab lab, int cycles) {
        this.lab = lab;
        this.scenario = scenario;
        this.players = scenario.players();
        this.left = new AtomicInteger(cycles);
        this.begun = begun(lab);
    }

    /** Begins to work until a number of runs has ended. */
    static Workload start(Scenario scenario, Lab lab, int cycles) {
        Workload workload = new Workload(scenario, lab, cycles);
        for (int i = 0; i < THREADS; i++) {
            workload.work.add(workload.threads.submit(workload::work));
        }
        return workload;
    }

    private void work() {
        Runner runner = players.runner(lab);
        while (left.getAndDecrement() > 0) {
            String runId = begin(runner);
            begun.add(runId);
            end(scenario, lab, runner, runId);
            ended.release();
        }
    }

    private String begin(Runner runner) {
        return insisting("a run", () -> Optional.of(lab.run(runner, "go").runId()));
    }

    private static RunOutput end(Scenario scenario, Lab lab, Runner runner, String runId) {
        Person person = new Person(lab, scenario.oneByOne());
        return insisting(
                "the end of run " + runId,
                () -> Optional.of(person.bringToTheEnd(runner, runId))
                        .filter(run -> run.status().isEnded()));
    }

    private static <T> T insisting(String what, Attempt<T> attempt) {
        AssertionError inVain = new AssertionError(what + " could not be had in " + MOST_TRIES + " tries");
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            try {
                return attempt.make()
                        .orElseThrow(() -> new AssertionError(what + " could not be had, and nothing failed"));
            } catch (DbException | RunConflictException failure) {
                inVain.addSuppressed(failure);
            }
        }
        throw inVain;
    }

    boolean isWorking() {
        return work.stream().anyMatch(thread -> !thread.isDone());
    }

    /** Waits until as many more runs have ended. */
    void awaitEnded(int runs) throws Exception {
        assertThat(ended.tryAcquire(runs, SECONDS, TimeUnit.SECONDS))
                .as("%d more runs end within %d s", runs, SECONDS)
                .isTrue();
    }

    /** Lets each thread end the run at which it is, and no more. */
    void finish() throws Exception {
        left.set(0);
        join();
    }

    /** Waits for all threads, and throws what they threw. */
    void join() throws Exception {
        for (Future<?> thread : work) {
            thread.get(SECONDS, TimeUnit.SECONDS);
        }
        players.verify();
    }

    private static Ledger begun(Lab lab) {
        return new Ledger(lab.folder().resolve("begun.txt"));
    }

    /** What was found in a store, after all of it was brought to an end. */
    record Finding(int runs, int unfinished) {}

    /**
     * Brings to an end whatever is stored, also what nobody got an answer about, and judges all of it, as another process would
     * that has connections of its own.
     */
    static Finding judge(Scenario scenario, Lab lab) {
        lab.restart();
        Players players = scenario.players();
        Runner runner = players.runner(lab);
        List<Run> stored = stored(lab.db());
        assertThat(stored)
                .as("no run is lost")
                .extracting(Run::id)
                .containsAll(begun(lab).effects());
        assertThat(stored)
                .as("no run is lost that had effects")
                .extracting(Run::id)
                .containsAll(new Shop(lab.ledger())
                        .effects().stream()
                                .map(Effect::runId)
                                .distinct()
                                .map(runId -> rootOf(runId, lab))
                                .toList());
        for (Run run : stored) {
            new Auditor(scenario, lab, run.id()).judge(end(scenario, lab, runner, run.id()));
        }
        players.verify();
        return new Finding(stored.size(), (int)
                stored.stream().filter(run -> !run.status().isEnded()).count());
    }

    private static String rootOf(String runId, Lab lab) {
        return lab.db()
                .find(runId)
                .orElseThrow(() -> new AssertionError("run " + runId + " had effects and is lost"))
                .rootId();
    }

    private static List<Run> stored(Db db) {
        RunQuery query = RunQuery.all().size(Page.MOST);
        List<Run> all = new ArrayList<>();
        Optional<PagePosition> next = Optional.empty();
        do {
            Page<Run> page = db.runs(next.map(query::after).orElse(query));
            all.addAll(page.items());
            next = page.next();
        } while (next.isPresent());
        return all;
    }

    @Override
    public void close() {
        left.set(0);
        threads.shutdownNow();
    }

    /** Something that may fail, or have no result. */
    private interface Attempt<T> {
        Optional<T> make();
    }
}
