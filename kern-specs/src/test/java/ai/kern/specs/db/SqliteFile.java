package ai.kern.specs.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A look at a SQLite file beside the store. */
final class SqliteFile {
    private SqliteFile() {}

    static Connection connect(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    static List<String> query(Path file, String sql) {
        try (Connection connection = connect(file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException failure) {
            throw new AssertionError(sql + " on " + file, failure);
        }
    }

    /** Asserts that nobody reads or writes, and that every row belongs to something. */
    static void verifyIdle(Path file) {
        assertThat(query(file, "PRAGMA wal_checkpoint(TRUNCATE)"))
                .as("transactions that are still open")
                .containsExactly("0");
        assertThat(query(file, "PRAGMA integrity_check")).containsExactly("ok");
        assertThat(query(file, "PRAGMA foreign_key_check")).as("orphan rows").isEmpty();
        RowInvariants.verify(sql -> query(file, sql));
    }

    /** Asserts that no connection is open: the last one takes the log with it. */
    static void verifyClosed(Path file) {
        assertThat(Path.of(file + "-wal")).doesNotExist();
        assertThat(Path.of(file + "-shm")).doesNotExist();
    }
}
