package ai.kern.specs.db;

import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalSettings;
import ai.kern.approval.InMemoryApprovalDb;
import ai.kern.db.TimeOffset;
import ai.kern.testkit.ApprovalDbContract;
import java.nio.file.Path;

class InMemoryApprovalDbContractTest extends ApprovalDbContract {
    @Override
    protected ApprovalDb open(Path folder, TimeOffset time, ApprovalSettings settings) {
        return new InMemoryApprovalDb(settings, time);
    }
}
