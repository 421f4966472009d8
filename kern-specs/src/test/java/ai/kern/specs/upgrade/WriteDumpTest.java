package ai.kern.specs.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.db.Db;
import ai.kern.db.internal.MovableTimeOffset;
import ai.kern.specs.support.PostgresServer;
import ai.kern.specs.support.StoreKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Writes the dumps of today's samples into a folder that is named, and does nothing without one:
 *
 * <pre>{@code mvn -pl kern-specs -am test -Dtest=WriteDumpTest -Dsurefire.failIfNoSpecifiedTests=false -Dkern.dump=/tmp/dump}</pre>
 *
 * <p>When what is written changes (a migration, a new format of a document, a new sample), the files become the next version:
 * {@code <version>-sqlite.sql} and {@code <version>-postgres.sql} beside the earlier ones, with a line each in
 * {@link UpgradeTest#DUMPS}. A dump that is there is never replaced: it stands for the databases that users have.
 */
@EnabledIfSystemProperty(named = "kern.dump", matches = ".+")
class WriteDumpTest {
    @ParameterizedTest
    @EnumSource(names = {"SQLITE", "POSTGRES"})
    void writesTheSamples(StoreKind store, @TempDir Path folder) throws Exception {
        String schema = PostgresServer.newSchema();
        Path target = Path.of(System.getProperty("kern.dump"));
        Files.createDirectories(target);
        MovableTimeOffset time = new MovableTimeOffset();
        try (Connection connection = StoredDump.connect(store, folder, schema)) {
            try (Db db = StoredDump.open(store, folder, schema, time)) {
                new SampleWriter(db, time).write();
            }
            try (Statement statement = connection.createStatement()) {
                // No engine leaves a run PENDING today, but all of them know what to do with one.
                assertThat(statement.executeUpdate(
                                "UPDATE kern_runs SET status = 'PENDING' WHERE session_id = 'pending'"))
                        .isEqualTo(1);
            }
            StoredDump written = new StoredDump(
                    UpgradeTest.DUMPS.stream()
                                    .mapToInt(StoredDump::version)
                                    .max()
                                    .orElse(0)
                            + 1,
                    store,
                    Sample.values().length,
                    "");
            Files.writeString(
                    target.resolve(written.fileName()),
                    new SqlDump(store, connection).script(),
                    StandardCharsets.UTF_8);
        } finally {
            if (store == StoreKind.POSTGRES) {
                PostgresServer.require().drop(schema);
            }
        }
    }
}
