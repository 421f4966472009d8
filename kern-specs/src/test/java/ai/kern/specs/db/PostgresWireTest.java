package ai.kern.specs.db;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.db.Changeset;
import ai.kern.db.DbException;
import ai.kern.db.LeaseUse;
import ai.kern.db.RunState;
import ai.kern.db.postgres.PostgresDb;
import ai.kern.specs.support.BreakingWire;
import ai.kern.specs.support.BreakingWire.Direction;
import ai.kern.specs.support.PostgresServer;
import ai.kern.testkit.FaultyConnections;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A step, which goes to the server all at once and with its commit, over a way that breaks anywhere within it. */
@Tag("RUN-13")
@Tag("DB-3")
class PostgresWireTest {
    private static final LeaseUse ACQUIRE = new LeaseUse.Acquire("token", Duration.ofDays(1));
    private static final LeaseUse HOLD = new LeaseUse.Hold("token");
    private static final int ROWS = 2;

    private final PostgresServer server = PostgresServer.require();
    private final String schema = PostgresServer.newSchema();
    private final BreakingWire wire = BreakingWire.to(server);
    private final FaultyConnections connections = new FaultyConnections();
    private PostgresDb db;

    @BeforeEach
    void open() {
        server.create(schema);
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(wire.url());
        source.setCurrentSchema(schema);
        source.setApplicationName(schema);
        db = PostgresDb.of(connections.around(source));
        db.commit(Rows.creation("run"));
        db.commit(Rows.step(db.find("run").orElseThrow(), ACQUIRE, 0, 0));
    }

    @AfterEach
    void close() {
        db.close();
        wire.close();
        server.drop(schema);
    }

    @ParameterizedTest
    @EnumSource
    void aStepOverAWayThatBreaksWithinItIsStoredWholeOrNotAtAllAndIsReadBack(Direction direction) {
        int stride = direction == Direction.TO_SERVER ? 151 : 23;
        int stored = 0;
        int lost = 0;
        long bytes = 0;
        boolean isBroken = true;
        RunState state = db.load("run").orElseThrow();
        while (isBroken) {
            Changeset step = Rows.step(state.run(), HOLD, ROWS, ROWS);

            isBroken = commitOverAWayThatBreaksAfter(direction, bytes, step).isPresent();

            state = db.load("run").orElseThrow();
            boolean isStored = state.run().changesetId().equals(step.id());
            stored += isStored ? 1 : 0;
            lost += isStored ? 0 : 1;
            assertThat(state.entries()).as("after %d bytes", bytes).hasSize(stored * ROWS);
            assertThat(state.executions()).as("after %d bytes", bytes).hasSize(stored * ROWS);
            assertThat(isStored || isBroken).as("what was answered is stored").isTrue();
            bytes += stride;
        }
        // A way that breaks within the request keeps the commit from the server, and one within the answer does not.
        assertThat(direction == Direction.TO_SERVER ? lost : stored - 1)
                .as("steps that met their break")
                .isGreaterThan(1);
    }

    /** Commits a step; the error, if that is one, is handed back when the server has done with what reached it. */
    private Optional<DbException> commitOverAWayThatBreaksAfter(Direction direction, long bytes, Changeset step) {
        connections.reset();
        connections.doAt(1, () -> wire.breakAfter(direction, bytes));
        try {
            db.commit(step);
            return Optional.empty();
        } catch (DbException failure) {
            assertThat(failure).hasMessageContaining(step.id()).hasRootCauseInstanceOf(IOException.class);
            return Optional.of(failure);
        } finally {
            assertThat(connections.hasStruck()).isTrue();
            wire.mend();
            awaitNobodyAtWork();
        }
    }

    private void awaitNobodyAtWork() {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> server.query(
                                schema, "SELECT pid FROM pg_stat_activity WHERE application_name = '" + schema + "'")
                        .isEmpty());
    }
}
