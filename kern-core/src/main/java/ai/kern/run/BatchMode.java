package ai.kern.run;

/** What becomes of the free calls of a batch in which some calls wait for somebody. */
public enum BatchMode {
    /** Free calls run at once; protected ones wait. */
    RUN_FREE,
    /** Free calls before the first protected one run at once; those after it run once that is settled. */
    STOP_AT_FIRST_PROTECTED,
    /** No call of the batch runs before all protected ones are settled. */
    HOLD_ALL
}
