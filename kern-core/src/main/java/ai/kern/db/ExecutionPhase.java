package ai.kern.db;

/** What an {@link Execution} row tells of an attempt. */
public enum ExecutionPhase {
    /** The attempt may start: committed before it does. */
    CLAIM,
    /** How the attempt ended, or what a person said of it; the call's result. */
    OUTCOME,
    /** How the attempt ended, told after somebody had already settled it; for the record alone. */
    LATE_OUTCOME
}
