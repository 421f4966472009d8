package ai.kern.internal.engine;

import ai.kern.run.CallKey;
import ai.kern.run.Run;
import ai.kern.tool.MissingObjectException;
import ai.kern.tool.SessionState;
import ai.kern.tool.ToolContext;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What one attempt of a call sees. */
record CallContext(
        Run run,
        CallKey callKey,
        int attempt,
        Map<String, Object> metadata,
        Map<String, Object> objects,
        SessionState state,
        BooleanSupplier cancelled)
        implements ToolContext {

    @Override
    public String runId() {
        return run.id();
    }

    @Override
    public String sessionId() {
        return run.sessionId();
    }

    @Override
    public Optional<String> userId() {
        return run.userId();
    }

    @Override
    public String runnerId() {
        return run.runnerId();
    }

    @Override
    public String idempotencyKey() {
        return callKey.idempotencyKey();
    }

    @Override
    public <T> T object(String name, Class<T> type) {
        Object object = objects.get(name);
        if (object == null) {
            throw new MissingObjectException("the object '" + name + "' of type " + type.getName()
                    + " is missing; give it to the agent's builder, or to the request that starts or continues the run."
                    + " There are: " + objects.keySet());
        }
        if (!type.isInstance(object)) {
            throw new MissingObjectException(
                    "the object '" + name + "' is a " + object.getClass().getName() + ", not a " + type.getName());
        }
        return type.cast(object);
    }

    @Override
    public boolean isCancelled() {
        return cancelled.getAsBoolean();
    }
}
