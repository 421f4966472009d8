package ai.kern.approval;

import ai.kern.db.LimitExceededException;
import ai.kern.db.Limits;
import ai.kern.internal.Identifiers;
import ai.kern.internal.Json;
import ai.kern.internal.Redaction;
import ai.kern.requirement.AnswerType;
import ai.kern.requirement.InputField;
import ai.kern.requirement.PauseType;
import ai.kern.run.Actor;
import ai.kern.tool.InvalidArgumentsException;
import ai.kern.tool.ToolArguments;
import ai.kern.tool.ToolSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Who may decide about a record, and which answers fit its terms. Says nothing of time, which is the database's. Immutable. */
final class DecisionPolicy {
    private final ApprovalSettings settings;

    DecisionPolicy(ApprovalSettings settings) {
        this.settings = settings;
    }

    /**
     * The decider of an approval.
     *
     * @throws DecisionRefusedException if he may not approve this
     */
    Actor approver(ApprovalRecord record, Decision decision) {
        Actor actor = decider(record, decision);
        Optional<String> requester = record.userId();
        ApprovalTerms terms = record.terms();
        if (terms.fourEyes() && requester.isEmpty()) {
            throw new DecisionRefusedException("approval " + record.id()
                    + " needs four eyes, but nobody knows who asked for the call; it can be rejected");
        }
        boolean isOwn =
                requester.map(user -> settings.isSamePerson(user, actor.id())).orElse(false);
        if (isOwn && (terms.fourEyes() || !terms.requesterMayApprove())) {
            throw new DecisionRefusedException(actor.id() + " asked for the call of approval " + record.id()
                    + " and cannot approve it; another person has to");
        }
        return actor;
    }

    /**
     * The decider of anything.
     *
     * @throws DecisionRefusedException if he may not decide about this
     */
    Actor decider(ApprovalRecord record, Decision decision) {
        Actor actor = known(decision.actor());
        record.terms().approvers().filter(role -> !actor.roles().contains(role)).ifPresent(role -> {
            throw new DecisionRefusedException(actor.id() + " lacks the role " + role
                    + ", which deciders about approval " + record.id() + " must have");
        });
        decision.seen().filter(digest -> !digest.equals(record.shownDigest())).ifPresent(digest -> {
            throw new DecisionRefusedException("approval " + record.id() + " is not what " + actor.id()
                    + " saw any more: it was changed in between. Look at it again and decide then");
        });
        return actor;
    }

    /** Somebody as the directory knows him, if there is one. */
    Actor known(Actor actor) {
        try {
            Limits.checkName(actor.id(), "the id of an actor");
        } catch (IllegalArgumentException | LimitExceededException unfit) {
            throw new InvalidDecisionException(String.valueOf(unfit.getMessage()));
        }
        return settings.directory()
                .map(directory -> directory
                        .find(actor.id())
                        .orElseThrow(() -> new DecisionRefusedException(actor.id()
                                + " is not in the directory of those who decide; add him, or let another decide")))
                .orElse(actor);
    }

    /** The votes that still count once one is given, this one included. */
    List<ApprovalVote> votes(ApprovalRecord record, ApprovalVote given) {
        List<ApprovalVote> votes = new ArrayList<>(record.votes());
        votes.removeIf(vote -> !vote.digest().equals(given.digest()));
        votes.stream()
                .filter(vote -> settings.isSamePerson(vote.by(), given.by()))
                .findFirst()
                .ifPresent(vote -> {
                    throw new DecisionRefusedException(given.by() + " has approved " + record.id() + " already, at "
                            + vote.at() + "; " + record.terms().quorum() + " different people have to");
                });
        votes.add(given);
        return votes;
    }

    /** How many different people are among some. */
    int people(Stream<String> ids) {
        List<String> different = new ArrayList<>();
        ids.forEach(id -> {
            if (different.stream().noneMatch(other -> settings.isSamePerson(other, id))) {
                different.add(id);
            }
        });
        return different.size();
    }

