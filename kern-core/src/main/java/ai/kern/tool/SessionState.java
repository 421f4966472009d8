package ai.kern.tool;

import java.util.Map;
import java.util.Optional;

/**
 * The state of a session as one tool call sees it. Values are JSON values: strings, numbers, booleans, lists and maps of them;
 * others are converted when they are put. Changes are patches by key, stored in the commit of the call's result: keys that
 * this call did not change keep what others wrote, and of two writers of one key the last commit wins. A call that fails
 * stores no change, and so does one whose result comes after its run went on without it.
 */
public interface SessionState {
    /** The value of a key, with this call's own changes. */
    Optional<Object> get(String key);

    /**
     * Sets a key.
     *
     * @throws IllegalArgumentException if the value has no JSON form
     */
    void put(String key, Object value);

    /** Removes a key. */
    void remove(String key);

    /** All keys and values, with this call's own changes; a copy. */
    Map<String, Object> asMap();
}
