/**
 * Where runs live. The engine computes a {@link ai.kern.db.Changeset} and a {@link ai.kern.db.Db} commits it in one
 * transaction or not at all; {@link ai.kern.db.RunState} is what is read back.
 *
 * <p>A provider of another database implements {@link ai.kern.db.Db}; {@link ai.kern.db.InMemoryDb} is the one that needs
 * nothing.
 */
@NullMarked
package ai.kern.db;

import org.jspecify.annotations.NullMarked;
