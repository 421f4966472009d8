package ai.kern.internal.engine;

import ai.kern.db.Execution;
import ai.kern.db.ExecutionPhase;
import ai.kern.run.CallKey;
import ai.kern.run.Delegation;
import ai.kern.run.KernException;
import ai.kern.run.ToolExecution;
import ai.kern.tool.InvalidArgumentsException;
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
    private final Work work;
    private final RunBook book;
    private final Journal journal;
    private final ChildRuns children;
    private final Set<CallKey> waiting = new HashSet<>();
    private final List<KernException> held = new ArrayList<>();

    Delegations(ToolSet tools, Work work, Journal journal, ChildRuns children) {
        this.tools = tools;
        this.work = work;
        this.book = work.book();
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

    /** Lets members work; a call of which each child has ended has its result, the others wait. */
    void execute(List<Step.Delegated> calls) {
        List<CallKey> begun = new ArrayList<>();
        boolean isAnyNew = false;
        for (Step.Delegated delegated : calls) {
            if (delegated.isBegun() || assign(delegated.begin().orElseThrow())) {
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

    /** Stores who works on a call, or that nobody can. */
    private boolean assign(Start start) {
        ToolDefinition tool = start.tool();
        Documents.Claim claim;
        try {
            List<ToolExecution> earlier = work.engine().outputs().of(book, book.run()).toolExecutions().stream()
                    .filter(execution -> execution.key().compareTo(start.call().key()) < 0)
                    .toList();
            claim = new Documents.Claim(
                    start.call().key().idempotencyKey(),
                    start.arguments().json(),
                    true,
                    Definitions.of(tool),
                    children.assign(start, tool.delegation().orElseThrow().assign(start.arguments(), earlier)));
        } catch (IllegalArgumentException | InvalidArgumentsException refused) {
            book.addOutcome(
                    start.call().key(), 0, new Step.Refusal(start.call(), ErrorText.messageOf(refused)).outcome());
            return false;
        }
        book.add(new Execution(start.call().key(), 1, ExecutionPhase.CLAIM, book.now(), Documents.write(claim)));
        return true;
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
        Delegation.Result result = delegationOf(call).result(results);
        book.addOutcome(call.key(), 1, new Documents.Outcome(result.status(), result.text(), false, result.endsRun()));
        return true;
    }

    private Delegation delegationOf(CallRecord call) {
        String name = call.request().toolName();
        return tools.find(name)
                .flatMap(ToolDefinition::delegation)
                .orElseThrow(() -> new KernException("call " + call.key() + " was given to members by " + name
                        + ", which is no delegation any more; bring it back and retry the run"));
    }
}
