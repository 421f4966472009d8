package ai.kern.specs.db;

import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalSettings;
import ai.kern.db.Db;
import ai.kern.db.TimeOffset;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.db.sqlite.SqliteOnConnections;
import ai.kern.testkit.ApprovalDbContract;
import ai.kern.testkit.FaultyConnections;
import java.nio.file.Path;
import java.util.Optional;

class SqliteDbContractTest extends ApprovalDbContract {
    @Override
    protected ApprovalDb open(Path folder, TimeOffset time, ApprovalSettings settings) {
        return SqliteDb.builder()
                .path(file(folder))
                .timeOffset(time)
                .approvals(settings)
                .open();
    }

    @Override
    protected Optional<Db> openOn(FaultyConnections faults, Path folder, TimeOffset time) {
        return Optional.of(SqliteOnConnections.open(file(folder), time, faults::around));
    }

    @Override
    protected void verifyIdle(Path folder) {
        SqliteFile.verifyIdle(file(folder));
    }

    @Override
    protected void verifyClosed(Path folder) {
        SqliteFile.verifyClosed(file(folder));
    }

    private static Path file(Path folder) {
        return folder.resolve("contract.db");
    }
}
