package ai.kern.specs.db;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalSettings;
import ai.kern.db.Db;
import ai.kern.db.TimeOffset;
import ai.kern.specs.support.PostgresServer;
import ai.kern.testkit.ApprovalDbContract;
import ai.kern.testkit.FaultyConnections;
import java.nio.file.Path;
import java.util.Optional;

class PostgresDbContractTest extends ApprovalDbContract {
    private static final String SCHEMA = PostgresServer.newSchema();

    private Path cleared = Path.of("");

    /** Each test has a folder of its own, and so a database that is empty when it is opened first. */
    @Override
    protected ApprovalDb open(Path folder, TimeOffset time, ApprovalSettings settings) {
        ApprovalDb db = PostgresServer.require().open(SCHEMA, time, settings);
        if (!folder.equals(cleared)) {
            PostgresServer.require().clear(SCHEMA);
            cleared = folder;
        }
        return db;
    }

    @Override
    protected Optional<Db> openOn(FaultyConnections faults, Path folder, TimeOffset time) {
        return Optional.of(PostgresServer.require().openOn(faults::around, SCHEMA, time));
    }

    @Override
    protected void verifyIdle(Path folder) {
        PostgresServer server = PostgresServer.require();
        RowInvariants.verify(sql -> server.query(SCHEMA, sql));
        assertThat(server.idleTransactions())
                .as("transactions that are still open")
                .isEmpty();
    }
}
