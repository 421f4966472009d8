package ai.kern.testkit;

import ai.kern.db.DbException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What happens at a {@link FaultPoint}: it throws, or waits. An {@link Error} ends the process that its plan stands for. */
@FunctionalInterface
public interface Fault {

    /** Strikes; the work goes on from here if this returns. */
    void strike(FaultPoint point);

    /** The failure of the database: before a commit nothing of it is stored, after it only its answer is lost. */
    static Fault failure() {
        return point -> {
            throw new DbException(
                    "the test kit let the database fail " + point, new IllegalStateException("this was planned"));
        };
    }

    /** The end of the process, as far as that can be had inside one: see {@link EngineStop}. */
    static Fault stop() {
        return point -> {
            throw new EngineStop(point);
        };
    }

    /** The process stands still, or the database answers late: see {@link Stall}. */
    static Stall stall() {
        return new Stall();
    }

    /**
     * Waits at a point until it is told to go on, whatever interrupts it. Nothing waits for more than 30 seconds: then it fails,
     * rather than hang. Safe for use by many threads.
     */
    final class Stall implements Fault {
        private static final long SECONDS = 30;

        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        private Stall() {}

        @Override
        public void strike(FaultPoint point) {
            hold("the stall " + point);
        }

        /** Waits until somebody is held here. */
        public void awaitReached() {
            await(reached, "nobody was held by the stall");
        }

        /** Lets everybody go on who is held here, or will be. */
        public void release() {
            released.countDown();
        }

        void hold(String what) {
            reached.countDown();
            await(released, "nobody released " + what);
        }

        private static void await(CountDownLatch latch, String otherwise) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            boolean interrupted = false;
            try {
                while (latch.getCount() > 0) {
                    try {
                        if (!latch.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                            throw new AssertionError(otherwise + " within " + SECONDS + " s");
                        }
                    } catch (InterruptedException interruption) {
                        interrupted = true;
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    /**
     * Stands for the end of a process: an error that nobody handles. After it nothing goes on that the same {@link FaultPlan}
     * decorates, so that nothing can be tidied up, and no lease is renewed any more. The work then goes on with another database
     * object, as another process would.
     */
    final class EngineStop extends Error {
        private static final long serialVersionUID = 1L;

        private EngineStop(FaultPoint point) {
            super("the test kit stopped the engine " + point);
        }
    }
}
