package ai.kern.internal.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What stored documents say that somebody reads in one stretch of work on a tree of runs: a text is read once, whichever row and
 * whichever load brings it. It is found again by the text itself, so a row that was changed meanwhile is read anew. Safe for use
 * by many threads.
 */
final class Readings {
    private final Map<Document, Object> known = new ConcurrentHashMap<>();

    private record Document(String text, Class<?> type) {}

    /**
     * What a document says.
     *
     * @param name names it in errors
     * @throws ai.kern.db.DbException if it is damaged or of a newer format
     */
    <T> T read(String text, Class<T> type, Supplier<String> name) {
        return type.cast(
                known.computeIfAbsent(new Document(text, type), document -> Documents.read(text, type, name.get())));
    }
}
