package ai.kern.internal.engine;

import ai.kern.requirement.Requirement;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.Run;
import ai.kern.run.RunOutput;
import ai.kern.run.ToolExecution;
import ai.kern.tool.ToolSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes what callers see of a run. */
final class Outputs {
    private Outputs() {}

    /**
     * The run as its book has it, under the given snapshot.
     *
     * @param tools say what is redacted of calls that neither wait nor were started
     */
    static RunOutput of(RunBook book, Run run, ToolSet tools) {
        List<CallRecord> calls = book.calls();
        Shown shown = new Shown(tools);
        List<Requirement> requirements = calls.stream()
                .flatMap(call ->
                        call.requirements().stream().map(stored -> Requirements.of(stored, run, shown.redacted(call))))
                .toList();
        return new RunOutput(
                run,
                contentOf(book, calls, shown),
                requirements,
                calls.stream().map(call -> executionOf(call, shown)).toList(),
                shown.messages(book),
                book.progress().usage(),
                book.progress().failure(),
                book.settings().metadata());
    }

    private static ToolExecution executionOf(CallRecord call, Shown shown) {
        return new ToolExecution(
                call.key(),
                call.request().toolName(),
                shown.arguments(call),
                call.attempts(),
                call.outcome().map(Documents.Outcome::status),
                Messages.result(call).map(result -> shown.text(call, result.text())));
    }

    /** Results that are shown, in the order of their calls, then the model's last text. */
    private static String contentOf(RunBook book, List<CallRecord> calls, Shown shown) {
        List<String> parts = new ArrayList<>();
        for (CallRecord call : calls) {
            call.outcome()
                    .filter(outcome ->
                            outcome.status() == OutcomeStatus.SUCCEEDED && (outcome.show() || outcome.stop()))
                    .ifPresent(outcome -> parts.add(shown.text(call, outcome.text())));
        }
        Optional<Turn> last = book.lastTurn();
        last.map(turn -> turn.message().text()).filter(text -> !text.isEmpty()).ifPresent(parts::add);
        return String.join("\n\n", parts);
    }
}
