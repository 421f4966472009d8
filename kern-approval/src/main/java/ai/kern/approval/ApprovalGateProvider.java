package ai.kern.approval;

import ai.kern.db.Contribution;
import ai.kern.db.Db;
import ai.kern.internal.Redaction;
import ai.kern.requirement.AnswerType;
import ai.kern.requirement.PauseType;
import ai.kern.run.Actor;
import ai.kern.run.InvalidResolutionException;
import ai.kern.run.KernException;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.Run;
import ai.kern.run.RunStatus;
import ai.kern.tool.Approval;
import ai.kern.tool.ApprovalType;
import ai.kern.tool.Gate;
import ai.kern.tool.GateClaim;
import ai.kern.tool.GateDecision;
import ai.kern.tool.GateProvider;
import ai.kern.tool.GateQuestion;
import ai.kern.tool.GatedCall;
import ai.kern.tool.LogApproval;
import ai.kern.tool.ToolDefinition;
import java.lang.annotation.Annotation;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Serves {@link Approval} and {@link LogApproval}: brings calls to their records, and what was decided on them back. */
public final class ApprovalGateProvider implements GateProvider {
    static final String NAME = "approval";

    /** For {@link java.util.ServiceLoader}. */
    public ApprovalGateProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<Class<? extends Annotation>> marks() {
        return Set.of(Approval.class, LogApproval.class);
    }

    @Override
    public Gate gate(Annotation mark) {
        if (mark instanceof LogApproval) {
            return ApprovalGate.audit();
        }
        if (mark instanceof Approval approval) {
            return new ApprovalGate(
                    approval.type(),
                    duration("expiresIn", approval.expiresIn()),
                    duration("runWithin", approval.runWithin()),
                    Optional.of(approval.approvers()).filter(role -> !role.isEmpty()),
                    approval.quorum(),
                    approval.fourEyes(),
                    approval.requesterMayApprove(),
                    List.of(approval.redact()));
        }
        throw new IllegalArgumentException("the approval gate does not serve " + mark);
    }

