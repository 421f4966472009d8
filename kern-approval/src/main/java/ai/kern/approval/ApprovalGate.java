package ai.kern.approval;

import ai.kern.db.Db;
import ai.kern.db.Limits;
import ai.kern.internal.Durations;
import ai.kern.internal.Redaction;
import ai.kern.tool.ApprovalType;
import ai.kern.tool.Gate;
import ai.kern.tool.GateProvider;
import ai.kern.tool.Protection;
import ai.kern.tool.ToolDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The gate that {@link ai.kern.tool.Approval} marks, for tools that are made by hand:
 *
 * <pre>{@code
 * FunctionTool.builder("refund").gate(ApprovalGate.required().approvers("finance").quorum(2)) …
 * }</pre>
 *
 * <p>A value: gates of equal terms are equal. Immutable; each method gives a changed copy. Terms but {@link #redact} are for
 * required approvals alone.
 *
 * @param type whether an administrator decides, or the decision of the person in front of the program is recorded
 * @param expiresIn how long after the pause the record can be decided, at most 365 days; for ever if there is none
 * @param runWithin how long after its approval the call may be started, at most 365 days; for ever if there is none
 * @param approvers the role that a decider must have; anybody decides if there is none
 * @param quorum how many different people must approve, from 1
 * @param fourEyes whether nobody approves what he asked for, and a call of which nobody knows who asked for it is refused
 * @param requesterMayApprove whether the approval of the user who owns the run counts
 * @param redact arguments that are masked, as JSON pointers
 */
public record ApprovalGate(
        ApprovalType type,
        Optional<Duration> expiresIn,
        Optional<Duration> runWithin,
        Optional<String> approvers,
        int quorum,
        boolean fourEyes,
        boolean requesterMayApprove,
        List<String> redact)
        implements Gate {

    public ApprovalGate {
        Objects.requireNonNull(type, "type");
        expiresIn.ifPresent(time -> requirePositive("expiresIn", time));
        runWithin.ifPresent(time -> requirePositive("runWithin", time));
        approvers.ifPresent(role -> Limits.checkName(role, "the role of approvers"));
        redact = redact.stream().map(Redaction::check).toList();
        if (quorum < 1) {
            throw new IllegalArgumentException("quorum is at least 1, not " + quorum);
        }
        if (fourEyes && requesterMayApprove) {
            throw new IllegalArgumentException(
                    "fourEyes and requesterMayApprove contradict each other; keep one of them");
        }
        boolean hasTerms = expiresIn.isPresent()
                || runWithin.isPresent()
                || approvers.isPresent()
                || quorum > 1
                || fourEyes
                || requesterMayApprove;
        if (type == ApprovalType.AUDIT && hasTerms) {
            throw new IllegalArgumentException(
                    "an approval of type AUDIT tells who decided and takes no expiresIn,"
                            + " runWithin, approvers, quorum, fourEyes or requesterMayApprove; leave them out, or make it REQUIRED");
        }
    }

    /** An administrator decides on a persisted record, and nobody else. */
    public static ApprovalGate required() {
        return of(ApprovalType.REQUIRED);
    }

    /** The person in front of the program decides, and a record tells of it. Stands beside a mark that asks that person. */
    public static ApprovalGate audit() {
        return of(ApprovalType.AUDIT);
    }

    private static ApprovalGate of(ApprovalType type) {
        return new ApprovalGate(type, Optional.empty(), Optional.empty(), Optional.empty(), 1, false, false, List.of());
    }

    /** The record can be decided for so long after the pause. */
    public ApprovalGate expiresIn(Duration time) {
        return new ApprovalGate(
                type, Optional.of(time), runWithin, approvers, quorum, fourEyes, requesterMayApprove, redact);
    }

    /** The call may be started for so long after its approval. */
    public ApprovalGate runWithin(Duration time) {
        return new ApprovalGate(
                type, expiresIn, Optional.of(time), approvers, quorum, fourEyes, requesterMayApprove, redact);
    }

    /** Deciders must have a role. */
    public ApprovalGate approvers(String role) {
        return new ApprovalGate(
                type, expiresIn, runWithin, Optional.of(role), quorum, fourEyes, requesterMayApprove, redact);
    }

    /** So many different people must approve; one rejection rejects. */
    public ApprovalGate quorum(int people) {
        return new ApprovalGate(type, expiresIn, runWithin, approvers, people, fourEyes, requesterMayApprove, redact);
    }

    /** Nobody approves what he asked for himself, and a call of which nobody knows who asked for it is refused. */
    public ApprovalGate requiringFourEyes() {
        return new ApprovalGate(type, expiresIn, runWithin, approvers, quorum, true, requesterMayApprove, redact);
    }

    /** The approval of the user who owns the run counts, too. */
    public ApprovalGate allowingRequester() {
        return new ApprovalGate(type, expiresIn, runWithin, approvers, quorum, fourEyes, true, redact);
    }

    /** Masks more arguments, in records, in the trail and wherever else the call is shown; see {@link ToolDefinition#redacted()}. */
    public ApprovalGate redact(String... pointers) {
        List<String> all = new ArrayList<>(redact);
        all.addAll(List.of(pointers));
        return new ApprovalGate(type, expiresIn, runWithin, approvers, quorum, fourEyes, requesterMayApprove, all);
    }

    @Override
    public GateProvider provider() {
        return new ApprovalGateProvider();
    }

    @Override
    public Protection protection(Protection declared) {
        return switch (declared) {
            case CONFIRMATION, USER_INPUT, EXTERNAL_EXECUTION -> declared;
            case NONE -> {
                if (type == ApprovalType.AUDIT) {
                    throw new IllegalArgumentException(
                            "an approval of type AUDIT stands beside a mark that asks a person:"
                                    + " add requiresConfirmation, requiresUserInput or externalExecution");
                }
                yield Protection.CONFIRMATION;
            }
            case ASKED_INPUT, ASKED_QUESTIONS ->
                throw new IllegalArgumentException(
                        "a tool by which the model asks a person runs nothing and takes no approval; leave it out");
        };
    }

    @Override
    public boolean decides() {
        return type == ApprovalType.REQUIRED;
    }

    @Override
    public String kind() {
        return ApprovalGateProvider.NAME + ":" + type;
    }

    @Override
    public List<String> redacted() {
        return redact;
    }

    @Override
    public void check(ToolDefinition tool, Db db) {
        if (!(db instanceof ApprovalDb)) {
            throw new IllegalStateException("tool " + tool.name()
                    + " needs a database that keeps approvals, such as SqliteDb, PostgresDb or InMemoryApprovalDb, and has "
                    + db.getClass().getName() + ". Give the agent one by db(…), or declare it memberOnly()");
        }
    }

    private static void requirePositive(String name, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException(name + " is " + time + "; it must be longer than zero");
        }
        if (time.compareTo(Durations.LONGEST) > 0) {
            throw new IllegalArgumentException(name + " is " + time + "; it is at most " + Durations.LONGEST.toDays()
                    + " days, or left out for one without end");
        }
    }
}
