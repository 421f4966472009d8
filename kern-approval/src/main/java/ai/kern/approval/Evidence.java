package ai.kern.approval;

import ai.kern.requirement.AnswerType;
import ai.kern.requirement.PauseType;
import ai.kern.run.Actor;
import ai.kern.tool.ApprovalType;
import ai.kern.tool.GateDecision;
import ai.kern.tool.GatedCall;
import java.time.Instant;
import java.util.List;
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
    private final RecordTrail trail;
    private final DecisionPolicy policy;
    private final Instant now;

    private Evidence(
            GatedCall call,
            ApprovalRecord record,
            Optional<DecidedValues> clear,
            RecordTrail trail,
            DecisionPolicy policy,
            Instant now) {
        this.call = call;
        this.document = GateDocument.read(call.document(), call.requirementId());
        this.record = record;
        this.clear = clear;
        this.trail = trail;
        this.policy = policy;
        this.now = now;
    }

    /**
     * Reads and checks what there is about a call.
     *
     * @param trail what the checked trail of the run tells of the record
     * @param policy tells people apart
     * @throws ApprovalMissingException if there is no record
     * @throws ApprovalChangedException if something is not what it was
     */
    static Evidence of(ApprovalReader reader, GatedCall call, RecordTrail trail, DecisionPolicy policy) {
        String id = call.requirementId();
        ApprovalRecord record = reader.find(id)
                .orElseThrow(() -> new ApprovalMissingException("call " + call.key() + " of tool " + call.toolName()
                        + " waits for approval " + id
                        + ", which is not in the database. The call did not run; ask it anew,"
                        + " drop it, or cancel run " + call.run().rootId()));
        Optional<DecidedValues> clear = reader.decidedValues(record).map(json -> DecidedValues.read(json, record.id()));
        Evidence evidence = new Evidence(call, record, clear, trail, policy, reader.now());
        evidence.require(reader.isKeptAs(record), "a column of the record");
        evidence.checkRequest();
        evidence.checkDecision();
        return evidence;
    }

    ApprovalRecord record() {
        return record;
    }

    /** Checks that the call waits over the attempt that was asked about. */
    void checkAttempt() {
        require(call.attempt() == document.attempt(), "the attempt that is asked about");
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
            boolean isNoted = record.status() == ApprovalStatus.EXPIRED
                    && record.decision().isPresent();
            Optional<String> why = isNoted ? record.note() : Optional.of(Transitions.whyExpired(record));
            return Optional.of(new GateDecision(AnswerType.EXPIRED, Optional.empty(), why, Optional.empty()));
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
        require(
                document.type() == ApprovalType.REQUIRED && document.recordId().equals(record.id()),
                "what the gate stored with the call");
        require(document.isAbout(call), "what the model asked for, or the schema that was stored with it,");
        String digest =
                Digests.ofCall(call.key().toString(), document.attempt(), call.toolName(), call.arguments(), document);
        require(digest.equals(record.digest()), "the call, its arguments or its terms");
        require(
                Digests.ofRequest(record.request()).equals(document.shown())
                        && record.request().equals(document.request(call)),
                "the record of the call, or the run to which it belongs,");
        require(trail.request().filter(record.request()::equals).isPresent(), "the trail's entry of the request");
    }

    /** A decision without its entry in the trail is none, and one that follows another one is none either. */
    private void checkDecision() {
        Optional<Told.Decision> told = trail.decision();
        require(
                told.map(Told.Decision::decision).equals(record.decision()) && trail.isDecidedOnce(),
                "the decision on the record");
        require(
                record.decision().map(made -> made.status() == record.status()).orElse(isUndecided()),
                "the status of the record");
        require(told.stream().allMatch(made -> made.answer().equals(record.answer())), "the answer of the decision");
        require(trail.lastStart().equals(record.use().map(ApprovalUse::attempt)), "the use of the approval");
        require(record.isDated(), "the time of the record");
        if (record.status() == ApprovalStatus.APPROVED) {
            checkTimes(record.decision().orElseThrow());
            checkAnswer();
            checkVotes();
        }
    }

    private boolean isUndecided() {
        return record.isPending()
                || document.expiresAt().filter(end -> !now.isBefore(end)).isPresent();
    }

    private void checkTimes(ApprovalDecision made) {
        boolean isInTime =
                document.expiresAt().filter(end -> !made.at().isBefore(end)).isEmpty();
        Optional<Instant> useBy = document.terms().runWithin().map(made.at()::plus);
        require(isInTime && made.useBy().equals(useBy), "the time of the approval");
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
                clear.map(values -> DecisionPolicy.shown(record, values, call::arguments))
                        .equals(record.answer()),
                "what was shown of the arguments, values or result of the approval");
    }

    private void checkVotes() {
        int quorum = document.terms().quorum();
        List<ApprovalVote> votes = record.votes();
        ApprovalDecision made = record.decision().orElseThrow();
        ApprovalVote last = Told.vote(made);
        boolean isCounted = quorum == 1
                ? votes.equals(List.of(last))
                : votes.contains(last)
                        && policy.people(votes.stream().map(ApprovalVote::by)) >= quorum
                        && trail.votes().containsAll(votes);
        require(
                isCounted && votes.stream().allMatch(vote -> vote.digest().equals(record.shownDigest())),
                "the votes of the approval");
    }

    private void require(boolean isSame, String what) {
        if (!isSame) {
            throw changed(what);
        }
    }

    /** That something is not what it was. */
    ApprovalChangedException changed(String what) {
        return ApprovalChangedException.of(call, record, what);
    }
}
