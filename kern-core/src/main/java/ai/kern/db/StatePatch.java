package ai.kern.db;

import java.util.Optional;

/**
 * The change of one key of a session's state.
 *
 * @param sessionId the session
 * @param key the key
 * @param value its new value as JSON text; empty removes the key
 */
public record StatePatch(String sessionId, String key, Optional<String> value) {
    public StatePatch {
        Limits.checkName(sessionId, "the id of a session");
        Limits.checkName(key, "a key of the state of session " + sessionId);
        value.ifPresent(text -> Limits.checkDocument(text, "key " + key + " of session " + sessionId));
    }
}
