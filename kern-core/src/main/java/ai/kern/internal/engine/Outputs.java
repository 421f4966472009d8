package ai.kern.internal.engine;

import ai.kern.model.Message;
import ai.kern.requirement.Requirement;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.Run;
import ai.kern.run.RunOutput;
import ai.kern.run.ToolExecution;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes what callers see of a run. */
final class Outputs {
    private Outputs() {}

    /** The run as its book has it, under the given snapshot. */
    static RunOutput of(RunBook book, Run run) {
        List<CallRecord> calls = book.calls();
        List<Requirement> requirements = calls.stream()
                .flatMap(call -> call.requirements().stream())
                .map(stored -> Requirements.of(stored, run))
                .toList();
        return new RunOutput(
                run,
                contentOf(book, calls),
                requirements,
                calls.stream().map(Outputs::executionOf).toList(),
                Messages.of(book),
                book.progress().usage(),
                book.progress().failure(),
                book.settings().metadata());
    }

    private static ToolExecution executionOf(CallRecord call) {
        return new ToolExecution(
                call.key(),
                call.request().toolName(),
                call.request().arguments(),
                call.attempts(),
                call.outcome().map(Documents.Outcome::status),
                Messages.result(call).map(Message.ToolResult::text));
    }

    /** Results that are shown, in the order of their calls, then the model's last text. */
    private static String contentOf(RunBook book, List<CallRecord> calls) {
        List<String> parts = new ArrayList<>();
        calls.stream()
                .flatMap(call -> call.outcome().stream())
                .filter(outcome -> outcome.status() == OutcomeStatus.SUCCEEDED && (outcome.show() || outcome.stop()))
                .map(Documents.Outcome::text)
                .forEach(parts::add);
        Optional<Turn> last = book.lastTurn();
        last.map(turn -> turn.message().text()).filter(text -> !text.isEmpty()).ifPresent(parts::add);
        return String.join("\n\n", parts);
    }
}
