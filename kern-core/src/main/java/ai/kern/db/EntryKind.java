package ai.kern.db;

/** Who speaks in an entry of a transcript. */
public enum EntryKind {
    /** Instructions to the model. */
    SYSTEM,
    /** The user. */
    USER,
    /** The model. */
    ASSISTANT
}
