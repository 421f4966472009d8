package ai.kern.approval;

import ai.kern.requirement.AnswerType;
import ai.kern.requirement.PauseType;
import ai.kern.run.Actor;
import ai.kern.tool.GateDecision;
import ai.kern.tool.GatedCall;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * All that the database knows of one record as of one instant, held against the call that its run has stored: what was shown,
 * what was voted for and what was decided must be the same in the call, the record and the trail. Immutable.
 */
final class Evidence {
    private final GatedCall call;
    private final GateDocument document;
    private final ApprovalRecord record;
    private final Optional<DecidedValues> clear;
    private final List<AuditEntry> trail;
    private final Instant now;

    private Evidence(
            GatedCall call, ApprovalRecord record, Optional<DecidedValues> clear, List<AuditEntry> trail, Instant now) {
        this.call = call;
        this.document = GateDocument.read(call.document(), call.requirementId());
        this.record = record;
        this.clear = clear;
        this.trail = trail;
        this.now = now;
    }

    /**
     * Reads and checks what there is about a call.
     *
     * @param trail the checked trail of the call's run
     * @throws ApprovalMissingException if there is no record
     * @throws ApprovalChangedException if something is not what it was
     */
    static Evidence of(ApprovalReader reader, GatedCall call, List<AuditEntry> trail) {
        String id = call.requirementId();
        ApprovalRecord record = reader.find(id)
                .orElseThrow(() -> new ApprovalMissingException("call " + call.key() + " of tool " + call.toolName()
                        + " waits for approval " + id
                        + ", which is not in the database. The call did not run; ask it anew,"
                        + " drop it, or cancel run " + call.run().rootId()));
        Optional<DecidedValues> clear = reader.decidedValues(record).map(json -> DecidedValues.read(json, record.id()));
        List<AuditEntry> its =
                trail.stream().filter(entry -> entry.recordId().equals(id)).toList();
        Evidence evidence = new Evidence(call, record, clear, its, reader.now());
        evidence.checkRequest();
        evidence.checkDecision();
        return evidence;
    }

    ApprovalRecord record() {
        return record;
    }

    /** Whether the call may be started: approved, and the time for it is not over. */
    boolean isUsable() {
        return record.status() == ApprovalStatus.APPROVED && !isPastUseBy();
    }

    /** Whether time has decided, noted or not; also where the call was started in time and would be once more. */
    boolean isExpired() {
        return record.status() == ApprovalStatus.EXPIRED || isPastUseBy();
    }

    private boolean isPastUseBy() {
        return record.status() == ApprovalStatus.APPROVED
                && record.useBy().filter(end -> !now.isBefore(end)).isPresent();
    }

    /** What was decided, in the words of an answer; empty while nothing is. */
    Optional<GateDecision> decision() {
        if (isExpired()) {
            return Optional.of(new GateDecision(AnswerType.EXPIRED, Optional.empty(), record.note(), Optional.empty()));
        }
        Optional<Actor> by = record.resolvedBy().map(Actor::of);
        return switch (record.status()) {
            case PENDING, EXPIRED -> Optional.empty();
            case APPROVED ->
                Optional.of(new GateDecision(
                        record.answerType(),
                        by,
                        clear.flatMap(DecidedValues::text).or(record::note),
                        clear.flatMap(DecidedValues::values)));
            case REJECTED -> {
                boolean inDoubt = record.pauseType() == PauseType.OUTCOME_UNKNOWN;
                yield Optional.of(new GateDecision(
                        inDoubt ? AnswerType.GIVE_UP : AnswerType.REJECT, by, record.note(), Optional.empty()));
            }
            case CANCELLED -> Optional.of(new GateDecision(AnswerType.CANCELLED, by, record.note(), Optional.empty()));
        };
    }

    /** What was decided about: the request, or the request with an answer. */
    String decisionDigest() {
        return record.shownDigest();
    }

    /** The arguments with which the call may start. */
    String decidedArguments() {
        return clear.flatMap(DecidedValues::values)
                .map(values -> record.answerType() == AnswerType.PROVIDE ? provided(values) : values)
                .orElse(call.arguments());
    }

    private String provided(String values) {
        return DecidedValues.into(call.arguments(), values);
    }

    private void checkRequest() {
        String digest =
                Digests.ofCall(call.key().toString(), document.attempt(), call.toolName(), call.arguments(), document);
        require(digest.equals(record.digest()), "the call, its arguments or its terms");
        require(Digests.ofRequest(record.request()).equals(document.shown()), "the record of the call");
        Optional<ApprovalRequest> told = entry(AuditKind.REQUEST)
                .map(entry -> Told.read(entry, Told.Request.class).request());
        require(told.filter(record.request()::equals).isPresent(), "the trail's entry of the request");
    }

    /** A decision without its entry in the trail is none. */
    private void checkDecision() {
        Optional<Told.Decision> told = trail.stream()
                .filter(entry -> entry.kind() == AuditKind.DECISION
                        || entry.kind() == AuditKind.EXPIRY
                        || entry.kind() == AuditKind.CANCELLATION)
                .reduce((earlier, later) -> later)
                .map(entry -> Told.read(entry, Told.Decision.class));
        require(told.map(Told.Decision::decision).equals(record.decision()), "the decision on the record");
        require(
                record.decision().map(made -> made.status() == record.status()).orElse(isUndecided()),
                "the status of the record");
        if (record.status() == ApprovalStatus.APPROVED) {
            require(told.map(Told.Decision::answer).equals(Optional.of(record.answer())), "the answer of the approval");
            checkAnswer();
            checkVotes();
        }
    }

    private boolean isUndecided() {
        return record.isPending() || record.status() == ApprovalStatus.EXPIRED;
    }

    private void checkAnswer() {
        String decided = record.decision().orElseThrow().digest();
        require(decided.equals(record.shownDigest()), "what the approval is about");
        if (record.answer().isEmpty()) {
            require(clear.isEmpty(), "what was decided beside the approval");
            return;
        }
        String answered = clear.map(values -> values.digest(record.digest())).orElse("");
        require(answered.equals(decided), "the arguments, values or result of the approval");
        require(
                clear.map(DecidedValues::type).equals(record.answer().map(ApprovalAnswer::type)),
                "the kind of answer of the approval");
    }

    private void checkVotes() {
        int quorum = document.terms().quorum();
        if (quorum == 1) {
            return;
        }
        List<ApprovalVote> told = trail.stream()
                .filter(entry -> entry.kind() == AuditKind.VOTE)
                .map(entry -> Told.read(entry, Told.Vote.class).vote())
                .toList();
        require(
                record.votes().stream().map(ApprovalVote::by).distinct().count() >= quorum
                        && told.containsAll(record.votes())
                        && record.votes().stream()
                                .allMatch(vote -> vote.digest().equals(record.shownDigest())),
                "the votes of the approval");
    }

    private Optional<AuditEntry> entry(AuditKind kind) {
        return trail.stream().filter(entry -> entry.kind() == kind).findFirst();
    }

    private void require(boolean isSame, String what) {
        if (!isSame) {
            throw changed(what);
        }
    }

    /** That something is not what it was. */
    ApprovalChangedException changed(String what) {
        return new ApprovalChangedException("call " + call.key() + " of tool " + Objects.requireNonNull(call.toolName())
                + " does not run: " + what + " is not what was shown and decided (approval " + record.id()
                + "). Somebody may have changed the database; ask the call anew, drop it, or cancel run "
                + call.run().rootId());
    }
}
