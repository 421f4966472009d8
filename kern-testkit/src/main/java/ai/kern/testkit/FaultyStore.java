package ai.kern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.db.Db;
import ai.kern.db.DbException;
import ai.kern.db.TimeOffset;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** A database on connections of which any statement may break. Used by one thread, but for what its database does. */
final class FaultyStore {
    private final FaultyConnections connections = new FaultyConnections();
    private Optional<Db> opened = Optional.empty();

    /** Opens the database of a contract; ends the test where that does not know how to. */
    void open(DbContract contract, Path folder, TimeOffset time) {
        opened = contract.openOn(connections, folder, time);
        Assumptions.assumeTrue(
                opened.isPresent(),
                "the contract is not told how to open this database on faulty connections: skipped");
    }

    void close() {
        opened.ifPresent(Db::close);
        assertThat(connections.openConnections())
                .as("connections that are still open")
                .isZero();
    }

    FaultyConnections connections() {
        return connections;
    }

    Db db() {
        return opened.orElseThrow();
    }

    /** How many statements something takes. */
    int statementsOf(Runnable work) {
        connections.reset();
        work.run();
        int statements = connections.statements().size();
        assertThat(statements).as("statements that were sent").isPositive();
        return statements;
    }

    /** From now on the statement of this number breaks. */
    void breakAt(Breakage breakage, int statement) {
        connections.reset();
        switch (breakage) {
            case FAILS -> connections.failAt(statement);
            case LOSES_THE_CONNECTION -> connections.loseAt(statement);
        }
    }

    void assertStruck(String what) {
        assertThat(connections.hasStruck()).as("the fault strikes %s", what).isTrue();
    }

    /** Asserts that something throws whichever of its statements breaks, and does not without. */
    void verifyThatItThrows(Runnable use, Breakage breakage) {
        int statements = statementsOf(use);
        for (int statement = 1; statement <= statements; statement++) {
            String place = "at statement " + statement + " of " + statements;
            breakAt(breakage, statement);

            assertThatThrownBy(use::run)
                    .as(place)
                    .isInstanceOf(DbException.class)
                    .hasRootCauseInstanceOf(SQLException.class);

            assertStruck(place);
        }
        connections.reset();
        use.run();
    }
}
