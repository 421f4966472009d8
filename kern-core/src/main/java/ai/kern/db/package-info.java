/**
 * Where runs live. The engine computes a {@link ai.kern.db.Changeset} and a {@link ai.kern.db.Db} commits it in one\n * transaction or not at all; {@link ai.kern.db.RunState} is what is read back.\n *\n * <p>A provider of another database implements {@link ai.kern.db.Db}; {@link ai.kern.db.InMemoryDb} is the one that needs\n * nothing.
 */
@NullMarked
package ai.kern.db;

import org.jspecify.annotations.NullMarked;
