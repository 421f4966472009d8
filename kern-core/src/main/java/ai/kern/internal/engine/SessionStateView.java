package ai.kern.internal.engine;

import ai.kern.db.Db;
import ai.kern.db.Limits;
import ai.kern.db.StatePatch;
import ai.kern.internal.Identifiers;
import ai.kern.internal.Json;
import ai.kern.tool.SessionState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** The state of a session as one call sees it: what is stored when it first looks, with its own changes. Thread-safe. */
final class SessionStateView implements SessionState {
    private static final String KEY = "key of the session state";

    private final Db db;
    private final String sessionId;
    private final StateScope scope;
    private final Map<String, Optional<String>> changes = new LinkedHashMap<>();
    private @Nullable Map<String, String> stored;

    SessionStateView(Db db, String sessionId, StateScope scope) {
        this.db = db;
        this.sessionId = sessionId;
        this.scope = scope;
    }

    @Override
    public synchronized Optional<Object> get(String key) {
        Optional<String> changed = changes.get(key);
        Optional<String> text = changed != null ? changed : Optional.ofNullable(stored().get(key));
        return text.map(SessionStateView::value);
    }

    @Override
    public synchronized void put(String key, Object value) {
        Objects.requireNonNull(value, "the value of key " + key);
        changes.put(checked(key), Optional.of(json(key, value)));
    }

    @Override
    public synchronized void remove(String key) {
        changes.put(checked(key), Optional.empty());
    }

    private String checked(String key) {
        scope.stored(Identifiers.check(key, KEY));
        return key;
    }

    /** A value as JSON that can be stored and read again. */
    private static String json(String key, Object value) {
        String what = "the value of key " + key;
        try {
            String json = Json.write(value);
            Limits.checkDocument(json, what);
            Json.read(json);
            return json;
        } catch (JacksonException noJson) {
            throw new IllegalArgumentException(
                    what + ", a " + value.getClass().getName() + ", has no JSON form, or nests beyond "
                            + Json.MAXIMAL_DEPTH + " levels",
                    noJson);
        }
    }

    @Override
    public synchronized Map<String, Object> asMap() {
        Map<String, String> texts = new LinkedHashMap<>(stored());
        changes.forEach((key, change) -> {
            texts.remove(key);
            change.ifPresent(text -> texts.put(key, text));
        });
        Map<String, Object> values = new LinkedHashMap<>();
        texts.forEach((key, text) -> values.put(key, value(text)));
        return values;
    }

    /** The changes that this call made. */
    synchronized List<StatePatch> patches() {
        List<StatePatch> patches = new ArrayList<>();
        changes.forEach((key, change) -> patches.add(new StatePatch(sessionId, scope.stored(key), change)));
        return patches;
    }

    private Map<String, String> stored() {
        if (stored == null) {
            Map<String, String> its = new LinkedHashMap<>();
            db.sessionState(sessionId).forEach((key, value) -> scope.seen(key).ifPresent(seen -> its.put(seen, value)));
            stored = its;
        }
        return stored;
    }

    private static Object value(String text) {
        return Json.mapper().readValue(text, Object.class);
    }
}
