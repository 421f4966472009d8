package ai.kern.approval;

import ai.kern.db.Changeset;
import ai.kern.db.Contribution;
import ai.kern.db.GateConditionException;
import ai.kern.db.UnsupportedContributionException;
import ai.kern.internal.Excerpt;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Works on the rows of a database as kern promises: whatever changes a record is told to its run's trail in the same
 * transaction. Every {@link ApprovalDb} has one. Safe for use by many threads.
 *
 * <p>Locks are taken in one order, so that nobody waits in a circle: rows of runs, then those of records, then the end of a
 * trail, then rows of requirements.
 */
public final class ApprovalBook {
    private final Approvals approvals;
    private final AuditTrail auditTrail;
    private final Trail trail;

    /** A book over the rows of a database. */
    public ApprovalBook(ApprovalStore store, ApprovalSettings settings) {
        this.trail = new Trail(settings.auditKey());
        this.approvals = new Approvals(store, settings, trail);
        this.auditTrail = new AuditTrail(store, trail.hash());
    }

    /** What {@link ApprovalDb#approvals()} gives. */
    public Approvals approvals() {
        return approvals;
    }

    /** What {@link ApprovalDb#auditTrail()} gives. */
    public AuditTrail auditTrail() {
        return auditTrail;
    }

    /**
     * Does what the gate contributes to a commit of the engine, in its transaction: after the rows of runs were written, and
     * before those of requirements are.
     *
     * @throws UnsupportedContributionException if the changeset holds a contribution of somebody else; the transaction must be
     *     rolled back
     * @throws GateConditionException if a condition does not hold; the transaction must be rolled back
     * @throws RunConflictException if a record is there already; the transaction must be rolled back
     */
    public void apply(ApprovalTransaction transaction, Changeset changeset) {
        if (changeset.contributions().isEmpty()) {
            return;
        }
        String rootId = changeset.rootId();
        Application application = new Application(transaction, rootId, transaction.now());
        // The status of a run stands in all of its records, those that this commit adds as well.
        List<ApprovalContribution.RunChange> changes = new ArrayList<>();
        for (Contribution contribution : changeset.contributions()) {
            if (!(contribution instanceof ApprovalContribution own)) {
                throw new UnsupportedContributionException("changeset " + changeset.id() + " of run " + rootId
                        + " holds a " + contribution.getClass().getName()
                        + ", which this database does not store. Give the agent a database that does");
            }
            if (own instanceof ApprovalContribution.RunChange change) {
                changes.add(change);
            } else {
                application.apply(own);
            }
        }
        changes.forEach(application::change);
        trail.append(transaction, rootId, application.told, application.now);
    }

    /**
     * Removes the records of runs that are being deleted, whose rows are locked, and leaves a tombstone of each in its trail.
     *
     * @param runIds roots, all of them ended
     */
    public void deleteRuns(ApprovalTransaction transaction, List<String> runIds) {
        for (String runId : runIds.stream().sorted().toList()) {
            List<ApprovalRecord> records = transaction.lockOfRun(runId);
            if (records.isEmpty()) {
                continue;
            }
            List<Told> told = new ArrayList<>();
            for (ApprovalRecord record : records) {
                transaction.delete(record.id());
                told.add(Told.deletion(record, Optional.empty(), Optional.of("with its session")));
            }
            trail.append(transaction, runId, told, transaction.now());
        }
    }

    /** What one commit does. */
    private static final class Application {
        private final ApprovalTransaction transaction;
        private final String rootId;
        private final Instant now;
        private final List<Told> told = new ArrayList<>();

        Application(ApprovalTransaction transaction, String rootId, Instant now) {
            this.transaction = transaction;
            this.rootId = rootId;
            this.now = now;
        }

        void apply(ApprovalContribution contribution) {
            if (contribution instanceof ApprovalContribution.NewRecord created) {
                insert(created.record());
            } else if (contribution instanceof ApprovalContribution.Use use) {
                use(use);
            } else if (contribution instanceof ApprovalContribution.Start start) {
                start(start);
            } else if (contribution instanceof ApprovalContribution.End end) {
                end(end);
            } else if (contribution instanceof ApprovalContribution.Expire expire) {
                expire(expire.recordId());
            } else if (contribution instanceof ApprovalContribution.Cancel cancel) {
                cancel(cancel);
            }
        }

        private void insert(ApprovalRecord record) {
            if (!record.runId().equals(rootId)) {
                throw new IllegalArgumentException("record " + record.id() + " is of run " + record.runId()
                        + " and cannot be stored with a commit of run " + rootId);
            }
            if (!transaction.insert(record)) {
                throw new RunConflictException(
                        rootId,
                        "record " + record.id() + " of run " + rootId
                                + " is stored already: somebody else was first. Load the run and decide anew");
            }
            told.add(Told.request(record));
            record.decision().ifPresent(decision -> told.add(Told.decision(record, decision)));
        }

