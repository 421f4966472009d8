package ai.kern.model;

/**
 * A language model. Implementations are safe for use by many threads, hold no state of a run, and retry by themselves what
 * is worth retrying.
 */
public interface Model {

    /** The model's name with its provider, for people: {@code gpt-4o-mini}. */
    String id();

    /**
     * Asks the model and waits for its answer.
     *
     * @throws ModelException if there is no sound answer: refused, unreachable, unreadable or out of time. The run that asked
     *     ends as ERROR with this as its cause.
     */
    ModelResponse respond(ModelRequest request);
}
