package ai.kern.models.openai;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The threads that exchange bytes with a server while the caller waits and can be interrupted: virtual ones where the JVM has
 * them, otherwise daemon threads that go when idle.
 */
final class CallThreads {

    private CallThreads() {}

    static ExecutorService create() {
        try {
            MethodHandle factory = MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class));
            return (ExecutorService) factory.invokeExact();
        } catch (NoSuchMethodException e) {
            return platformThreads();
        } catch (Throwable e) {
            throw new IllegalStateException("The JVM has virtual threads, but refuses to create them", e);
        }
    }

    private static ExecutorService platformThreads() {
        return Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "kern-model-call");
            thread.setDaemon(true);
            return thread;
        });
    }
}
