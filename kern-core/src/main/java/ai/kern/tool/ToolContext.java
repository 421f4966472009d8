package ai.kern.tool;

import ai.kern.run.CallKey;
import java.util.Map;
import java.util.Optional;

/**
 * What a tool may know of the call that it serves. Safe for use by the threads that the tool starts, for as long as the call
 * lasts.
 */
public interface ToolContext {
    /** The run that owns the call. */
    String runId();

    /** The session of the run. */
    String sessionId();

    /** The user on whose behalf the run was started; the same after every pause and in every process. */
    Optional<String> userId();

    /** The id of the agent or team whose run this is. */
    String runnerId();

    /** What identifies this call. */
    CallKey callKey();

    /** Which attempt of the call this is, from 1. Later attempts exist only for calls that may be repeated. */
    int attempt();

    /** Stays the same over every attempt of this call and differs from every other call's. */
    String idempotencyKey();

    /**
     * The metadata that the run was started with: JSON values (strings, numbers, booleans, lists, maps). Nothing in it can be
     * modified.
     */
    Map<String, Object> metadata();

    /** The session's state; changes are stored together with the call's result. */
    SessionState state();

    /**
     * An object that the agent or the caller gave to its tools under a name. Objects are not stored: who continues a run in
     * another process gives them again.
     *
     * @throws MissingObjectException if nobody gave one, or it is of another type
     */
    <T> T object(String name, Class<T> type);

    /**
     * Whether the run was cancelled, or its process replaced, since the call began; a long tool may stop early. Known within one
     * renewal of leases, some ten seconds, also where the run waits by now.
     */
    boolean isCancelled();
}
