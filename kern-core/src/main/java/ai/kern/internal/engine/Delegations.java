package ai.kern.internal.engine;

import ai.kern.db.Execution;
import ai.kern.db.ExecutionPhase;
import ai.kern.db.LimitExceededException;
import ai.kern.db.Limits;
import ai.kern.run.CallKey;
import ai.kern.run.Delegation;
import ai.kern.run.KernException;
import ai.kern.run.OutcomeStatus;
import ai.kern.tool.InvalidArgumentsException;
import ai.kern.tool.ToolArguments;
import ai.kern.tool.ToolDefinition;
import ai.kern.tool.ToolSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Executes the calls of one run that are given to members, and knows which of them wait. Used by the thread of the run's loop. */
final class Delegations {
    private final ToolSet tools;
    private final RunBook book;
    private final Journal journal;
    private final ChildRuns children;
    private final Set<CallKey> waiting = new HashSet<>();
    private final List<KernException> held = new ArrayList<>();

    Delegations(ToolSet tools, RunBook book, Journal journal, ChildRuns children) {
        this.tools = tools;
        this.book = book;
        this.journal = journal;
        this.children = children;
    }

    /** The calls whose child runs cannot go on. */
    Set<CallKey> waiting() {
        return waiting;
    }

    /** Why a child run could not go on, where its caller is to be told. */
    Optional<KernException> held() {
        return held.stream().findFirst();
    }

    /**
     * Lets members work; a call of which each child has ended has its result, the others wait. New calls are planned in their
     * order, and each sees what those before it have come to at once.
     */
    void execute(List<Step.Delegated> calls) {
        List<CallKey> begun = new ArrayList<>();
        boolean isAnyNew = false;
        for (Step.Delegated delegated : calls) {
            if (delegated.isBegun() || begin(delegated.begin().orElseThrow())) {
                begun.add(delegated.call().key());
                isAnyNew |= !delegated.isBegun();
            }
        }
        if (isAnyNew) {
            journal.commitRunning(book);
        }
        boolean isAnyOver = false;
        Map<CallRecord, List<ChildRuns.Child>> ended = children.work(
                begun.stream().map(key -> book.find(key).orElseThrow()).toList());
        for (Map.Entry<CallRecord, List<ChildRuns.Child>> call : ended.entrySet()) {
            isAnyOver |= settle(call.getKey(), call.getValue());
        }
        if (isAnyOver) {
            journal.commitOutcomes(book);
        }
    }

    /** Stores who works on a call, or its result where nobody has to or can; whether somebody works on it. */
    private boolean begin(Start start) {
        ToolDefinition tool = start.tool();
        CallKey key = start.call().key();
        try {
            Delegation.Plan plan = tool.delegation()
                    .orElseThrow()
                    .plan(start.arguments(), new DelegatedCalls(tools).before(book, key));
            if (plan instanceof Delegation.Assignments assignments) {
                book.add(claim(start, assignments.all()));
                return true;
            }
            Delegation.Result result = (Delegation.Result) plan;
            checkForm(tool.name(), result);
            book.addOutcome(key, 0, outcome(tool.name(), result));
        } catch (IllegalArgumentException | InvalidArgumentsException | LimitExceededException refused) {
            book.addOutcome(key, 0, new Step.Refusal(start.call(), ErrorText.messageOf(refused)).outcome());
        }
        return false;
    }

    /** Holds what the model itself would end the run with to the form that was asked for. */
    private void checkForm(String tool, Delegation.Result result) {
        if (!result.endsRun()) {
            return;
        }
        book.settings()
                .output()
                .flatMap(form -> OutputCheck.violation(form, result.text()))
                .ifPresent(violation -> {
                    throw new IllegalArgumentException("This has not the form that was asked for: " + violation
                            + ". Call " + tool + " again, with nothing but the JSON in that form.");
                });
    }

    private Execution claim(Start start, List<Delegation.Assignment> assignments) {
        CallKey key = start.call().key();
        Documents.Claim claim = new Documents.Claim(
                key.idempotencyKey(),
                start.arguments().json(),
                true,
                Definitions.of(start.tool()),
                children.assign(start, assignments));
        String document = Documents.write(claim);
        Limits.checkDocument(document, "what " + start.tool().name() + " gives to members");
        return new Execution(key, 1, ExecutionPhase.CLAIM, book.now(), document);
    }

    /** Takes what came of a call's children; whether it has its result by that. */
    private boolean settle(CallRecord call, List<ChildRuns.Child> ends) {
        List<Delegation.MemberResult> results = new ArrayList<>();
        for (ChildRuns.Child child : ends) {
            if (child instanceof ChildRuns.Child.Ended ended) {
                results.add(ended.result());
            } else if (child instanceof ChildRuns.Child.Waiting rests) {
                rests.held().ifPresent(held::add);
            }
        }
        if (results.size() < ends.size()) {
            waiting.add(call.key());
            return false;
        }
        book.addOutcome(call.key(), 1, outcomeOf(call, results));
        return true;
    }

    private Documents.Outcome outcomeOf(CallRecord call, List<Delegation.MemberResult> results) {
        ToolArguments arguments = ToolArguments.of(call.claim().orElseThrow().arguments());
        String name = call.request().toolName();
        try {
            return outcome(name, delegationOf(call).result(arguments, results));
        } catch (LimitExceededException tooLong) {
            return Documents.Outcome.of(OutcomeStatus.FAILED, ErrorText.of(ErrorText.messageOf(tooLong)));
        }
    }

    private static Documents.Outcome outcome(String tool, Delegation.Result result) {
        Documents.Outcome outcome = new Documents.Outcome(result.status(), result.text(), false, result.endsRun());
        Limits.checkDocument(Documents.write(outcome), "the result of " + tool);
        return outcome;
    }

    private Delegation delegationOf(CallRecord call) {
        String name = call.request().toolName();
        return tools.find(name)
                .flatMap(ToolDefinition::delegation)
                .orElseThrow(() -> new KernException("call " + call.key() + " was given to members by " + name
                        + ", which is no delegation any more; bring it back and retry the run"));
    }
}
