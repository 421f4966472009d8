package ai.kern.internal.engine;

import ai.kern.requirement.Requirement;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.Run;
import ai.kern.run.RunOutput;
import ai.kern.run.ToolExecution;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Makes what callers see of a runner's runs, with what the runs that they started wait for. Safe for use by many threads. */
final class Outputs {
    private final EngineSettings settings;
    private final Members members;

    Outputs(EngineSettings settings, Members members) {
        this.settings = settings;
        this.members = members;
    }

    /** A root as its book has it, under the given snapshot. */
    RunOutput of(RunBook book, Run run) {
        return of(book, run, List.of(settings.id()));
    }

    /** A run as its book has it, under the given snapshot. */
    RunOutput of(RunBook book, Run run, List<String> path) {
        return output(book, run, requirements(book, run, path));
    }

    /** A run without what those below it wait for, which is much to read where nobody looks at it. */
    RunOutput alone(RunBook book, Run run, List<String> path) {
        return output(book, run, ownRequirements(book, run, path));
    }

    private RunOutput output(RunBook book, Run run, List<Requirement> requirements) {
        Shown shown = new Shown(settings.tools());
        return new RunOutput(
                run,
                contentOf(book, shown),
                requirements,
                executions(book, shown),
                shown.messages(book),
                book.progress().usage(),
                book.progress().failure(),
                book.settings().metadata());
    }

    /** What a run comes to, as its caller sees it. */
    String contentOf(RunBook book) {
        return contentOf(book, new Shown(settings.tools()));
    }

    private List<Requirement> requirements(RunBook book, Run run, List<String> path) {
        List<Requirement> requirements = new ArrayList<>();
        for (CallRecord call : book.calls()) {
            requirements.addAll(ownRequirements(call, run, path));
            call.assigned().forEach(assigned -> requirements.addAll(ofMember(book, call, assigned, path)));
        }
        return requirements;
    }

    private List<Requirement> ownRequirements(RunBook book, Run run, List<String> path) {
        return book.calls().stream()
                .flatMap(call -> ownRequirements(call, run, path).stream())
                .toList();
    }

    private List<Requirement> ownRequirements(CallRecord call, Run run, List<String> path) {
        Set<String> redacted = new Shown(settings.tools()).redacted(call);
        return call.requirements().stream()
                .map(stored -> Requirements.of(stored, run, path, redacted))
                .toList();
    }

    /** What the run of a member waits or waited for; of one that is no member any more, nothing can be told. */
    private List<Requirement> ofMember(RunBook book, CallRecord call, Documents.Assigned assigned, List<String> path) {
        Optional<Engine> member = members.find(assigned.memberId());
        if (member.isEmpty()) {
            return List.of();
        }
        List<String> longer = new ArrayList<>(path);
        longer.add(assigned.memberId());
        return AssignedRuns.load(settings.db(), book.run(), call.key(), assigned)
                .map(state -> member.get()
                        .outputs()
                        .requirements(
                                RunBook.of(state, settings.clock(), book.readings()), state.run(), List.copyOf(longer)))
                .orElse(List.of());
    }

    private List<ToolExecution> executions(RunBook book, Shown shown) {
        DelegatedCalls delegated = new DelegatedCalls(settings.tools());
        return book.turns().stream()
                .map(book::calls)
                .flatMap(batch -> batch.stream()
                        .map(call -> execution(
                                call,
                                shown.arguments(call),
                                delegated.endsRun(call, batch),
                                text -> shown.text(call, text))))
                .toList();
    }

    /**
     * A call and what became of it.
     *
     * @param arguments what is told of its arguments
     * @param endsRun whether the run ends with it
     * @param told what is told of its result
     */
    static ToolExecution execution(CallRecord call, String arguments, boolean endsRun, UnaryOperator<String> told) {
        return new ToolExecution(
                call.key(),
                call.request().toolName(),
                arguments,
                call.attempts(),
                call.outcome().map(Documents.Outcome::status),
                Messages.result(call).map(result -> told.apply(result.text())),
                endsRun,
                call.assigned().stream().map(Documents.Assigned::runId).toList());
    }

    /** Results that are shown, in the order of their calls, then the model's last text, unless delegations it asks for answer for it. */
    private String contentOf(RunBook book, Shown shown) {
        List<String> parts = new ArrayList<>();
        DelegatedCalls delegated = new DelegatedCalls(settings.tools());
        boolean isAnsweredByDelegation = false;
        for (Turn turn : book.turns()) {
            isAnsweredByDelegation = false;
            for (CallRecord call : book.calls(turn)) {
                Optional<Documents.Outcome> part = call.outcome()
                        .filter(outcome ->
                                outcome.status() == OutcomeStatus.SUCCEEDED && (outcome.show() || outcome.stop()));
                part.ifPresent(outcome -> parts.add(shown.text(call, outcome.text())));
                isAnsweredByDelegation |= part.isPresent() && delegated.isDelegated(call);
            }
        }
        Optional<Turn> last = isAnsweredByDelegation ? Optional.empty() : book.lastTurn();
        last.map(turn -> turn.message().text()).filter(text -> !text.isEmpty()).ifPresent(parts::add);
        return String.join("\n\n", parts);
    }
}
