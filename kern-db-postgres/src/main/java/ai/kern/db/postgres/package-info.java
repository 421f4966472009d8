/** The store of many machines: {@link ai.kern.db.postgres.PostgresDb}. */
@NullMarked
package ai.kern.db.postgres;

import org.jspecify.annotations.NullMarked;
