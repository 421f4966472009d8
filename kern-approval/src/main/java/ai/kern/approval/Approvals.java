package ai.kern.approval;

import ai.kern.db.DbException;
import ai.kern.db.Limits;
import ai.kern.db.Page;
import ai.kern.db.PagePosition;
import ai.kern.internal.Identifiers;
import ai.kern.internal.StoredQuestion;
import ai.kern.run.Actor;
import ai.kern.tool.GatedCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The records of a database: what waits, what was decided, and the deciding. It needs no agent: another process decides with
 * nothing but the database. Each decision is one transaction together with its entry in the audit trail, and a record is decided
 * once: of several who decide at the same moment one is first, and the others learn who that was.
 *
 * <p>Whether the time of a record is over is judged by the database's clock in the statement that decides, whether or not
 * anybody has noted it before. Safe for use by many threads. Every method throws a {@link DbException} when the database fails.
 */
public final class Approvals {
    private final ApprovalStore store;
    private final DecisionPolicy policy;
    private final Trail trail;
    private final Notices notices;

    Approvals(ApprovalStore store, ApprovalSettings settings, Trail trail) {
        this.store = store;
        this.policy = new DecisionPolicy(settings);
        this.trail = trail;
        this.notices = new Notices(settings);
    }

    /** A page of records, newest first. Records that were stored before the first page was read are on exactly one page. */
    public Page<ApprovalRecord> list(ApprovalQuery query) {
        List<ApprovalRecord> read = store.read("listing approvals", reader -> reader.list(query, query.size() + 1));
        return Page.of(read, query.size(), record -> new PagePosition(record.createdAt(), record.id()));
    }

    /** A record. */
    public Optional<ApprovalRecord> get(String id) {
        return Limits.isName(id) ? store.read("reading approval " + id, reader -> reader.find(id)) : Optional.empty();
    }

    /** How many records fit a query, whatever its page. */
    public long count(ApprovalQuery query) {
        return store.read("counting approvals", reader -> reader.count(query));
    }

    /** The records of the run that is to be continued, the oldest first. */
    public List<ApprovalRecord> ofRun(String runId) {
        return Limits.isName(runId)
                ? store.read("reading the approvals of run " + runId, reader -> reader.ofRun(runId))
                : List.of();
    }

    /**
     * Approves, or, where several people must, votes for it: the record is then pending until enough of them did. Everything
     * that the call needs is checked now.
     *
     * @return the record as it is then
     * @throws ApprovalNotFoundException if there is no such record
     * @throws AlreadyDecidedException if it does not wait any more
     * @throws DecisionRefusedException if the decider may not approve it
     * @throws InvalidDecisionException if something is missing or does not fit; the record stays as it is
     */
    public ApprovalRecord approve(String id, Decision decision) {
        return decide(id, "approving " + shown(id), decision, (record, now, transaction) -> {
            Actor actor = policy.approver(record, decision);
            Supplier<String> asked = () -> arguments(transaction, record);
            Optional<DecidedValues> clear = policy.answer(record, decision, asked);
            Optional<ApprovalAnswer> answer = clear.map(values -> DecisionPolicy.shown(record, values, asked))
                    .or(record::answer);
            String digest = answer.map(ApprovalAnswer::digest).orElse(record.digest());
            ApprovalVote vote = new ApprovalVote(actor.id(), now, decision.note(), digest);
            List<ApprovalVote> votes = policy.votes(record, vote);
            ApprovalRecord voted = record.voted(answer, votes, now);
            boolean isEnough = votes.size() >= record.terms().quorum();
            ApprovalRecord next = isEnough ? Transitions.approved(voted, actor.id(), decision.note(), now) : voted;
            List<Told> told = new ArrayList<>();
            if (record.terms().quorum() > 1) {
                told.add(Told.vote(next, vote));
            }
            next.decision().ifPresent(made -> told.add(Told.decision(next, made)));
            return new Step(next, clear, told);
        });
    }

    /**
     * Rejects; the call will not run, and the note is told to the model. One rejection is enough, however many approvals are
     * needed. Of a call whose outcome is not known it leaves that open.
     *
     * @return the record as it is then
     * @throws ApprovalNotFoundException if there is no such record
     * @throws AlreadyDecidedException if it does not wait any more
     * @throws DecisionRefusedException if the decider may not decide about it
     * @throws InvalidDecisionException if the decision has what only an approval has
     */
    public ApprovalRecord reject(String id, Decision decision) {
        return decide(id, "rejecting " + shown(id), decision, (record, now, transaction) -> {
            Actor actor = policy.decider(record, decision);
            policy.requireNoAnswer(record, decision);
            return Step.of(Transitions.rejected(record, actor.id(), decision.note(), now));
        });
    }

