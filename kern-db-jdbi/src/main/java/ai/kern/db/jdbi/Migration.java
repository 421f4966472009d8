package ai.kern.db.jdbi;

import ai.kern.db.DbException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.logging.LogFactory;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** Does the missing migrations with Flyway. This class alone knows it, so that it is loaded only when there are any. */
final class Migration implements ResourceProvider {
    private final Dialect dialect;
    private final TableNames names;
    private final Schema schema;
    private final Failures failures;

    Migration(Dialect dialect, TableNames names, Schema schema, Failures failures) {
        this.dialect = dialect;
        this.names = names;
        this.schema = schema;
        this.failures = failures;
    }

    void run(DataSource source) {
        if (isDoneByNow(source)) {
            return;
        }
        Map<String, String> placeholders = new HashMap<>();
        for (TableNames.Table table : TableNames.Table.values()) {
            placeholders.put(table.placeholder(), names.of(table));
        }
        try {
            migrate(Flyway.configure(getClass().getClassLoader())
                    .dataSource(source)
                    .table(names.of(TableNames.Table.SCHEMA_VERSION))
                    .placeholders(placeholders)
                    .resourceProvider(this)
                    .locations(new String[0])
                    // Tables of the application may be there already.
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .load());
        } catch (FlywayException failure) {
            throw failed(source, failure);
        }
    }

    private DbException failed(DataSource source, FlywayException failure) {
        String what = "bringing its tables up to date";
        DbException told = failures.exception(what, failure);
        try {
            List<String> unfit = dialect.unfitValues(source, names);
            if (!unfit.isEmpty()) {
                return new DbException(
                        dialect.description() + ": " + what + " failed: they hold values that kern did not write ("
                                + String.join("; ", unfit)
                                + "). All is as it was, and the version of kern that made the"
                                + " tables reads them as before. Correct these values, and open the database again",
                        told.getCause());
            }
        } catch (JdbiException unknown) {
            told.addSuppressed(failures.exception("looking for why that failed", unknown));
        }
        return told;
    }

    /** Flyway has one log for the whole process, which is therefore replaced only for as long as this takes. */
    private static void migrate(Flyway flyway) {
        MigrationLog log = new MigrationLog();
        LogFactory.setLogCreator(type -> log);
        try {
            flyway.migrate();
        } finally {
            LogFactory.setConfiguration(flyway.getConfiguration());
        }
    }

    /** Others may have been faster while this one waited for its turn. */
    private boolean isDoneByNow(DataSource source) {
        try (Handle handle = Jdbi.open(source)) {
            return schema.isCurrent(schema.version(() -> schema.lastMigration(handle)));
        }
    }

    @Override
    public @Nullable LoadableResource getResource(String name) {
        return dialect.migrations().contains(name) ? new Script(name) : null;
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        List<LoadableResource> scripts = dialect.migrations().stream()
                .filter(name ->
                        name.startsWith(prefix) && Arrays.stream(suffixes).anyMatch(name::endsWith))
                .<LoadableResource>map(Script::new)
                .toList();
        return scripts;
    }

    /** One migration. */
    private final class Script extends LoadableResource {
        private final String name;

        Script(String name) {
            this.name = name;
        }

        @Override
        public Reader read() {
            return new InputStreamReader(dialect.migration(name), StandardCharsets.UTF_8);
        }

        @Override
        public String getAbsolutePath() {
            return name;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return name;
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getRelativePath() {
            return name;
        }
    }
}
