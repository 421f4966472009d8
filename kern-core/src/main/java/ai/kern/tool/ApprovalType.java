package ai.kern.tool;

/** What an approval is for. */
public enum ApprovalType {
    /** An administrator decides on a persisted record, and nobody else; the call waits for it. */
    REQUIRED,
    /** The person in front of the program decides, and a record tells afterwards who it was, what was decided and what came of it. */
    AUDIT
}