    /**
     * What an approval answers beyond yes, in clear; empty if that is all, or if it agrees with what another one answered.
     *
     * @param asked gives the arguments that are asked about, in clear
     * @throws InvalidDecisionException if something is missing, or does not fit
     */
    Optional<DecidedValues> answer(ApprovalRecord record, Decision decision, Supplier<String> asked) {
        List<String> given = given(decision);
        List<String> allowed = allowed(record);
        if (given.size() > 1 || !allowed.containsAll(given)) {
            throw new InvalidDecisionException("approval " + record.id() + ", of the kind "
                    + record.pauseType() + ", takes "
                    + (allowed.isEmpty() ? "neither arguments nor values nor a result" : String.join(" or ", allowed))
                    + "; what was given is " + String.join(" and ", given) + ". The record stays as it is");
        }
        if (given.isEmpty()) {
            requireNothingMissing(record, allowed);
            return Optional.empty();
        }
        return Optional.of(checked(record, decision, asked));
    }

    /**
     * Refuses what only an approval has.
     *
     * @throws InvalidDecisionException if there is something
     */
    void requireNoAnswer(ApprovalRecord record, Decision decision) {
        List<String> given = given(decision);
        if (!given.isEmpty()) {
            throw new InvalidDecisionException("approval " + record.id()
                    + " is not approved by this decision, which therefore takes no " + String.join(" and ", given)
                    + ". The record stays as it is");
        }
    }

    private static List<String> given(Decision decision) {
        List<String> given = new ArrayList<>();
        decision.arguments().ifPresent(some -> given.add("arguments"));
        decision.values().ifPresent(some -> given.add("values"));
        decision.result().ifPresent(some -> given.add("result"));
        decision.error().ifPresent(some -> given.add("error"));
        if (decision.isRunAgain()) {
            given.add("runAgain");
        }
        return given;
    }

    private static List<String> allowed(ApprovalRecord record) {
        return switch (record.pauseType()) {
            case CONFIRMATION -> record.terms().editable() ? List.of("arguments") : List.of();
            case USER_INPUT -> List.of("values");
            case EXTERNAL_EXECUTION -> List.of("result", "error");
            case OUTCOME_UNKNOWN -> List.of("runAgain", "result");
            case USER_FEEDBACK -> List.of();
        };
    }

    private static void requireNothingMissing(ApprovalRecord record, List<String> allowed) {
        boolean needsOne = record.pauseType() != PauseType.CONFIRMATION;
        if (needsOne && record.answer().isEmpty()) {
            throw new InvalidDecisionException("approval " + record.id() + ", of the kind " + record.pauseType()
                    + ", is approved with " + String.join(" or ", allowed) + ", and there is none"
                    + fields(record) + ". The record stays as it is");
        }
    }

    private static String fields(ApprovalRecord record) {
        List<String> names =
                record.requirements().stream().map(InputField::name).toList();
        return names.isEmpty() ? "" : "; it asks for " + String.join(", ", names);
    }

    private static DecidedValues checked(ApprovalRecord record, Decision decision, Supplier<String> asked) {
        if (decision.arguments().isPresent()) {
            String changed = unmasked(record, decision.arguments().get(), asked);
            requireFit(record, record.terms().schema(), changed);
            return new DecidedValues(AnswerType.CONFIRM, Optional.of(changed), Optional.empty(), Digests.nonce());
        }
        if (decision.values().isPresent()) {
            requireFields(record, decision.values().get());
            requireFit(record, record.terms().fieldsSchema(), decision.values().get());
            return new DecidedValues(AnswerType.PROVIDE, decision.values(), Optional.empty(), Digests.nonce());
        }
        if (decision.isRunAgain()) {
            return new DecidedValues(AnswerType.RUN_AGAIN, Optional.empty(), Optional.empty(), Digests.nonce());
        }
        AnswerType type = decision.result().isPresent() ? AnswerType.RESULT : AnswerType.ERROR;
        String text = decision.result().or(decision::error).orElse("");
        if (Limits.exceeds(text, Limits.TOOL_RESULT_BYTES)) {
            throw new InvalidDecisionException("the " + type.name().toLowerCase(Locale.ROOT) + " for approval "
                    + record.id() + " has " + Limits.bytes(text) + " bytes; the most that is taken is "
                    + Limits.TOOL_RESULT_BYTES + ". Bring a part, a summary or a reference");
        }
        return new DecidedValues(type, Optional.empty(), Optional.of(text), Digests.nonce());
    }

