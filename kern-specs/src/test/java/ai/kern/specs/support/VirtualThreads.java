package ai.kern.specs.support;

/** Virtual threads, where there are any. */
public final class VirtualThreads {
    private VirtualThreads() {}

    /** Whether this JVM has any. */
    public static boolean areThere() {
        return Runtime.version().feature() >= 21;
    }

    /** Starts a virtual thread, or a platform one on a JVM without them. */
    public static Thread start(Runnable work) {
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