        private void use(ApprovalContribution.Use use) {
            ApprovalRecord record =
                    transaction.lock(use.recordId()).orElseThrow(() -> failed(use.recordId(), "is not stored"));
            requireUsable(record, use);
            if (!transaction.update(record.used(new ApprovalUse(use.attempt(), now)), TimeCondition.BEFORE_USE_BY)) {
                throw failed(
                        record.id(), "was approved for a start before " + time(record.useBy()) + ", which is over");
            }
            told.add(Told.start(record.id(), use.call(), use.attempt(), use.digest()));
        }

        private void requireUsable(ApprovalRecord record, ApprovalContribution.Use use) {
            String decided = record.decision().map(ApprovalDecision::digest).orElse("");
            if (record.status() != ApprovalStatus.APPROVED) {
                throw failed(record.id(), "is " + record.status());
            }
            if (!record.runId().equals(rootId)
                    || !record.request().call().equals(use.call())
                    || !record.digest().equals(use.digest())
                    || !decided.equals(use.decisionDigest())) {
                throw failed(record.id(), "was decided for something else");
            }
            record.use()
                    .filter(used -> !use.repeatable() || used.attempt() >= use.attempt())
                    .ifPresent(used -> {
                        throw failed(record.id(), "was used for attempt " + used.attempt() + " at " + used.at());
                    });
        }

        private void start(ApprovalContribution.Start start) {
            ApprovalRecord record =
                    transaction.lock(start.recordId()).orElseThrow(() -> failed(start.recordId(), "is not stored"));
            if (record.status() != ApprovalStatus.APPROVED) {
                throw failed(record.id(), "is " + record.status());
            }
            requireChanged(
                    transaction.update(record.used(new ApprovalUse(start.attempt(), now)), TimeCondition.NONE),
                    record.id());
            told.add(Told.start(record.id(), start.call(), start.attempt(), record.digest()));
        }

        private void end(ApprovalContribution.End end) {
            String text = Excerpt.of(end.text(), Excerpt.OF_MESSAGE);
            transaction
                    .lock(end.recordId())
                    .ifPresent(record -> requireChanged(
                            transaction.update(
                                    record.ended(new ApprovalOutcome(end.attempt(), end.status(), text, now)),
                                    TimeCondition.NONE),
                            record.id()));
            told.add(Told.outcome(end, text));
        }

        private void expire(String recordId) {
            ApprovalRecord record = transaction.lock(recordId).orElseThrow(() -> failed(recordId, "is not stored"));
            if (!Transitions.canEnd(record)) {
                return;
            }
            ApprovalRecord expired = Transitions.expired(record, now);
            if (!transaction.update(expired, TimeCondition.PAST)) {
                throw failed(recordId, "has still time");
            }
            tell(expired);
        }

        private void cancel(ApprovalContribution.Cancel cancel) {
            transaction
                    .lock(cancel.recordId())
                    .filter(Transitions::canEnd)
                    .ifPresent(record -> cancel(record, cancel.by().map(by -> by.id()), cancel.reason()));
        }

        private void cancel(ApprovalRecord record, Optional<String> by, String reason) {
            ApprovalRecord cancelled = Transitions.cancelled(record, by, Optional.of(reason), now);
            requireChanged(transaction.update(cancelled, TimeCondition.NONE), record.id());
            tell(cancelled);
        }

        private void change(ApprovalContribution.RunChange change) {
            if (change.runId().equals(rootId)) {
                transaction.mirror(rootId, change.status());
            }
            if (change.status() == RunStatus.CANCELLED) {
                transaction.lockOfRun(rootId).stream()
                        .filter(ApprovalRecord::isPending)
                        .filter(record -> change.runId().equals(rootId)
                                || record.memberRunId()
                                        .map(change.runId()::equals)
                                        .orElse(false))
                        .forEach(record -> cancel(record, Optional.empty(), "the run was cancelled"));
            }
        }

        private void tell(ApprovalRecord record) {
            record.decision().ifPresent(decision -> told.add(Told.decision(record, decision)));
        }

        private GateConditionException failed(String recordId, String reason) {
            return new GateConditionException(rootId, recordId, reason);
        }

        private static String time(Optional<Instant> instant) {
            return instant.map(Instant::toString).orElse("the end of time");
        }

        private static void requireChanged(boolean changed, String recordId) {
            if (!changed) {
                throw new IllegalStateException("the database did not change record " + recordId
                        + ", which it had locked, though there was no condition");
            }
        }
    }
}
