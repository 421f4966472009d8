package ai.kern.internal.engine;

import ai.kern.internal.Json;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.Run;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Results of free calls whose tools allow it to use them again: for the same tool, equal arguments, user and session, in this
 * process, for at most {@link #MOST_RESULTS} calls. Thread-safe.
 */
final class ToolCache {
    private static final int MOST_RESULTS = 1_000;

    private final Clock clock;
    private final Map<Key, Cached> results = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Cached> eldest) {
            return size() > MOST_RESULTS;
        }
    };

    private record Key(String toolName, JsonNode arguments, String sessionId, Optional<String> userId) {}

    private record Cached(Documents.Outcome outcome, Instant since, Instant until) {
        /** Not before it was kept, either: of a clock that was set back, nobody knows how long ago that is. */
        boolean isFresh(Instant now) {
            return !now.isBefore(since) && now.isBefore(until);
        }
    }

    ToolCache(Clock clock) {
        this.clock = clock;
    }

    /** A result that may stand in for this call; none for a call that stands behind a protection or was begun already. */
    synchronized Optional<Documents.Outcome> find(Start start, Run run) {
        if (!isCacheable(start)) {
            return Optional.empty();
        }
        return Optional.ofNullable(results.get(key(start, run)))
                .filter(cached -> cached.isFresh(clock.instant()))
                .map(Cached::outcome);
    }

    /** Keeps a result. */
    synchronized void put(Start start, Run run, Documents.Outcome outcome) {
        if (isCacheable(start) && outcome.status() == OutcomeStatus.SUCCEEDED) {
            Duration life = start.tool().cacheFor().orElseThrow();
            Instant now = clock.instant();
            results.put(key(start, run), new Cached(outcome, now, now.plus(life)));
        }
    }

    private static boolean isCacheable(Start start) {
        return start.isFree() && start.attempt() == 1 && start.tool().cacheFor().isPresent();
    }

    private static Key key(Start start, Run run) {
        return new Key(start.tool().name(), Json.read(start.arguments().json()), run.sessionId(), run.userId());
    }
}
