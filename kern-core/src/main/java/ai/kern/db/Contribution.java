package ai.kern.db;

/**
 * Rows that somebody beside the engine adds to the engine's own commit. An open type: a {@link Db} that meets one that it does
 * not know refuses the whole changeset, so that nothing which was meant to be stored together is stored in part.
 */
public interface Contribution {}
