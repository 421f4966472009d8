package ai.kern.specs.team.trees;

import ai.kern.approval.ApprovalGate;
import ai.kern.approval.Decision;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.ExternalExecution;
import ai.kern.requirement.PauseType;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.requirement.UserInput;
import ai.kern.run.Actor;
import ai.kern.specs.support.Ledger;
import ai.kern.specs.support.LedgerTools;
import ai.kern.tool.FunctionTool;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The tools that every member has: one of each kind of protection, by the same names, so that names tell nobody apart. */
enum OwnTool {
    /** Free. */
    LOOK(null, Guard.NOBODY),
    /** A person confirms it. */
    PAY(PauseType.CONFIRMATION, Guard.PERSON),
    /** A person gives one of its arguments. */
    SEND(PauseType.USER_INPUT, Guard.PERSON),
    /** Somebody else executes it. */
    SHIP(PauseType.EXTERNAL_EXECUTION, Guard.PERSON),
    /** A person confirms it, and a record tells of that. */
    SIGN(PauseType.CONFIRMATION, Guard.RECORDED_PERSON),
    /** An administrator approves it. */
    WIPE(PauseType.CONFIRMATION, Guard.ADMINISTRATOR),
    /** An administrator gives one of its arguments. */
    GRANT(PauseType.USER_INPUT, Guard.ADMINISTRATOR),
    /** An administrator brings what somebody else has executed. */
    CARRY(PauseType.EXTERNAL_EXECUTION, Guard.ADMINISTRATOR);

    /** Who says whether a call may go on. */
    enum Guard {
        NOBODY,
        PERSON,
        RECORDED_PERSON,
        ADMINISTRATOR
    }

    /** What the tools of which a person gives an argument take. */
    record Letter(String item, String recipient) {}

    private static final Actor ADMINISTRATOR = Actor.of("admin");
    private static final String GIVEN = "recipient";

    private final Optional<PauseType> pause;
    private final Guard guard;

    OwnTool(PauseType pause, Guard guard) {
        this.pause = Optional.ofNullable(pause);
        this.guard = guard;
    }

    /** Why a call waits; empty if it does not. */
    Optional<PauseType> pause() {
        return pause;
    }

    boolean isFree() {
        return guard == Guard.NOBODY;
    }

    /** Whether an administrator's record decides. */
    boolean isDecided() {
        return guard == Guard.ADMINISTRATOR;
    }

    /** Whether a record tells of a call. */
    boolean isRecorded() {
        return isDecided() || guard == Guard.RECORDED_PERSON;
    }

    /** Whether kern has nothing to execute. */
    boolean isExternal() {
        return is(PauseType.EXTERNAL_EXECUTION);
    }

    private boolean is(PauseType type) {
        return pause.filter(type::equals).isPresent();
    }

    /** The tool's name. */
    String toolName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The tool, whose effects go to a ledger. */
    FunctionTool build(Ledger ledger) {
        FunctionTool.Builder<?> tool = unguarded(ledger);
        switch (guard) {
            case RECORDED_PERSON -> tool.gate(ApprovalGate.audit());
            case ADMINISTRATOR -> tool.gate(ApprovalGate.required());
            default -> {}
        }
        return tool.build();
    }

    private FunctionTool.Builder<?> unguarded(Ledger ledger) {
        if (isExternal()) {
            return FunctionTool.builder(toolName())
                    .parameters(LedgerTools.Item.class)
                    .externalExecution();
        }
        if (is(PauseType.USER_INPUT)) {
            return FunctionTool.builder(toolName())
                    .parameters(Letter.class)
                    .call((letter, context) -> act(letter.item(), letter.recipient(), ledger))
                    .requiresUserInput(GIVEN);
        }
        FunctionTool.Builder<?> tool = FunctionTool.builder(toolName())
                .parameters(LedgerTools.Item.class)
                .call((item, context) -> act(item.item(), "", ledger));
        return is(PauseType.CONFIRMATION) && guard != Guard.ADMINISTRATOR ? tool.requiresConfirmation() : tool;
    }

    private String act(String item, String given, Ledger ledger) {
        ledger.add(effect(item, given));
        if (PlannedCall.Own.isToBreak(item)) {
            throw new IllegalStateException(effect(item, given) + " broke");
        }
        return done(item, given);
    }

    private String effect(String item, String given) {
        return toolName() + " " + item + (given.isEmpty() ? "" : " to " + given);
    }

    private String done(String item, String given) {
        return effect(item, given) + " is done";
    }

    /** What a person gives for a call. */
    private String givenFor(String item) {
        return is(PauseType.USER_INPUT) ? "receiver of " + item : "";
    }

    /** The effect of a call that goes on; empty if kern has nothing to execute. */
    Optional<String> effect(String item) {
        return isExternal() ? Optional.empty() : Optional.of(effect(item, givenFor(item)));
    }

    /** What the model is told of a call. */
    String result(String item, Fate fate) {
        return switch (fate) {
            case DONE -> done(item, givenFor(item));
            case BROKEN -> "Error: " + effect(item, givenFor(item)) + " broke";
            case REJECTED ->
                isExternal() && !isDecided()
                        ? "Error: " + noteFor(item)
                        : "The call was rejected by a person and did not run. Note: " + noteFor(item);
        };
    }

    private String noteFor(String item) {
        return "no " + toolName() + " of " + item;
    }

    /** A person's answer by which a call has its fate. */
    Resolution answer(Requirement requirement, String item, Fate fate) {
        boolean isRejected = fate == Fate.REJECTED;
        if (requirement instanceof Confirmation confirmation) {
            return isRejected ? confirmation.reject(noteFor(item)) : confirmation.confirm();
        }
        if (requirement instanceof UserInput input) {
            return isRejected ? input.reject(noteFor(item)) : input.provide(Map.of(GIVEN, givenFor(item)));
        }
        ExternalExecution execution = (ExternalExecution) requirement;
        return switch (fate) {
            case DONE -> execution.result(done(item, ""));
            case BROKEN -> execution.error(effect(item, "") + " broke");
            case REJECTED -> execution.error(noteFor(item));
        };
    }

    /** An administrator's decision by which a call has its fate. */
    Decision decision(String item, Fate fate) {
        Decision decision = Decision.by(ADMINISTRATOR);
        if (fate == Fate.REJECTED) {
            return decision.note(noteFor(item));
        }
        if (is(PauseType.USER_INPUT)) {
            return decision.values(Map.of(GIVEN, givenFor(item)));
        }
        if (isExternal()) {
            return fate == Fate.DONE ? decision.result(done(item, "")) : decision.error(effect(item, "") + " broke");
        }
        return decision;
    }
}
