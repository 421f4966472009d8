/**
 * The SQL store of runs in one SQLite file.
 */
@NullMarked
package ai.kern.db.sqlite;

import org.jspecify.annotations.NullMarked;