    private static Optional<Duration> duration(String name, String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Duration.parse(text));
        } catch (DateTimeParseException none) {
            throw new IllegalArgumentException(
                    name + " is '" + text + "', which is not an ISO-8601 duration such as PT30M or PT24H", none);
        }
    }

    @Override
    public GateQuestion ask(Db db, GatedCall call) {
        boolean isStarted = call.attempt() > 0;
        GateDocument terms = call.document().isEmpty()
                ? GateDocument.of(gateOf(call).orElseThrow(), call.tool().orElseThrow(), call)
                : GateDocument.read(call.document(), call.requirementId());
        GateDocument document = isStarted ? terms.about(call.attempt(), call.requirementId()) : terms;
        boolean isUnknownRequester =
                document.terms().fourEyes() && call.run().userId().isEmpty();
        if (isUnknownRequester && !isStarted) {
            return new GateQuestion.Refused("The call did not run: tool " + call.toolName()
                    + " needs the approval of another person than who asked for it, and nobody knows who asked."
                    + " Only a run of a known user can call it.");
        }
        if (document.type() == ApprovalType.AUDIT) {
            return new GateQuestion.Asked(document.write(), List.of());
        }
        Optional<Instant> expiresAt =
                document.expiresIn().map(time -> of(db).approvals().now().plus(time));
        GateDocument timed = document.until(expiresAt);
        ApprovalRequest request = timed.request(call);
        return new GateQuestion.Asked(
                timed.showing(Digests.ofRequest(request)).write(),
                List.of(new ApprovalContribution.NewRecord(
                        ApprovalRecord.pending(call.requirementId(), request, statusBehind(call)))));
    }

    /** The status that the run to be continued has behind the commit that asks: of a tree, others may be at work still. */
    private static RunStatus statusBehind(GatedCall call) {
        return call.run().isRoot() ? RunStatus.PAUSED : call.root().status();
    }

    private static Optional<ApprovalGate> gateOf(GatedCall call) {
        return call.tool()
                .flatMap(ToolDefinition::gate)
                .filter(ApprovalGate.class::isInstance)
                .map(ApprovalGate.class::cast);
    }

    @Override
    public Map<String, GateDecision> decisions(Db db, List<GatedCall> waiting) {
        Map<String, GateDecision> decisions = new HashMap<>();
        for (GatedCall call : waiting) {
            Evidence evidence = evidence(db, call);
            evidence.checkAttempt();
            evidence.decision().ifPresent(decision -> decisions.put(call.requirementId(), decision));
        }
        return decisions;
    }

    private static Evidence evidence(Db db, GatedCall call) {
        return of(db).approvals().evidence(call);
    }

    @Override
    public KernException pending(Run run, List<GatedCall> undecided) {
        List<String> calls = undecided.stream()
                .map(call -> call.requirementId() + " (" + call.toolName() + ")")
                .toList();
        return new ApprovalPendingException("run " + run.rootId() + " waits for decisions: "
                + (calls.size() == 1 ? "approval " : "approvals ") + String.join(", ", calls)
                + (calls.size() == 1 ? " is pending. Have it approved" : " are pending. Have one of them approved")
                + " or rejected, then continue the run. Nothing was stored and nothing was started");
    }

    @Override
    public List<Contribution> settled(Db db, GatedCall call, GateDecision decision) {
        GateDocument document = GateDocument.read(call.document(), call.requirementId());
        GateDecision told = withoutSecrets(decision, call, document);
        return document.type() == ApprovalType.AUDIT ? audited(db, call, document, told) : decided(db, call, told);
    }

    /** A decision whose text, which records and trails keep, quotes none of the call's redacted arguments. */
    private static GateDecision withoutSecrets(GateDecision decision, GatedCall call, GateDocument document) {
        List<String> redacted = document.terms().redacted();
        return new GateDecision(
                decision.type(),
                decision.by(),
                decision.text().map(text -> Redaction.maskIn(text, List.of(call.arguments()), redacted)),
                decision.values());
    }

    private static List<Contribution> decided(Db db, GatedCall call, GateDecision decision) {
        return switch (decision.type()) {
            case CONFIRM, PROVIDE, RUN_AGAIN, CANCELLED, CHOOSE -> List.of();
            case EXPIRED -> List.of(new ApprovalContribution.Expire(call.requirementId()));
            case RESULT, ERROR -> {
                Evidence evidence = evidence(db, call);
                OutcomeStatus status =
                        decision.type() == AnswerType.RESULT ? OutcomeStatus.SUCCEEDED : OutcomeStatus.FAILED;
                yield List.of(
                        new ApprovalContribution.Use(
                                call.requirementId(),
                                call.key(),
                                call.attempt(),
                                evidence.record().digest(),
                                evidence.decisionDigest(),
                                false),
                        new ApprovalContribution.End(
                                call.requirementId(),
                                call.key(),
                                call.attempt(),
                                status,
                                decision.text().orElse("")));
            }
            case REJECT, GIVE_UP, LATE_OUTCOME, ASKED_ANEW ->
                List.of(new ApprovalContribution.Cancel(call.requirementId(), decision.by(), reason(decision)));
        };
    }

    private static String reason(GateDecision decision) {
        return switch (decision.type()) {
            case LATE_OUTCOME -> "the outcome became known";
            case ASKED_ANEW -> "the call was asked anew";
            default ->
                "the call was dropped"
                        + decision.text().map(note -> ": " + note).orElse("");
        };
    }

    /** The one record of a call that a caller answered. */
    private static List<Contribution> audited(Db db, GatedCall call, GateDocument document, GateDecision decision) {
        boolean isAnswer = switch (decision.type()) {
            case CONFIRM, REJECT, PROVIDE, RESULT, ERROR, RUN_AGAIN, GIVE_UP -> true;
            case CHOOSE, EXPIRED, CANCELLED, LATE_OUTCOME, ASKED_ANEW -> false;
        };
        boolean isTold = of(db).approvals().get(document.recordId()).isPresent();
        if (isTold && call.pauseType() != PauseType.OUTCOME_UNKNOWN) {
            // It was answered, and is dropped or asked anew since it could not run.
            return List.of(new ApprovalContribution.Cancel(document.recordId(), decision.by(), reason(decision)));
        }
        if (isTold || !isAnswer) {
            return List.of();
        }
        Actor actor = decision.by()
                .orElseThrow(() -> new InvalidResolutionException("the answer to requirement " + call.requirementId()
                        + " of tool " + call.toolName()
                        + " is recorded, and nobody knows who gives it: name him by ContinueRequest.by(Actor). Nothing was"
                        + " stored"));
        Instant now = of(db).approvals().now();
        ApprovalRecord record = AuditRecords.of(call, document, decision, actor, now);
        Optional<OutcomeStatus> ended = switch (decision.type()) {
            case RESULT -> Optional.of(OutcomeStatus.SUCCEEDED);
            case ERROR -> Optional.of(OutcomeStatus.FAILED);
            default -> Optional.empty();
        };
        Contribution created = new ApprovalContribution.NewRecord(record);
        return ended.<List<Contribution>>map(status -> List.of(
                        created,
                        new ApprovalContribution.End(
                                record.id(),
                                call.key(),
                                0,
                                status,
                                decision.text().orElse(""))))
                .orElse(List.of(created));
    }

    @Override
    public GateClaim claim(Db db, GatedCall call, String arguments) {
        GateDocument document = GateDocument.read(call.document(), call.requirementId());
        if (gateOf(call).filter(gate -> gate.type() == document.type()).isEmpty()) {
            throw new ApprovalChangedException("call " + call.key() + " of tool " + call.toolName()
                    + " does not run: requirement " + call.requirementId() + " is stored as one of type "
                    + document.type() + ", and the tool's gate is "
                    + gateOf(call).map(gate -> gate.type().name()).orElse("none")
                    + ". Somebody may have changed the database; ask the call anew, drop it, or cancel run "
                    + call.run().rootId());
        }
        if (document.type() == ApprovalType.AUDIT) {
            of(db).approvals().checkAudited(call, document.recordId(), arguments);
            return new GateClaim.Open(
                    List.of(new ApprovalContribution.Start(document.recordId(), call.key(), call.attempt())));
        }
        Evidence evidence = evidence(db, call);
        ApprovalRecord record = evidence.record();
        if (evidence.isExpired()) {
            return record.use().isPresent()
                    ? new GateClaim.Closed("The approval's time was over before the call was started again.", List.of())
                    : new GateClaim.Closed(
                            "The approval's time was over before the call was started, so it did not run.",
                            List.of(new ApprovalContribution.Expire(record.id())));
        }
        if (record.status() == ApprovalStatus.CANCELLED) {
            return new GateClaim.Closed("The approval was taken back, so the call did not run.", List.of());
        }
        if (!evidence.isUsable()) {
            throw evidence.changed("the approval, which is " + record.status() + " now,");
        }
        if (!Digests.isSame(arguments, evidence.decidedArguments())) {
            throw evidence.changed("what the call would run with");
        }
        return new GateClaim.Open(List.of(new ApprovalContribution.Use(
                record.id(),
                call.key(),
                call.attempt(),
                record.digest(),
                evidence.decisionDigest(),
                call.tool().map(ToolDefinition::idempotent).orElse(false))));
    }

    @Override
    public List<Contribution> ended(GatedCall call, OutcomeStatus status, String text) {
        GateDocument document = GateDocument.read(call.document(), call.requirementId());
        return List.of(new ApprovalContribution.End(document.recordId(), call.key(), call.attempt(), status, text));
    }

    @Override
    public List<Contribution> statusChanged(Run run, RunStatus next) {
        return List.of(new ApprovalContribution.RunChange(run.id(), next));
    }

    private static ApprovalDb of(Db db) {
        if (db instanceof ApprovalDb approvals) {
            return approvals;
        }
        throw new IllegalStateException("calls wait for approvals, and " + db
                + " keeps none. Continue the run with the database in which it was started");
    }
}
