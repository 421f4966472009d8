/**
 * Approvals: a call of a protected tool waits for a decision that is stored, and only what was decided runs.
 *
 * <p>{@link ai.kern.approval.ApprovalDb} is a database that keeps them. People decide through
 * {@link ai.kern.approval.Approvals}, in any process; {@link ai.kern.approval.AuditTrail} tells all that happened. A provider of
 * another database implements {@link ai.kern.approval.ApprovalStore} and gives it to an {@link ai.kern.approval.ApprovalBook}.
 */
@NullMarked
package ai.kern.approval;

import org.jspecify.annotations.NullMarked;
