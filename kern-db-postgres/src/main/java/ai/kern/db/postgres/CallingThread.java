package ai.kern.db.postgres;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** The thread that calls. */
final class CallingThread {
    private static final @Nullable MethodHandle IS_VIRTUAL = isVirtualOfThread();

    private CallingThread() {}

    private static @Nullable MethodHandle isVirtualOfThread() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (NoSuchMethodException olderThanJava21) {
            return null;
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException("the JVM has virtual threads and does not tell which they are", impossible);
        }
    }

    /** Whether it is a virtual thread, which none is before Java 21. */
    static boolean isVirtual() {
        if (IS_VIRTUAL == null) {
            return false;
        }
        try {
            return (boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
        } catch (Throwable impossible) {
            throw new IllegalStateException("the JVM does not tell whether a thread is virtual", impossible);
        }
    }
}
