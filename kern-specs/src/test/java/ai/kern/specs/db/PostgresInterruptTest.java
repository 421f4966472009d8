package ai.kern.specs.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kern.db.TimeOffset;
import ai.kern.db.postgres.PostgresDb;
import ai.kern.specs.support.PostgresServer;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An interrupt that comes while the server is working does not take its answer away. */
@Tag("DB-3")
class PostgresInterruptTest {
    private final PostgresServer server = PostgresServer.require();
    private final String schema = PostgresServer.newSchema();

    @AfterEach
    void drop() {
        server.drop(schema);
    }

    private void waitsWhileItIsInterrupted(PostgresDb db, CallerThread kind) throws Exception {
        CompletableFuture<Boolean> interruptedBehindIt = new CompletableFuture<>();
        try (Connection other = DriverManager.getConnection(server.url());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE \"" + schema + "\".kern_runs IN ACCESS EXCLUSIVE MODE");
            Thread caller = kind.start(() -> {
                try {
                    db.commit(Rows.creation("run"));
                    interruptedBehindIt.complete(Thread.currentThread().isInterrupted());
                } catch (Throwable thrown) {
                    interruptedBehindIt.completeExceptionally(thrown);
                }
            });
            await().until(() -> !server.query(
                            schema, "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'kern_runs'::regclass")
                    .isEmpty());

            caller.interrupt();
            other.rollback();
        }

        assertThat(interruptedBehindIt.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(db.find("run")).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void aCommitThatWaitsForALockIsStoredAndTold(CallerThread kind) throws Exception {
        try (PostgresDb db = server.open(schema, TimeOffset.NONE)) {
            waitsWhileItIsInterrupted(db, kind);
        }
    }

    @ParameterizedTest
    @EnumSource
    void soIsOneByAConnectionOfAGivenSource(CallerThread kind) throws Exception {
        server.create(schema);
        try (PostgresDb db = server.openOn(UnaryOperator.identity(), schema, TimeOffset.NONE)) {
            waitsWhileItIsInterrupted(db, kind);
        }
    }

    @Test
    void aWaitForAConnectionThatAnInterruptEndedBeginsAnewWithoutIt() {
        server.create(schema);
        InterruptedWait pool = new InterruptedWait();
        try (PostgresDb db = server.openOn(pool::around, schema, TimeOffset.NONE)) {
            pool.interruptNext();

            assertThat(db.find("run")).isEmpty();

            assertThat(Thread.interrupted()).as("interrupted behind it").isTrue();
            assertThat(pool.interruptedAtNextWait()).contains(false);
        }
    }

    /** A pool in which the wait for a connection is interrupted, and which leaves its caller interrupted, as pools do. */
    private static final class InterruptedWait {
        private boolean isNext;
        private boolean isAwaited;
        private Optional<Boolean> atNextWait = Optional.empty();

        void interruptNext() {
            isNext = true;
        }

        Optional<Boolean> interruptedAtNextWait() {
            return atNextWait;
        }

        DataSource around(DataSource source) {
            return (DataSource) Proxy.newProxyInstance(
                    DataSource.class.getClassLoader(),
                    new Class<?>[] {DataSource.class},
                    (self, method, arguments) -> lent(source));
        }

        private Connection lent(DataSource source) throws SQLException {
            if (isNext) {
                isNext = false;
                isAwaited = true;
                Thread.currentThread().interrupt();
                throw new SQLException("interrupted", new InterruptedException());
            }
            if (isAwaited) {
                isAwaited = false;
                atNextWait = Optional.of(Thread.currentThread().isInterrupted());
            }
            return source.getConnection();
        }
    }
}
