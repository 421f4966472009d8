package ai.kern.specs.db;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.db.Changeset;
import ai.kern.db.LeaseUse;
import ai.kern.db.RunChange;
import ai.kern.db.TimeOffset;
import ai.kern.db.postgres.PostgresDb;
import ai.kern.run.Run;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.PostgresServer;
import ai.kern.testkit.FaultyConnections;
import ai.kern.testkit.Hearer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How PostgreSQL tells of changes: by notifications, on one connection that is there while somebody listens. */
@Tag("DB-4")
class PostgresChangesTest {
    private final PostgresServer server = PostgresServer.require();
    private final String schema = PostgresServer.newSchema();
    private final FaultyConnections connections = new FaultyConnections();
    private PostgresDb db;

    @BeforeEach
    void open() {
        server.create(schema);
        db = server.openOn(connections::around, schema, TimeOffset.NONE);
    }

    @AfterEach
    void close() {
        db.close();
        assertThat(connections.openConnections())
                .as("connections after the end")
                .isZero();
        server.drop(schema);
    }

    private void pause(String runId) {
        db.commit(Rows.creation(runId));
        db.commit(Rows.pause(db.find(runId).orElseThrow()));
    }

    private void awaitPause(Hearer hearer, String runId) {
        hearer.await(runId, () -> Rows.isPaused(db, runId));
    }

    @Test
    void whoListensIsToldAgainAfterTheServerHasEndedItsConnection() {
        try (Hearer hearer = new Hearer(db)) {
            pause("before");
            awaitPause(hearer, "before");
            hearer.unheeded().clear();

            assertThat(server.disconnectUnpooled(schema)).isEqualTo(1);

            Awaitility.await().untilAsserted(() -> assertThat(hearer.unheeded()).contains(RunChange.anything()));
            pause("after");
            awaitPause(hearer, "after");
        }
    }

    @Test
    void aConnectionIsTakenWhileSomebodyListensHoweverManyDo() {
        assertThat(connections.openConnections()).isZero();
        Hearer first = new Hearer(db);
        Hearer second = new Hearer(db);
        pause("a");
        awaitPause(first, "a");
        awaitPause(second, "a");
        assertThat(connections.openConnections()).isEqualTo(1);

        first.close();
        pause("b");
        awaitPause(second, "b");
        assertThat(connections.openConnections()).isEqualTo(1);

        second.close();
        Awaitility.await().until(() -> connections.openConnections() == 0);
    }

    @Test
    void aConnectionThatListenedIsGivenBackWithoutItsChannel() {
        Hearer hearer = new Hearer(db);
        pause("a");
        awaitPause(hearer, "a");
        connections.reset();

        hearer.close();

        Awaitility.await()
                .untilAsserted(() -> assertThat(connections.statements()).contains("UNLISTEN *"));
    }

    @Test
    void aStepThatLeavesARunAtWorkNotifiesNobody() {
        db.commit(Rows.creation("a"));
        Run created = db.find("a").orElseThrow();
        Run next = created.next(RunStatus.RUNNING, "{}", UUID.randomUUID().toString(), Instant.EPOCH);
        connections.reset();

        db.commit(Changeset.builder(next.changesetId(), "a", new LeaseUse.None())
                .run(next)
                .build());
        assertThat(connections.statements()).noneMatch(sql -> sql.contains("pg_notify"));

        db.commit(Rows.pause(next));
        assertThat(connections.statements()).anyMatch(sql -> sql.contains("pg_notify"));
    }

    @Test
    void tablesOfAnotherSchemaHaveAnotherChannel() {
        String other = PostgresServer.newSchema();
        server.create(other);
        try (PostgresDb elsewhere = server.open(other, TimeOffset.NONE);
                Hearer hearer = new Hearer(elsewhere)) {
            List<RunChange> told = new CopyOnWriteArrayList<>();
            elsewhere.changes(told::add);
            elsewhere.commit(Rows.creation("first"));
            elsewhere.commit(Rows.pause(elsewhere.find("first").orElseThrow()));
            hearer.await("first", () -> Rows.isPaused(elsewhere, "first"));

            pause("here");
            elsewhere.commit(Rows.creation("second"));
            elsewhere.commit(Rows.pause(elsewhere.find("second").orElseThrow()));

            hearer.await("second", () -> Rows.isPaused(elsewhere, "second"));
            assertThat(told).isNotEmpty().doesNotContain(RunChange.of("here"));
        } finally {
            server.drop(other);
        }
    }
}
