package ai.kern.internal.engine;

import ai.kern.requirement.PauseType;
import ai.kern.run.CallKey;
import ai.kern.run.KernException;
import ai.kern.tool.InvalidArgumentsException;
import ai.kern.tool.Protection;
import ai.kern.tool.ToolArguments;
import ai.kern.tool.ToolDefinition;
import ai.kern.tool.ToolSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Says what comes next in a run: a pure function of what is stored and of the tools there are. So a process that dies is
 * replaced by any other that loads the same rows.
 */
final class Planner {
    private final ToolSet tools;
    private final DelegatedCalls delegated;
    private final EndCheck endCheck;

    Planner(ToolSet tools) {
        this.tools = tools;
        this.delegated = new DelegatedCalls(tools);
        this.endCheck = new EndCheck(tools);
    }

    /** What can be done about one call that has no result yet. */
    private sealed interface Disposition {
        record Refused(Step.Refusal refusal) implements Disposition {}

        record Free(Start start, boolean begun) implements Disposition {}

        record Delegated(Step.Delegated delegated) implements Disposition {}

        record Missing(Step.Ask ask) implements Disposition {}

        record Waiting() implements Disposition {}

        record Settled(RequirementRecord requirement, Documents.Asked asked, ToolArguments arguments, int attempt)
                implements Disposition {}
    }

    private record Open(CallRecord call, Disposition disposition) {
        boolean is(Class<? extends Disposition> type) {
            return type.isInstance(disposition);
        }
    }

    /**
     * What comes next in a run.
     *
     * @param waiting delegated calls whose child runs cannot go on
     * @param budget what is left of the limits that the run has in common with others
     */
    Step next(RunBook book, Set<CallKey> waiting, CallBudget budget) {
        Optional<Turn> turn = book.lastTurn();
        if (turn.isEmpty() || book.endsWithUser()) {
            return new Step.AskModel(mayCall(book, budget));
        }
        List<CallRecord> calls = book.calls(turn.get());
        List<Open> open = calls.stream()
                .filter(call -> call.outcome().isEmpty())
                .map(call -> new Open(call, dispositionOf(call, book)))
                .toList();
        return open.isEmpty() ? afterResults(book, calls, budget) : afterCalls(book, calls, open, waiting);
    }

    private Step afterResults(RunBook book, List<CallRecord> calls, CallBudget budget) {
        if (calls.stream().anyMatch(call -> delegated.endsRun(call, calls))) {
            return new Step.Complete();
        }
        boolean mayCall = mayCall(book, budget);
        if (calls.isEmpty()) {
            return endCheck.afterAnswer(book, mayCall);
        }
        if (!mayCall) {
            Optional<Step> left = endCheck.withoutTools(book);
            if (left.isPresent()) {
                return left.get();
            }
        }
        return insistsBeyondLimit(book) && !book.isAskedAnew()
                ? new Step.Fail(new KernException("the model asked for tools again after it was told that the run's "
                        + book.settings().toolCallLimit().orElse(0) + " tool calls were used up"))
                : new Step.AskModel(mayCall);
    }

    private Step afterCalls(RunBook book, List<CallRecord> calls, List<Open> open, Set<CallKey> waiting) {
        List<Step.Refusal> refusals = all(open, Disposition.Refused.class).stream()
                .map(Disposition.Refused::refusal)
                .toList();
        if (!refusals.isEmpty()) {
            return new Step.Refuse(refusals);
        }
        List<Start> free = open.stream()
                .filter(entry -> entry.disposition() instanceof Disposition.Free one
                        && (one.begun() || !isHeldBack(entry.call(), calls, open, book)))
                .map(entry -> ((Disposition.Free) entry.disposition()).start())
                .toList();
        if (!free.isEmpty()) {
            return new Step.RunFree(free);
        }
        List<Step.Delegated> delegated = open.stream()
                .filter(entry -> entry.disposition() instanceof Disposition.Delegated one
                        && !waiting.contains(entry.call().key())
                        && (one.delegated().isBegun() || !isHeldBack(entry.call(), calls, open, book)))
                .map(entry -> ((Disposition.Delegated) entry.disposition()).delegated())
                .toList();
        if (!delegated.isEmpty()) {
            return new Step.Delegate(delegated);
        }
        List<Step.Ask> missing = all(open, Disposition.Missing.class).stream()
                .map(Disposition.Missing::ask)
                .toList();
        if (!missing.isEmpty() || open.stream().anyMatch(entry -> entry.is(Disposition.Waiting.class))) {
            return new Step.Pause(missing);
        }
        return open.stream()
                .filter(entry -> entry.is(Disposition.Settled.class))
                .map(entry -> runSettled(entry.call(), (Disposition.Settled) entry.disposition()))
                .findFirst()
                .orElseGet(() -> new Step.Pause(List.of()));
    }

