package ai.kern.internal.engine;

import ai.kern.run.CallKey;
import ai.kern.run.Delegation.OpenWork;
import ai.kern.run.InvalidOutputException;
import ai.kern.run.KernException;
import ai.kern.run.ToolExecution;
import ai.kern.tool.ToolSet;
import java.util.List;
import java.util.Optional;

/**
 * Judges whether a run may end with what its model has said in plain words: whether its delegations have work left, and then
 * whether the text has the form that was asked for. A pure function of what is stored and of the tools there are.
 */
final class EndCheck {
    private final DelegatedCalls delegated;

    EndCheck(ToolSet tools) {
        this.delegated = new DelegatedCalls(tools);
    }

    /** What comes next after an answer that calls nothing. */
    Step afterAnswer(RunBook book, boolean mayCall) {
        Turn answer = book.lastTurn().orElseThrow();
        Optional<OpenWork> open = openWork(book, answer.sequence());
        return open.isPresent() ? afterOpenWork(book, open.get(), mayCall) : afterText(book, answer);
    }

    /** Ends a run that has work left and may call no tools any more; empty if nothing is left. */
    Optional<Step> withoutTools(RunBook book) {
        return openWork(book, book.entries().size()).map(EndCheck::unreachable);
    }

    private Step afterOpenWork(RunBook book, OpenWork open, boolean mayCall) {
        if (!mayCall) {
            return unreachable(open);
        }
        int rounds =
                book.settings().openWorkRounds().or(delegated::openWorkRounds).orElse(0);
        if (sentBack(book, true) >= rounds && !book.isAskedAnew()) {
            return new Step.Fail(
                    new KernException("the model ended its turn though there is work left, after it had been"
                            + " sent back to it " + rounds + " times: " + open.what()
                            + ". Retry the run to send it back once more"));
        }
        return new Step.Repair("This cannot be the end, since there is work left: " + open.what() + ". " + open.todo());
    }

    private static Step unreachable(OpenWork open) {
        return new Step.Fail(
                new KernException("the run may make no tool calls any more, and there is work left: " + open.what()));
    }

    /** An answer of the wrong form goes back to the model once, and once more when the run is retried. */
    private Step afterText(RunBook book, Turn answer) {
        String text = answer.message().text();
        Optional<String> violation = book.settings().output().flatMap(schema -> OutputCheck.violation(schema, text));
        if (violation.isEmpty()) {
            return new Step.Complete();
        }
        if (sentBack(book, false) > 0 && !book.isAskedAnew()) {
            return new Step.Fail(new InvalidOutputException(
                    "the model's answer has not the form that was asked for, nor had the one before: "
                            + violation.get()));
        }
        return new Step.Repair("This answer has not the form that was asked for: " + violation.get()
                + ". Answer again, with nothing but the JSON in that form.");
    }

    /**
     * How often an answer before the last one was sent back: each of them was, and why follows from what had been done by then.
     *
     * @param forWork whether it was for work that was left, and not for its form
     */
    private long sentBack(RunBook book, boolean forWork) {
        List<Turn> turns = book.turns();
        return turns.subList(0, turns.size() - 1).stream()
                .filter(turn -> turn.message().toolCalls().isEmpty())
                .filter(turn -> openWork(book, turn.sequence()).isPresent() == forWork)
                .count();
    }

    /** What was left at a place of the transcript. */
    private Optional<OpenWork> openWork(RunBook book, int sequence) {
        if (delegated.delegations().findAny().isEmpty()) {
            return Optional.empty();
        }
        List<ToolExecution> calls =
                delegated.before(book, new CallKey(book.run().id(), sequence, 0));
        return delegated
                .delegations()
                .flatMap(delegation -> delegation.openWork(calls).stream())
                .findFirst();
    }
}
