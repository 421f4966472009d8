package ai.kern.specs.db;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.db.Changeset;
import ai.kern.db.LeaseUse;
import ai.kern.db.TimeOffset;
import ai.kern.db.postgres.PostgresDb;
import ai.kern.specs.support.Background;
import ai.kern.specs.support.PostgresServer;
import ai.kern.testkit.Fault;
import ai.kern.testkit.FaultyConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Whatever the connections of an application are set to, a commit is READ COMMITTED, and a read sees one instant. */
@Tag("DB-4")
class PostgresIsolationTest {
    private final String schema = PostgresServer.newSchema();

    @AfterEach
    void drop() {
        PostgresServer.require().drop(schema);
    }

    @ParameterizedTest
    @ValueSource(strings = {"read committed", "repeatable read", "serializable"})
    void isOfTheStoresOwnChoice(String byDefault) {
        PostgresServer.require().open(schema, TimeOffset.NONE).close();
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(PostgresServer.require().url());
        source.setCurrentSchema(schema);
        source.setOptions("-c default_transaction_isolation=" + byDefault.replace(" ", "\\ "));
        Isolations isolations = new Isolations();
        try (PostgresDb db =
                PostgresDb.builder().dataSource(source).sqlLogger(isolations).open()) {
            isolations.found.clear();
            db.commit(Rows.creation("a"));
            assertThat(isolations.found).isNotEmpty().containsOnly(Connection.TRANSACTION_READ_COMMITTED);

            isolations.found.clear();
            db.load("a");
            assertThat(isolations.found).isNotEmpty().containsOnly(Connection.TRANSACTION_REPEATABLE_READ);
        }
    }

    @Test
    void nobodyTakesALeaseUnderWhichACommitIsOnItsWay() {
        PostgresServer server = PostgresServer.require();
        FaultyConnections connections = new FaultyConnections();
        try (PostgresDb taker = server.open(schema, TimeOffset.NONE);
                PostgresDb holder = server.openOn(connections::around, schema, TimeOffset.NONE)) {
            taker.commit(Rows.creation("a"));
            taker.commit(lease(new LeaseUse.Acquire("old", Duration.ZERO)).build());
            connections.reset();
            // Between the look at the lease, which is over and still its own, and the rest with the commit.
            Fault.Stall stall = connections.stallAt(2);
            Background<Void> commit = Background.start(() -> {
                holder.commit(lease(new LeaseUse.Hold("old"))
                        .executions(Rows.claim("a", 1).executions())
                        .build());
                return null;
            });
            stall.awaitReached();
            AtomicBoolean isTaken = new AtomicBoolean();
            Background<Void> taking = Background.start(() -> {
                taker.commit(
                        lease(new LeaseUse.Acquire("new", Duration.ofDays(1))).build());
                isTaken.set(true);
                return null;
            });

            Awaitility.await().until(() -> isTaken.get() || isSomebodyWaitingForALock(server));
            assertThat(isTaken).isFalse();

            stall.release();
            commit.join();
            taking.join();
        }
    }

    private static Changeset.Builder lease(LeaseUse use) {
        return Changeset.builder(UUID.randomUUID().toString(), "a", use);
    }

    private boolean isSomebodyWaitingForALock(PostgresServer server) {
        return !server.query(
                        schema,
                        "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = '"
                                + schema + "'")
                .isEmpty();
    }

    /** Asks for the isolation after each statement, but for those with which a transaction is over. */
    private static final class Isolations implements SqlLogger {
        private final List<Integer> found = new CopyOnWriteArrayList<>();

        @Override
        public void logAfterExecution(StatementContext context) {
            if (context.getRenderedSql().endsWith("COMMIT")) {
                return;
            }
            try {
                found.add(context.getConnection().getTransactionIsolation());
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            }
        }
    }
}
