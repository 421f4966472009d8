package ai.kern.testkit;

import ai.kern.db.DbException;
import java.util.concurrent.CountDownLatch;

/** What happens at a {@link FaultPoint}: it throws, or waits. */
@FunctionalInterface
public interface Fault {

    /** Strikes; the commit goes on from here if this returns. */
    void strike(FaultPoint point);

    /** The database fails: before a commit it did not take place, after it the answer is lost. */
    static Fault failure() {
        return point -> {
            throw new DbException("a fault of the test kit " + point, null);
        };
    }

    /** The process ends here, as far as the {@link FaultyDb} can tell: see {@link EngineStop}. */
    static Fault stop() {
        return point -> {
            throw new EngineStop(point);
        };
    }

    /** The database answers late: see {@link Stall}. */
    static Stall stall() {
        return new Stall();
    }

    /** Waits at a point until it is told to go on. Safe for use by many threads. */
    final class Stall implements Fault {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        private Stall() {}

        @Override
        public void strike(FaultPoint point) {
            reached.countDown();
            await(released);
        }

        /** Waits until somebody is held here. */
        public void awaitReached() {
            await(reached);
        }

        /** Lets everybody go on who is held here, or will be. */
        public void release() {
            released.countDown();
        }

        private static void await(CountDownLatch latch) {
            boolean interrupted = false;
            while (latch.getCount() > 0) {
                try {
                    latch.await();
                } catch (InterruptedException interruption) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Stands for the end of a process: an error that nobody handles, after which every call of the same {@link FaultyDb} throws
     * it again, so that nothing can be tidied up, and no lease is renewed any more. The scenario then goes on with another
     * database object, as another process would.
     */
    final class EngineStop extends Error {
        private static final long serialVersionUID = 1L;

        private EngineStop(FaultPoint point) {
            super("the test kit stopped the engine " + point);
        }
    }
}
