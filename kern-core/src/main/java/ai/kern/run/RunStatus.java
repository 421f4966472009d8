package ai.kern.run;

/** Where a run stands. COMPLETED and CANCELLED never change again; ERROR changes only by a retry. */
public enum RunStatus {
    /** Stored, and nobody has begun to work on it. */
    PENDING,
    /** Somebody works on it, or did until a process died. */
    RUNNING,
    /** It waits for somebody to settle its requirements. */
    PAUSED,
    /** It has its result. */
    COMPLETED,
    /** It failed; the cause is stored. */
    ERROR,
    /** Somebody stopped it. */
    CANCELLED;

    /** Whether somebody works on the run, or should. */
    public boolean isWorkedOn() {
        return this == PENDING || this == RUNNING;
    }

    /** Whether nobody works on the run any more and nothing is waited for. */
    public boolean isEnded() {
        return this == COMPLETED || this == ERROR || this == CANCELLED;
    }
}
