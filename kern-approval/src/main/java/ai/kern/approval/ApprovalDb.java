package ai.kern.approval;

import ai.kern.db.Db;

/**
 * A database that keeps approvals beside runs, so that what belongs together is committed together. A provider of one keeps the
 * rows ({@link ApprovalStore}) and has an {@link ApprovalBook} work on them.
 */
public interface ApprovalDb extends Db {
    /** The records, and how they are decided. */
    Approvals approvals();

    /** The trail of all that happened to records. */
    AuditTrail auditTrail();
}
