package ai.kern.specs.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.db.Db;
import ai.kern.db.RunQuery;
import ai.kern.db.TimeOffset;
import ai.kern.run.Run;
import ai.kern.specs.support.PostgresServer;
import ai.kern.specs.support.StoreKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * A database as one version of kern left it, as a SQL script that is never changed.
 *
 * @param version counts the dumps
 * @param store which database it is of
 * @param samples how many of the samples it has, from the first one on
 * @param checksum the SHA-256 of the script
 */
record StoredDump(int version, StoreKind store, int samples, String checksum) {
    private static final String FOLDER = "/ai/kern/specs/upgrade/";

    String fileName() {
        return version + "-" + store.name().toLowerCase(Locale.ROOT) + ".sql";
    }

    List<Sample> itsSamples() {
        return List.of(Sample.values()).subList(0, samples);
    }

    byte[] bytes() {
        try (InputStream script = StoredDump.class.getResourceAsStream(FOLDER + fileName())) {
            assertThat(script).as(fileName()).isNotNull();
            return script.readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    String foundChecksum() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /**
     * Makes a database of the script.
     *
     * @param schema in which PostgreSQL gets its tables
     */
    void load(Path folder, String schema) throws SQLException {
        String script = new String(bytes(), StandardCharsets.UTF_8);
        try (Connection connection = connect(store, folder, schema);
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            connection.setAutoCommit(false);
            statement.executeUpdate(script);
            connection.commit();
        }
    }

    /** Connects to the database of a test, beside the store. */
    static Connection connect(StoreKind store, Path folder, String schema) throws SQLException {
        if (store == StoreKind.SQLITE) {
            return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("kern.db"));
        }
        Connection connection =
                DriverManager.getConnection(PostgresServer.require().url());
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS \"" + schema + "\"");
        }
        connection.setSchema(schema);
        return connection;
    }

    /** Opens the database of a test with today's code. */
    static Db open(StoreKind store, Path folder, String schema, TimeOffset time) {
        return store == StoreKind.SQLITE
                ? store.open(folder, time)
                : PostgresServer.require().open(schema, time);
    }

    /** The run of a sample. */
    static Run run(Db db, Sample sample) {
        List<Run> found = db.runs(RunQuery.all().session(sample.session())).items();
        assertThat(found).as("runs of sample %s", sample).hasSize(1);
        return found.get(0);
    }

    @Override
    public String toString() {
        return fileName();
    }
}
