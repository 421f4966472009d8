package ai.kern.specs.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.testkit.Fault;
import ai.kern.testkit.FaultyConnections;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** What the test kit's connections do, on the plain connections of a driver. */
class FaultyConnectionsTest {
    @TempDir
    Path folder;

    private final FaultyConnections faults = new FaultyConnections();
    private DataSource source;

    @BeforeEach
    void createATable() throws SQLException {
        SQLiteDataSource plain = new SQLiteDataSource();
        plain.setUrl("jdbc:sqlite:" + file());
        source = faults.around(plain);
        try (Connection connection = source.getConnection()) {
            add(connection, "CREATE TABLE items (item)");
        }
        faults.reset();
    }

    private Path file() {
        return folder.resolve("items.db");
    }

    private static void add(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Adds two items in one transaction, by three statements. */
    private void addTwo() throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            add(connection, "INSERT INTO items VALUES ('a')");
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO items VALUES (?)")) {
                insert.setString(1, "b");
                insert.executeUpdate();
            }
            connection.commit();
        }
    }

    private int items() {
        return SqliteFile.query(file(), "SELECT item FROM items").size();
    }

    @Test
    void countsStatementsAndCommits() throws SQLException {
        addTwo();

        assertThat(faults.statements())
                .containsExactly("INSERT INTO items VALUES ('a')", "INSERT INTO items VALUES (?)", "COMMIT");
        assertThat(faults.openConnections()).isZero();
    }

    @Test
    void doesNotSendTheStatementThatFails() {
        faults.failAt(3);

        assertThatThrownBy(this::addTwo)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("statement 3 fail: COMMIT");

        assertThat(items()).isZero();
        assertThat(faults.hasStruck()).isTrue();
        assertThat(faults.openConnections()).isZero();
    }

    @Test
    void commitsAndLosesTheConnection() throws SQLException {
        faults.loseAt(3);

        assertThatThrownBy(this::addTwo)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("after statement 3: COMMIT");

        assertThat(items()).isEqualTo(2);
        addTwo();
        assertThat(items()).as("each fault strikes once").isEqualTo(4);
    }

    @Test
    void losesTheTransactionWithTheConnection() {
        faults.loseAt(2);

        assertThatThrownBy(this::addTwo).isInstanceOf(SQLException.class);

        assertThat(items()).isZero();
    }

    @Test
    void stallsUntilItIsReleased() {
        Fault.Stall stall = faults.stallAt(3);
        CompletableFuture<Void> adding = CompletableFuture.runAsync(() -> {
            try {
                addTwo();
            } catch (SQLException unexpected) {
                throw new AssertionError(unexpected);
            }
        });
        stall.awaitReached();
        assertThat(items()).isZero();
        assertThat(faults.openConnections()).isEqualTo(1);

        stall.release();
        adding.join();

        assertThat(items()).isEqualTo(2);
    }

    @Test
    void statementsCountFromOne() {
        assertThatThrownBy(() -> faults.failAt(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from 1");
    }
}
