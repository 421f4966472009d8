package ai.kern.tool;

import java.util.Map;
import java.util.Optional;

/**
 * The state of a session as one tool call sees it. Values are JSON values: strings, numbers, booleans, lists and maps of them;
 * others are converted when they are put. Changes are patches by key, stored in the commit of the call's result: keys that
 * this call did not change keep what others wrote, and of two writers of one key the last commit wins. A call that fails
 * stores no change, and so does one whose result comes after its run went on without it. The tools of a team's member see a
 * state of the member's own in the team's session, unless the team shares its own.
 */
public interface SessionState {
    /** The value of a key, with this call's own changes. */
    Optional<Object> get(String key);

    /**
     * Sets a key.
     *
     * @param key 1 to 200 characters, none of them a control or surrogate character, not blank, and not beginning with
     *     {@code @}
     * @throws IllegalArgumentException if the key is none, or the value has no JSON form
     * @throws ai.kern.db.LimitExceededException if the value has more than {@link ai.kern.db.Limits#DOCUMENT_BYTES} as JSON
     */
    void put(String key, Object value);

    /**
     * Removes a key.
     *
     * @throws IllegalArgumentException if it is none that could have been set
     */
    void remove(String key);

    /** All keys and values, with this call's own changes; a copy. */
    Map<String, Object> asMap();
}
