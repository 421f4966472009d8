package ai.kern.specs.db;

import ai.kern.specs.support.VirtualThreads;

/** The kinds of threads on which callers are. */
enum CallerThread {
    PLATFORM {
        @Override
        Thread start(Runnable work) {
            Thread thread = new Thread(work);
            thread.start();
            return thread;
        }
    },
    /** A platform one on a JVM without virtual ones. */
    VIRTUAL {
        @Override
        Thread start(Runnable work) {
            return VirtualThreads.start(work);
        }
    };

    abstract Thread start(Runnable work);
}
