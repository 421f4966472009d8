package ai.kern.specs.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Checks after a specification that it leaves nothing behind, now that its stores are closed: no thread of kern's at work or
 * waiting, no connection to PostgreSQL, and no open SQLite file where the system tells of open files. Idle threads of an
 * engine or a model are not looked at, since they end by themselves. Virtual threads are not seen.
 */
final class Leaks implements BeforeAllCallback, AfterAllCallback {
    /** What was interrupted or cancelled needs a moment to end, on a machine that has other things to do. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    private static final ExtensionContext.Namespace OWN = ExtensionContext.Namespace.create(Leaks.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getStore(OWN).put(Leaks.class, Set.copyOf(all()));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Set<?> before = context.getStore(OWN).get(Leaks.class, Set.class);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(all())
                        .as("what %s leaves behind", context.getUniqueId())
                        .filteredOn(found -> !before.contains(found))
                        .isEmpty());
    }

    private static List<String> all() {
        List<String> found = new ArrayList<>(threads());
        found.addAll(PostgresServer.connections());
        found.addAll(openFiles());
        return found;
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().startsWith("kern-"))
                .filter(thread -> !isIdle(thread))
                .map(thread -> "thread " + thread.getKey().getId() + " "
                        + thread.getKey().getName())
                .toList();
    }

    /** Whether it is a thread for tools, runs or calls of models that has nothing to do. */
    private static boolean isIdle(Map.Entry<Thread, StackTraceElement[]> thread) {
        String name = thread.getKey().getName();
        return Stream.of("kern-tool-", "kern-run-", "kern-model-call").anyMatch(name::startsWith)
                && Arrays.stream(thread.getValue())
                        .anyMatch(frame -> frame.getClassName().equals(ThreadPoolExecutor.class.getName())
                                && frame.getMethodName().equals("getTask"));
    }

    private static List<String> openFiles() {
        if (!Files.isDirectory(OPEN_FILES)) {
            return List.of();
        }
        try (Stream<Path> open = Files.list(OPEN_FILES)) {
            return open.flatMap(Leaks::target)
                    .filter(file -> file.contains("/kern.db"))
                    .toList();
        } catch (IOException unreadable) {
            throw new AssertionError("the open files of this process cannot be listed", unreadable);
        }
    }

    /** What a descriptor is open on; one may be closed while it is looked at. */
    private static Stream<String> target(Path descriptor) {
        try {
            return Stream.of("file " + Files.readSymbolicLink(descriptor));
        } catch (IOException closedMeanwhile) {
            return Stream.empty();
        }
    }
}
