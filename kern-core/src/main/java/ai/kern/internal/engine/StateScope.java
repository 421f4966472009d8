package ai.kern.internal.engine;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Whose part of a session's state a call sees. That of a member who does not share its leader's is kept under keys of the form
 * {@code @leader/member:key}, with the ids as in an URL, or with a digest of them, {@code @=digest:key}, where they are long; no
 * other key begins like that.
 *
 * @param prefix of the keys as they are stored; empty for the state that belongs to the session itself
 */
record StateScope(String prefix) {
    private static final String OF_MEMBERS = "@";

    /** Behind it stands a digest: no id has it as in an URL. */
    private static final String DIGEST = "=";

    /** The longest ids that are stored as they are, so that each key of a tool can be stored behind them. */
    private static final int LONGEST_IDS = 200;

    /** The state that belongs to the session itself. */
    static final StateScope OF_SESSION = new StateScope("");

    /** The state of a member. */
    static StateScope of(List<String> path) {
        String ids = path.stream()
                .map(id -> URLEncoder.encode(id, StandardCharsets.UTF_8))
                .collect(Collectors.joining("/"));
        return new StateScope(OF_MEMBERS + (ids.length() > LONGEST_IDS ? digest(ids) : ids) + ":");
    }

    private static String digest(String ids) {
        return DIGEST + UUID.nameUUIDFromBytes(ids.getBytes(StandardCharsets.UTF_8));
    }

    /** A key as it is stored. */
    String stored(String key) {
        if (key.startsWith(OF_MEMBERS)) {
            throw new IllegalArgumentException("a key of the session state does not begin with " + OF_MEMBERS
                    + ", by which the state of a team's members is told apart; this one does: " + key);
        }
        return prefix + key;
    }

    /** A stored key as a call sees it; empty if it is of another's state. */
    Optional<String> seen(String stored) {
        boolean isIts = prefix.isEmpty() ? !stored.startsWith(OF_MEMBERS) : stored.startsWith(prefix);
        return isIts ? Optional.of(stored.substring(prefix.length())) : Optional.empty();
    }
}
