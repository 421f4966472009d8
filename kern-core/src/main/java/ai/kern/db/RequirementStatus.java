package ai.kern.db;

/** Where a stored requirement stands. */
public enum RequirementStatus {
    /** It waits. */
    OPEN,
    /** It was answered, or a late outcome made the question superfluous. */
    SETTLED,
    /** It was asked anew; another requirement stands in its place. */
    REPLACED
}
