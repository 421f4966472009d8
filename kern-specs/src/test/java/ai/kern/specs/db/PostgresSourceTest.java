package ai.kern.specs.db;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.db.Changeset;
import ai.kern.db.Entry;
import ai.kern.db.EntryKind;
import ai.kern.db.LeaseUse;
import ai.kern.db.postgres.PostgresDb;
import ai.kern.run.RunConflictException;
import ai.kern.specs.support.PostgresServer;
import ai.kern.testkit.FaultyConnections;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** PostgreSQL by connections that are set up as those of many applications are. */
@Tag("DB-1")
@Tag("DB-3")
class PostgresSourceTest {
    private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");

    private final PostgresServer server = PostgresServer.require();
    private final String schema = PostgresServer.newSchema();

    @BeforeEach
    void create() {
        server.create(schema);
    }

    @AfterEach
    void drop() {
        server.drop(schema);
    }

    private PGSimpleDataSource source() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(server.url());
        source.setCurrentSchema(schema);
        return source;
    }

    private PGSimpleDataSource rewriting() {
        PGSimpleDataSource source = source();
        source.setReWriteBatchedInserts(true);
        return source;
    }

    private static void assertRunIsStored(PostgresDb db) {
        Agent agent = Agent.builder()
                .name("Files")
                .model(ScriptedModel.of(calls(call("look"), call("look")), text("done")))
                .tools(FunctionTool.builder("look").call((arguments, context) -> "seen"))
                .db(db)
                .build();

        assertThat(agent.run("Go.").isCompleted()).isTrue();
    }

    /** Entries of a run by their sequences, in one commit. */
    private static Changeset entries(String runId, int... sequences) {
        return Changeset.builder(UUID.randomUUID().toString(), runId, new LeaseUse.None())
                .entries(IntStream.of(sequences)
                        .mapToObj(sequence -> new Entry(runId, sequence, EntryKind.USER, NOW, "{}"))
                        .toList())
                .build();
    }

    private List<String> storedSequences() {
        return server.query(schema, "SELECT sequence FROM kern_run_entries ORDER BY sequence");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reWriteBatchedInserts=true",
                "preferQueryMode=simple",
                "preferQueryMode=extendedCacheEverything",
                "autosave=always",
                "autosave=conservative",
                "autosave=always&cleanupSavepoints=true",
                "defaultRowFetchSize=1",
                "prepareThreshold=0",
                "prepareThreshold=-1",
                "preparedStatementCacheQueries=0",
                "stringtype=unspecified",
                "options=-c%20default_transaction_isolation=serializable"
            })
    void aRunIsStoredAndAConflictLeavesNothingWhateverAnAddressAsksOfTheDriver(String option) {
        try (PostgresDb db = PostgresDb.builder()
                .url(server.url() + (server.url().contains("?") ? "&" : "?") + option)
                .schema(schema)
                .open()) {
            assertRunIsStored(db);
            db.commit(Rows.creation("run"));
            for (int i = 1; i <= 12; i++) {
                db.commit(entries("run", 2 * i, 2 * i + 1));
                int stored = 2 * i;
                assertThatThrownBy(() -> db.commit(entries("run", stored + 2, stored, stored + 3)))
                        .isInstanceOf(RunConflictException.class)
                        .hasMessageContaining("entry " + stored);
            }
            assertThat(db.load("run").orElseThrow().entries()).hasSize(24);
        }
    }

    @Test
    void aRunIsStoredByASourceThatHasTheDriverJoinRows() {
        try (PostgresDb db = PostgresDb.of(rewriting())) {
            assertRunIsStored(db);
        }
    }

    @Test
    void oneRowOfManyThatIsThereAlreadyIsAConflictWhereTheDriverWouldJoinRows() {
        try (PostgresDb db = PostgresDb.of(rewriting())) {
            db.commit(Rows.creation("run"));
            db.commit(entries("run", 1, 2));

            assertThatThrownBy(() -> db.commit(entries("run", 3, 2, 4)))
                    .isInstanceOf(RunConflictException.class)
                    .hasMessageContaining("entry 2");
            assertThat(storedSequences()).containsExactly("1", "2");
        }
    }

    @Test
    void aRunIsStoredByConnectionsThatDoNotShowTheirDriver() {
        try (PostgresDb db = PostgresDb.of(replacing(rewriting(), "isWrapperFor", false))) {
            assertRunIsStored(db);
            db.commit(Rows.creation("run"));
            db.commit(entries("run", 1, 2));

            assertThatThrownBy(() -> db.commit(entries("run", 3, 2, 4))).isInstanceOf(RunConflictException.class);
        }
    }

    @Test
    void theStatementsOfACommitAreSentTogether() {
        FaultyConnections watched = new FaultyConnections();
        try (PostgresDb db = PostgresDb.of(watched.around(source()))) {
            db.commit(Rows.creation("run"));
            watched.reset();

            db.commit(entries("run", 1, 2, 3));

            assertThat(watched.statements())
                    .filteredOn(sql -> sql.contains("kern_run_entries"))
                    .hasSize(1);
        }
    }

    @Test
    void aRunIsStoredByConnectionsThatDoNotCommitByThemselves() {
        try (PostgresDb db = PostgresDb.of(notCommitting(source()))) {
            assertRunIsStored(db);
        }
    }

    @Test
    void aConnectionThatDoesNotCommitByItselfGoesBackAsItCame() throws SQLException {
        PostgresDb.of(source()).close();
        try (Connection only = source().getConnection()) {
            only.setAutoCommit(false);
            DataSource pool = replacing(constant(only), "close", null);
            try (PostgresDb db = PostgresDb.of(pool)) {
                db.commit(Rows.creation("run"));
                assertThat(only.getAutoCommit()).isFalse();
                assertThatThrownBy(() -> db.commit(Rows.creation("run"))).isInstanceOf(RunConflictException.class);
                assertThat(only.getAutoCommit()).isFalse();
                assertThat(db.find("run")).isPresent();
                assertThat(only.getAutoCommit()).isFalse();
            }
        }
        assertThat(server.query(schema, "SELECT run_id FROM kern_runs")).containsExactly("run");
    }

    @Test
    void aConnectionThatComesWithAutoCommitKeepsIt() throws SQLException {
        PostgresDb.of(source()).close();
        try (Connection only = source().getConnection();
                PostgresDb db = PostgresDb.of(replacing(constant(only), "close", null))) {
            db.commit(Rows.creation("run"));

            assertThat(only.getAutoCommit()).isTrue();
        }
    }

    private static DataSource notCommitting(DataSource source) {
        return sourceOf(() -> {
            Connection connection = source.getConnection();
            connection.setAutoCommit(false);
            return connection;
        });
    }

    private static DataSource constant(Connection connection) {
        return sourceOf(() -> connection);
    }

    /** A source of connections of which one method does nothing but return something. */
    private static DataSource replacing(DataSource source, String method, Object result) {
        return sourceOf(() -> {
            Connection connection = source.getConnection();
            return proxy(
                    Connection.class,
                    (called, arguments) ->
                            called.getName().equals(method) ? result : invoke(connection, called, arguments));
        });
    }

    private static DataSource sourceOf(Lender lender) {
        return proxy(DataSource.class, (called, arguments) -> {
            if (called.getName().equals("getConnection")) {
                return lender.lend();
            }
            throw new UnsupportedOperationException(called.getName());
        });
    }

    private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getTargetException();
        }
    }

    private static <T> T proxy(Class<T> type, Calls calls) {
        return type.cast(Proxy.newProxyInstance(
                PostgresSourceTest.class.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> calls.answer(method, arguments)));
    }

    /** Lends connections. */
    private interface Lender {
        Connection lend() throws SQLException;
    }

    /** Answers calls. */
    private interface Calls {
        Object answer(Method method, Object[] arguments) throws Throwable;
    }
}