    /**
     * Takes a record back that waits; the call will not run.
     *
     * @return the record as it is then
     * @throws ApprovalNotFoundException if there is no such record
     * @throws AlreadyDecidedException if it does not wait any more
     * @throws DecisionRefusedException if the decider may not decide about it
     * @throws InvalidDecisionException if the decision has what only an approval has
     */
    public ApprovalRecord cancel(String id, Decision decision) {
        return decide(id, "cancelling " + shown(id), decision, (record, now, transaction) -> {
            Actor actor = policy.decider(record, decision);
            policy.requireNoAnswer(record, decision);
            return Step.of(Transitions.cancelled(record, Optional.of(actor.id()), decision.note(), now));
        });
    }

    /**
     * Decides by status, for scripts: an approval, a rejection or a cancellation, by all of their rules.
     *
     * @param expected what the record is now; only a pending one can become anything else
     * @param next what it is to become: approved, rejected or cancelled
     * @return the record as it is then
     * @throws IllegalArgumentException if nobody can make a record what it is to become
     * @throws ApprovalNotFoundException if there is no such record
     * @throws AlreadyDecidedException if the record does not wait, whatever was expected
     * @throws DecisionRefusedException if the decider may not decide so
     * @throws InvalidDecisionException if something is missing or does not fit; the record stays as it is
     */
    public ApprovalRecord update(String id, ApprovalStatus expected, ApprovalStatus next, Decision decision) {
        if (expected != ApprovalStatus.PENDING) {
            ApprovalRecord found = get(id).orElseThrow(() -> new ApprovalNotFoundException(id));
            if (!found.isPending()) {
                throw new AlreadyDecidedException(found);
            }
            throw new InvalidDecisionException("approval " + id + " was expected to be " + expected
                    + ", but it is PENDING. Look at it and decide anew");
        }
        return switch (next) {
            case APPROVED -> approve(id, decision);
            case REJECTED -> reject(id, decision);
            case CANCELLED -> cancel(id, decision);
            case PENDING, EXPIRED ->
                throw new IllegalArgumentException("nobody can make " + shown(id) + " " + next
                        + "; a record is approved, rejected or cancelled, and expires by itself");
        };
    }

    /**
     * Deletes the record of a run that has ended. Its entries in the audit trail stay, and one more tells of the deletion.
     *
     * @param decision who deletes, and why
     * @throws ApprovalNotFoundException if there is no such record
     * @throws ApprovalInUseException if its run has not ended
     * @throws DecisionRefusedException if who deletes is not in the directory
     */
    public void delete(String id, Decision decision) {
        requireName(id);
        Instant beganAt = Instant.now();
        ApprovalRecord deleted = store.write("deleting approval " + id, transaction -> {
            ApprovalRecord record = transaction.lock(id).orElseThrow(() -> new ApprovalNotFoundException(id));
            Actor actor = policy.known(decision.actor());
            if (!record.runStatus().isEnded()) {
                throw new ApprovalInUseException("approval " + id + " cannot be deleted: its run " + record.runId()
                        + " is " + record.runStatus() + ". Let it end, or cancel it, and delete the record then");
            }
            transaction.delete(id);
            List<Told> told = List.of(Told.deletion(record, Optional.of(actor.id()), decision.note()));
            trail.append(transaction, record.runId(), told, transaction.now());
            return record;
        });
        notices.deleted(beganAt, deleted, decision.actor().id());
    }

    /**
     * Notes on pending records that their time is over. Nothing depends on it but what is stored and told in the trail.
     *
     * @param limit how many at most
     * @return how many it noted
     */
    public int expireDue(int limit) {
        List<String> overdue = store.read("looking for expired approvals", reader -> reader.overdue(limit));
        int noted = 0;
        for (String id : overdue) {
            Instant beganAt = Instant.now();
            Optional<ApprovalRecord> expired =
                    store.write("expiring approval " + id, transaction -> expire(transaction, id));
            expired.ifPresent(record -> notices.changed(beganAt, record, Optional.empty()));
            noted += expired.isPresent() ? 1 : 0;
        }
        return noted;
    }

    private Optional<ApprovalRecord> expire(ApprovalTransaction transaction, String id) {
        Optional<ApprovalRecord> found = transaction.lock(id).filter(ApprovalRecord::isPending);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Instant now = transaction.now();
        Step step = Step.of(Transitions.expired(found.get(), now));
        if (!transaction.update(step.next, TimeCondition.PAST)) {
            return Optional.empty();
        }
        trail.append(transaction, step.next.runId(), step.told, now);
        transaction.announce(step.next.runId());
        return Optional.of(step.next);
    }

