package ai.kern.specs.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.kern.agent.Agent;
import ai.kern.db.Db;
import ai.kern.db.DbException;
import ai.kern.db.TimeOffset;
import ai.kern.db.postgres.PostgresDb;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.specs.support.PostgresServer;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What people and models wrote stands neither in the error of a database nor in a log of it. */
@Tag("DB-3")
class ErrorSecrecyTest {
    private static final String SECRET = "hunter2";
    private static final String FULL_DISK = "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;"
            + " CREATE TRIGGER fail BEFORE INSERT ON kern_run_entries FOR EACH ROW EXECUTE FUNCTION fail()";
    private static final String QUOTING_FUNCTION = "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " RAISE EXCEPTION 'refused: %', NEW.document USING ERRCODE = '23514'; END $$;"
            + " CREATE TRIGGER fail BEFORE INSERT ON kern_run_entries FOR EACH ROW EXECUTE FUNCTION fail()";
    private static final String REFUSED_ROW =
            "ALTER TABLE kern_run_entries ADD CONSTRAINT short_ones CHECK (length(document) < 5)";
    private static final String BAD_VALUE =
            "ALTER TABLE kern_run_entries ADD CONSTRAINT numbers CHECK (CAST(document AS INTEGER) > 0)";

    @TempDir
    Path folder;

    /** What a run of a user who says a secret fails with. */
    private static DbException failureOn(Db db) {
        Agent agent = Agent.builder()
                .name("Files")
                .model(ScriptedModel.of(ScriptedAnswer.text("done")))
                .db(db)
                .build();
        return catchThrowableOfType(DbException.class, () -> agent.run("my password is " + SECRET));
    }

    private static void assertTellsNoSecret(Throwable thrown) {
        StringWriter log = new StringWriter();
        thrown.printStackTrace(new PrintWriter(log));
        assertThat(log.toString()).doesNotContain(SECRET).doesNotContain("my password");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {FULL_DISK, QUOTING_FUNCTION, REFUSED_ROW, BAD_VALUE})
    void anErrorOfPostgresDoesNotShowWhatWasToBeStored(String obstacle) throws Exception {
        PostgresServer server = PostgresServer.require();
        String schema = PostgresServer.newSchema();
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(server.url());
        source.setCurrentSchema(schema);
        try (PostgresDb own = server.open(schema, TimeOffset.NONE);
                PostgresDb given = PostgresDb.of(source);
                Connection raw = source.getConnection()) {
            execute(raw, obstacle);

            assertTellsNoSecret(failureOn(own));
            assertTellsNoSecret(failureOn(given));
        } finally {
            server.drop(schema);
        }
    }

    @Test
    void anErrorOfPostgresTellsWhatIsNoSecret() throws Exception {
        PostgresServer server = PostgresServer.require();
        String schema = PostgresServer.newSchema();
        try (PostgresDb db = server.open(schema, TimeOffset.NONE);
                Connection raw = DriverManager.getConnection(server.url())) {
            raw.setSchema(schema);
            execute(raw, REFUSED_ROW);

            assertThat(failureOn(db))
                    .hasMessageContaining("kern_run_entries")
                    .hasMessageContaining("short_ones")
                    .hasMessageContaining("23514")
                    .hasRootCauseInstanceOf(SQLException.class);
        } finally {
            server.drop(schema);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"'no more of it'", "NEW.document"})
    void anErrorOfSqliteDoesNotShowWhatWasToBeStored(String raised) throws Exception {
        Path file = folder.resolve("kern.db");
        try (SqliteDb db = SqliteDb.open(file);
                Connection raw = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            execute(
                    raw,
                    "CREATE TRIGGER fail BEFORE INSERT ON kern_run_entries BEGIN SELECT RAISE(ABORT, " + raised
                            + "); END");

            DbException thrown = failureOn(db);

            assertTellsNoSecret(thrown);
            assertThat(thrown)
                    .hasMessageContaining("SQLITE_CONSTRAINT_TRIGGER")
                    .hasRootCauseInstanceOf(SQLException.class);
        }
    }
}
