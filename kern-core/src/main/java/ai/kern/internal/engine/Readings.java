package ai.kern.internal.engine;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What stored documents say that somebody reads in one stretch of work on a tree of runs: a text is read once, whichever row and
 * whichever load brings it. It is found again by the text itself, so a row that was changed meanwhile is read anew. What was not
 * asked for since others of {@link #MOST} characters were is forgotten, since a run may give work to members for days, and each
 * of them has a transcript of its own. Safe for use by many threads.
 */
final class Readings {
    /** More than any model takes at once, so that a run's own transcript is kept. */
    static final int MOST = 8_000_000;

    private final Map<Document, Object> known = new LinkedHashMap<>(16, 0.75f, true);
    private long kept;

    private record Document(String text, Class<?> type) {}

    /**
     * What a document says.
     *
     * @param name names it in errors
     * @throws ai.kern.db.DbException if it is damaged or of a newer format
     */
    <T> T read(String text, Class<T> type, Supplier<String> name) {
        Document document = new Document(text, type);
        return type.cast(find(document).orElseGet(() -> keep(document, Documents.read(text, type, name.get()))));
    }

    private synchronized Optional<Object> find(Document document) {
        return Optional.ofNullable(known.get(document));
    }

    /** Keeps what was read, unless another thread was first; returns what is kept. */
    private synchronized Object keep(Document document, Object said) {
        Object first = known.putIfAbsent(document, said);
        if (first != null) {
            return first;
        }
        kept += document.text.length();
        for (Iterator<Document> longest = known.keySet().iterator(); kept > MOST && longest.hasNext(); ) {
            kept -= longest.next().text.length();
            longest.remove();
        }
        return said;
    }
}
