package ai.kern.specs.db;

/** Virtual threads, where there are any. */
final class VirtualThreads {
    private VirtualThreads() {}

    /** Starts a virtual thread, or a platform one on a JVM without them. */
    static Thread start(Runnable work) {
        try {
            return (Thread)
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, work);
        } catch (NoSuchMethodException old) {
            Thread thread = new Thread(work);
            thread.start();
            return thread;
        } catch (ReflectiveOperationException failure) {
            throw new AssertionError(failure);
        }
    }
}