    private static <T extends Disposition> List<T> all(List<Open> open, Class<T> type) {
        return open.stream()
                .map(Open::disposition)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private Step runSettled(CallRecord call, Disposition.Settled settled) {
        Optional<ToolDefinition> tool = tools.find(call.request().toolName());
        Optional<String> difference = Definitions.difference(settled.asked(), tool);
        return difference.isPresent()
                ? new Step.Changed(settled.requirement(), difference.get())
                : new Step.RunSettled(new Start(call, tool.orElseThrow(), settled.arguments(), settled.attempt()));
    }

    /** Free calls wait as the batch mode says, until no protected call of the batch is left. */
    private static boolean isHeldBack(CallRecord call, List<CallRecord> batch, List<Open> open, RunBook book) {
        boolean protectedOneLeft = open.stream().anyMatch(entry -> !isFree(entry));
        if (!protectedOneLeft) {
            return false;
        }
        return switch (book.settings().batch()) {
            case RUN_FREE -> false;
            case HOLD_ALL -> true;
            case STOP_AT_FIRST_PROTECTED ->
                batch.stream()
                        .filter(other -> other.key().index() < call.key().index())
                        .anyMatch(other -> isProtected(other, open));
        };
    }

    private static boolean isProtected(CallRecord call, List<Open> open) {
        return !call.requirements().isEmpty()
                || open.stream().anyMatch(entry -> entry.call().key().equals(call.key()) && !isFree(entry));
    }

    /** Nobody is asked before a free call starts, or before one is handed to members. */
    private static boolean isFree(Open entry) {
        return entry.is(Disposition.Free.class) || entry.is(Disposition.Delegated.class);
    }

    private Disposition dispositionOf(CallRecord call, RunBook book) {
        if (!call.assigned().isEmpty()) {
            return new Disposition.Delegated(new Step.Delegated(call, Optional.empty()));
        }
        if (call.attempts() > 0) {
            return ofStarted(call);
        }
        Optional<RequirementRecord> requirement = call.requirement();
        if (requirement.isPresent()) {
            return requirement.get().isOpen() ? new Disposition.Waiting() : ofSettled(call, requirement.get());
        }
        return ofNew(call, book);
    }

    private Disposition ofNew(CallRecord call, RunBook book) {
        Optional<Integer> limit = book.settings().toolCallLimit();
        if (limit.isPresent() && call.ordinal() >= limit.get()) {
            return refused(
                    call, "The limit of " + limit.get() + " tool calls of this run is used up. Answer without tools.");
        }
        Optional<ToolDefinition> found = tools.find(call.request().toolName());
        if (found.isEmpty()) {
            return refused(call, "There is no tool named " + call.request().toolName() + ". " + theTools());
        }
        ToolDefinition tool = found.get();
        try {
            ToolArguments arguments =
                    tool.modelParameters().check(call.request().arguments());
            if (tool.delegation().isPresent()) {
                return new Disposition.Delegated(
                        new Step.Delegated(call, Optional.of(new Start(call, tool, arguments, 1))));
            }
            if (tool.protection() == Protection.NONE) {
                return new Disposition.Free(new Start(call, tool, arguments, 1), false);
            }
            PauseType type = tool.protection().pauseType().orElseThrow();
            return new Disposition.Missing(new Step.Ask(call, type, Asking.of(tool, arguments)));
        } catch (InvalidArgumentsException invalid) {
            return refused(call, messageOf(invalid, tool));
        }
    }

    /** What is wrong with arguments; of a tool that redacts some, without their values, since results are shown, too. */
    private static String messageOf(InvalidArgumentsException invalid, ToolDefinition tool) {
        InvalidArgumentsException told =
                tool.redacted().isEmpty() ? invalid : new InvalidArgumentsException(invalid.violationsWithoutValues());
        return String.valueOf(told.getMessage());
    }

    private String theTools() {
        return tools.names().isEmpty() ? "There are no tools." : "The tools are: " + String.join(", ", tools.names());
    }

    private static Disposition refused(CallRecord call, String message) {
        return new Disposition.Refused(new Step.Refusal(call, message));
    }

    private static Disposition ofSettled(CallRecord call, RequirementRecord requirement) {
        Documents.Asked asked = requirement.asked();
        Documents.Settled settled = requirement.settled().orElseThrow();
        ToolArguments arguments = switch (settled.type()) {
            case CONFIRM -> ToolArguments.of(settled.values().orElse(asked.arguments()));
            case PROVIDE ->
                Asking.withProvided(asked.arguments(), settled.values().orElse("{}"));
            default ->
                throw new KernException("requirement " + requirement.id() + " of call " + call.key()
                        + " is settled by " + settled.type()
                        + ", which lets nothing run, yet the call has no result; its rows were damaged");
        };
        return settled(requirement, arguments, 1);
    }

    /** A call that was started and whose outcome is not known. */
    private Disposition ofStarted(CallRecord call) {
        int attempt = call.attempts();
        Documents.Claim claim = call.claim().orElseThrow();
        Optional<RequirementRecord> requirement = call.requirement();
        ToolArguments arguments = ToolArguments.of(claim.arguments());
        if (requirement.isPresent() && isAbout(requirement.get(), attempt)) {
            return requirement.get().isOpen()
                    ? new Disposition.Waiting()
                    : settled(requirement.get(), arguments, attempt + 1);
        }
        Optional<ToolDefinition> tool = tools.find(call.request().toolName());
        if (claim.repeatable() && tool.isPresent()) {
            if (requirement.isEmpty() && isFreeToRepeat(tool.get(), claim)) {
                return new Disposition.Free(new Start(call, tool.get(), arguments, attempt + 1), true);
            }
            if (requirement.isPresent() && tool.get().idempotent() && isAsShown(requirement.get(), tool)) {
                return settled(requirement.get(), arguments, attempt + 1);
            }
        }
        return new Disposition.Missing(doubt(call));
    }

    /** The question about the last attempt of a call that was started. */
    static Step.Ask doubt(CallRecord call) {
        Documents.Claim claim = call.claim().orElseThrow();
        return new Step.Ask(
                call,
                PauseType.OUTCOME_UNKNOWN,
                Asking.outcomeOf(call.request().toolName(), claim.arguments(), call.attempts(), claim.definition()));
    }

    /** A started call cannot be taken back, so one whose tool has changed is asked about instead of being stuck. */
    private static boolean isAsShown(RequirementRecord requirement, Optional<ToolDefinition> tool) {
        return Definitions.difference(requirement.asked(), tool).isEmpty();
    }

    private static boolean isAbout(RequirementRecord requirement, int attempt) {
        return requirement.type() == PauseType.OUTCOME_UNKNOWN
                && requirement.asked().attempt() == attempt;
    }

    private static Disposition settled(RequirementRecord requirement, ToolArguments arguments, int attempt) {
        return new Disposition.Settled(requirement, requirement.asked(), arguments, attempt);
    }

    private static boolean isFreeToRepeat(ToolDefinition tool, Documents.Claim claim) {
        return tool.protection() == Protection.NONE && !tool.onceOnly() && fits(tool, claim.arguments());
    }

    private static boolean fits(ToolDefinition tool, String arguments) {
        try {
            tool.modelParameters().check(arguments);
            return true;
        } catch (InvalidArgumentsException changedSchema) {
            return false;
        }
    }

    private static boolean mayCall(RunBook book, CallBudget budget) {
        int used = book.lastTurn()
                .map(turn -> turn.firstCall() + turn.message().toolCalls().size())
                .orElse(0);
        return book.settings().toolCallLimit().map(limit -> used < limit).orElse(true) && budget.isLeft();
    }

    private static boolean insistsBeyondLimit(RunBook book) {
        Optional<Integer> limit = book.settings().toolCallLimit();
        List<Turn> beyond = new ArrayList<>();
        if (limit.isPresent()) {
            for (Turn turn : book.turns()) {
                if (!turn.message().toolCalls().isEmpty()
                        && turn.firstCall() + turn.message().toolCalls().size() > limit.get()) {
                    beyond.add(turn);
                }
            }
        }
        return beyond.size() > 1;
    }
}
