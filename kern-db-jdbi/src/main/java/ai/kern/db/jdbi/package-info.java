/**
 * The SQL store of runs, written once over JDBI; what differs from database to database is a dialect.
 */
@NullMarked
package ai.kern.db.jdbi;

import org.jspecify.annotations.NullMarked;