    /** Changed arguments in clear, where the decider leaves what he was not shown. */
    private static String unmasked(ApprovalRecord record, String changed, Supplier<String> asked) {
        List<String> redacted = record.terms().redacted();
        try {
            return redacted.isEmpty() ? changed : Redaction.unmask(changed, asked.get(), redacted);
        } catch (IllegalArgumentException leftMasked) {
            throw new InvalidDecisionException("the arguments for approval " + record.id() + " are not complete: "
                    + leftMasked.getMessage() + ". The record stays as it is");
        }
    }

    private static void requireFit(ApprovalRecord record, Optional<String> schema, String json) {
        String known = schema.orElseThrow(() -> new InvalidDecisionException("approval " + record.id()
                + " has no schema to which changed arguments or values could be held, so it takes none"));
        try {
            ToolSchema.of(known).check(json);
        } catch (InvalidArgumentsException unfit) {
            throw new InvalidDecisionException("what was given for approval " + record.id() + " does not fit: "
                    + String.join("; ", unfit.violationsWithoutValues()) + ". The record stays as it is");
        }
    }

    /** A schema may allow more than is asked for; no value may replace what the model chose. */
    private static void requireFields(ApprovalRecord record, String json) {
        List<String> asked =
                record.requirements().stream().map(InputField::name).toList();
        ToolArguments values;
        try {
            values = ToolArguments.of(json);
        } catch (InvalidArgumentsException noObject) {
            throw new InvalidDecisionException("the values for approval " + record.id() + " are not a JSON object"
                    + fields(record) + ". The record stays as it is");
        }
        for (String name : values.asMap().keySet()) {
            if (!asked.contains(name)) {
                throw new InvalidDecisionException("approval " + record.id() + " does not ask for '"
                        + Identifiers.shown(name) + "'" + fields(record) + ". The record stays as it is");
            }
        }
    }

    /**
     * An answer as a record shows it.
     *
     * @param asked gives the arguments that are asked about, in clear
     */
    static ApprovalAnswer shown(ApprovalRecord record, DecidedValues clear, Supplier<String> asked) {
        List<String> redacted = record.terms().redacted();
        boolean isEdit = clear.type() == AnswerType.CONFIRM;
        return new ApprovalAnswer(
                clear.type(),
                isEdit ? Redaction.mask(clear.values(), redacted) : Optional.empty(),
                isEdit ? Optional.empty() : Optional.of(data(clear, redacted, asked)),
                clear.digest(record.digest()));
    }

    private static String data(DecidedValues clear, List<String> redacted, Supplier<String> asked) {
        return switch (clear.type()) {
            case PROVIDE -> Redaction.mask(clear.values().orElse("{}"), redacted);
            case RUN_AGAIN -> Json.write(Json.object().put("run_again", true));
            case ERROR -> Json.write(Json.object().put("error", text(clear, redacted, asked)));
            default -> Json.write(Json.object().put("result", text(clear, redacted, asked)));
        };
    }

    private static String text(DecidedValues clear, List<String> redacted, Supplier<String> asked) {
        String text = clear.text().orElse("");
        return redacted.isEmpty() ? text : Redaction.maskIn(text, List.of(asked.get()), redacted);
    }
}