    /**
     * What is known of a call that a record decides, checked against what its run has stored.
     *
     * @throws ApprovalMissingException if there is no record
     * @throws ApprovalChangedException if something is not what was shown and decided
     */
    Evidence evidence(GatedCall call) {
        String runId = call.run().rootId();
        return store.read(
                "reading approval " + call.requirementId(),
                reader -> Evidence.of(reader, call, trail.checked(reader, runId, call.requirementId()), policy));
    }

    /**
     * Checks what is known of a call that its record only tells of, where the record is stored by now.
     *
     * @param arguments those with which the call would start
     * @throws ApprovalChangedException if something is not what was answered
     */
    void checkAudited(GatedCall call, String recordId, String arguments) {
        store.read("reading approval " + recordId, reader -> {
            reader.find(recordId)
                    .ifPresent(record -> AuditedCall.check(
                            reader,
                            call,
                            arguments,
                            record,
                            trail.checked(reader, call.run().rootId(), recordId)));
            return recordId;
        });
    }

    /** The time by which the database judges. */
    Instant now() {
        return store.read("reading the time", ApprovalReader::now);
    }

    /** What a decision does to a record. */
    private record Step(ApprovalRecord next, Optional<DecidedValues> clear, List<Told> told) {
        static Step of(ApprovalRecord decided) {
            return new Step(
                    decided,
                    Optional.empty(),
                    decided.decision().stream()
                            .map(made -> Told.decision(decided, made))
                            .toList());
        }
    }

    /** Decides about a record that waits and is locked. */
    private interface Deciding {
        Step step(ApprovalRecord record, Instant now, ApprovalReader transaction);
    }

    /**
     * What came of a decision.
     *
     * @param isMade whether it was made, or the record did not wait
     * @param isChanged whether the record is not what it was before
     */
    private record Result(ApprovalRecord record, boolean isMade, boolean isChanged) {}

    private ApprovalRecord decide(String id, String what, Decision decision, Deciding deciding) {
        requireName(id);
        Instant beganAt = Instant.now();
        Result result = store.write(what, transaction -> decide(transaction, id, deciding));
        if (result.isChanged) {
            notices.changed(beganAt, result.record, Optional.of(decision.actor().id()));
        }
        if (!result.isMade) {
            throw new AlreadyDecidedException(result.record);
        }
        return result.record;
    }

    private Result decide(ApprovalTransaction transaction, String id, Deciding deciding) {
        ApprovalRecord record = transaction.lock(id).orElseThrow(() -> new ApprovalNotFoundException(id));
        if (!record.isPending()) {
            return new Result(record, false, false);
        }
        requireUndecided(record);
        Instant now = transaction.now();
        Step step = deciding.step(record, now, transaction);
        boolean isOver = record.expiresAt().filter(end -> !now.isBefore(end)).isPresent();
        if (isOver || !transaction.update(step.next, TimeCondition.BEFORE_EXPIRY)) {
            Step expiry = Step.of(Transitions.expired(record, now));
            if (!transaction.update(expiry.next, TimeCondition.PAST)) {
                throw new DbException(
                        "approval " + id + " is neither before nor past its expiry, "
                                + record.expiresAt().map(Instant::toString).orElse("which it does not have")
                                + ". The clock of the database may have been set back, or its row changed; try again",
                        null);
            }
            trail.append(transaction, record.runId(), expiry.told, now);
            transaction.announce(record.runId());
            return new Result(expiry.next, false, true);
        }
        trail.append(transaction, record.runId(), step.told, now);
        if (!step.next.isPending()) {
            transaction.announce(record.runId());
        }
        step.clear.ifPresent(clear -> {
            if (!transaction.storeDecidedValues(step.next, clear.write())) {
                throw withoutRequirement(record);
            }
        });
        return new Result(step.next, true, true);
    }

    /** The arguments of a record's call, in clear. */
    private static String arguments(ApprovalReader reader, ApprovalRecord record) {
        return reader.question(record)
                .map(document -> StoredQuestion.arguments(document, record.id()))
                .orElseThrow(() -> withoutRequirement(record));
    }

    private static ApprovalMissingException withoutRequirement(ApprovalRecord record) {
        return new ApprovalMissingException("the requirement of approval " + record.id() + " is not in run "
                + record.request().call().runId()
                + " any more, so nothing can be decided about it. Nothing was stored");
    }

    private static void requireUndecided(ApprovalRecord record) {
        record.decision().ifPresent(made -> {
            throw new ApprovalChangedException(
                    "approval " + record.id() + " is stored as PENDING, and as " + made.status()
                            + " since " + made.at()
                            + ". Somebody may have changed the database, so nothing can be decided about it;"
                            + " ask the call anew, drop it, or cancel run " + record.runId());
        });
    }

    private static void requireName(String id) {
        if (!Limits.isName(id)) {
            throw new ApprovalNotFoundException(id);
        }
    }

    private static String shown(String id) {
        return "approval " + Identifiers.shown(id);
    }
}
