package ai.kern.db.jdbi;

import ai.kern.db.DbException;
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

    /** Does the migrations that are missing; when none is, this takes one query and loads nothing. */
    void bringUpToDate(Connections connections) {
        if (!isCurrent(connections.read(this::version))) {
            connections.migrate(source -> new Migration(dialect, names, this, failures).run(source));
        }
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

    /** The number of the last migration, or 0. */
    int version(Handle handle) {
        try {
            // Nothing was migrated where there is no maximum, which is read as 0.
            return handle.createQuery(select)
                    .map((row, context) -> row.getInt(1))
                    .one();
        } catch (JdbiException failure) {
            if (failures.kind(failure) == Failure.NO_TABLE) {
                return 0;
            }
            throw failure;
        }
    }
}
