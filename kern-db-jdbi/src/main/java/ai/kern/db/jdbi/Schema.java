package ai.kern.db.jdbi;

import ai.kern.db.DbException;
import java.util.function.IntSupplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/** The tables of a store, by the number of the last migration that was done. Immutable. */
final class Schema {
    private final Dialect dialect;
    private final TableNames names;
    private final Failures failures;
    private final String select;

    Schema(Dialect dialect, Sql sql, TableNames names, Failures failures) {
        this.dialect = dialect;
        this.names = names;
        this.failures = failures;
        select = sql.of("SELECT MAX(CAST(\"version\" AS INTEGER)) FROM {schema_version} WHERE \"success\"");
    }

    /**
     * Does the migrations that are missing; when none is, this takes one query and loads nothing.
     *
     * @throws DbException if some are missing and nothing may be written, or the schema is newer than this library
     */
    void bringUpToDate(Connections connections, boolean isReadOnly) {
        int found = version(() -> connections.read(this::lastMigration));
        if (isCurrent(found)) {
            return;
        }
        if (isReadOnly) {
            throw new DbException(
                    dialect.description() + " is opened only for reading and has "
                            + (found == 0 ? "no tables of kern" : "tables of version " + found)
                            + ", and this version of kern reads those of version "
                            + dialect.migrations().size()
                            + ". Check that it is the right database and schema, under the table names of before; if it"
                            + " is, open it once for writing, which brings its tables up to date",
                    null);
        }
        connections.migrate(source -> new Migration(dialect, names, this, failures).run(source));
    }

    /**
     * Whether there is nothing to migrate.
     *
     * @throws DbException if the schema is newer than this library
     */
    boolean isCurrent(int found) {
        int known = dialect.migrations().size();
        if (found > known) {
            throw new DbException(
                    dialect.description() + " has tables of version " + found
                            + ", and this version of kern knows them up to " + known
                            + ". Use a newer version of kern, the one that wrote them or a later one",
                    null);
        }
        return found == known;
    }

    /** The number of the last migration; 0 where there is no maximum, since nothing was migrated. Fails without a table. */
    int lastMigration(Handle handle) {
        return handle.createQuery(select).map((row, context) -> row.getInt(1)).one();
    }

    /**
     * The number of the last migration, or 0.
     *
     * @param lastMigration asks in a transaction of its own, which a missing table may spoil
     */
    int version(IntSupplier lastMigration) {
        try {
            return lastMigration.getAsInt();
        } catch (JdbiException failure) {
            if (failures.kind(failure) == Failure.NO_TABLE) {
                return 0;
            }
            throw failure;
        }
    }
}
