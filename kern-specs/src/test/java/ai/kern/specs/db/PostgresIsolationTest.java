package ai.kern.specs.db;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.db.TimeOffset;
import ai.kern.db.postgres.PostgresDb;
import ai.kern.specs.support.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
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
