/**
 * The SQL store of runs, written once over JDBI.
 *
 * <p>A provider of another SQL database extends {@link ai.kern.db.jdbi.JdbiDb} with a {@link ai.kern.db.jdbi.Dialect}, which
 * also names the migrations of its tables, and {@link ai.kern.db.jdbi.Connections}, which decide how it is reached.
 * {@link ai.kern.db.jdbi.TableNames} are for applications that call their tables otherwise.
 */
@NullMarked
package ai.kern.db.jdbi;

import org.jspecify.annotations.NullMarked;
