package ai.kern.tool;

import ai.kern.run.CallKey;
import java.util.Map;
import java.util.Optional;

/** A context that knows nothing. */
public final class StubContext implements ToolContext {
    @Override
    public String runId() {
        return "run";
    }

    @Override
    public String sessionId() {
        return "session";
    }

    @Override
    public Optional<String> userId() {
        return Optional.empty();
    }

    @Override
    public String runnerId() {
        return "runner";
    }

    @Override
    public CallKey callKey() {
        return new CallKey("run", 0, 0);
    }

    @Override
    public int attempt() {
        return 1;
    }

    @Override
    public String idempotencyKey() {
        return callKey().idempotencyKey();
    }

    @Override
    public Map<String, Object> metadata() {
        return Map.of();
    }

    @Override
    public SessionState state() {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> T object(String name, Class<T> type) {
        throw new MissingObjectException(name);
    }

    @Override
    public boolean isCancelled() {
        return false;
    }
}
