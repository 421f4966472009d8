package ai.kern.run;

import ai.kern.internal.Excerpt;
import ai.kern.internal.VisibleText;
import ai.kern.model.Message;
import ai.kern.requirement.AnswerType;
import ai.kern.requirement.AwaitingDecision;
import ai.kern.requirement.PauseType;
import ai.kern.requirement.Requirement;
import ai.kern.tool.ToolCall;
import java.io.Flushable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Prints a run for people, as plain text: who said what, which tools were called, what came of it and what it waits for; of a
 * team's run also the calls of members for which it waits. Whatever a model or user wrote is shown as text: characters that a
 * terminal would obey, or that hide or turn what stands beside them, are printed as escapes. Safe for use by several threads as
 * far as its target is.
 */
public final class RunPrinter {
    private static final int LABEL_WIDTH = 9;
    private static final int LONGEST = 400;

    private final Appendable target;

    /** A printer to a stream, writer or builder. */
    public RunPrinter(Appendable target) {
        this.target = Objects.requireNonNull(target, "target");
    }

    /**
     * Prints a run.
     *
     * @throws UncheckedIOException if the target cannot be written
     */
    public void print(RunOutput run) {
        try {
            for (String line : linesOf(run)) {
                target.append(line).append('\n');
            }
            if (target instanceof Flushable buffered) {
                buffered.flush();
            }
        } catch (IOException unwritable) {
            throw new UncheckedIOException("the run could not be printed", unwritable);
        }
    }

    private static List<String> linesOf(RunOutput run) {
        List<String> lines = new ArrayList<>();
        lines.add("Run " + run.runId() + " of " + VisibleText.of(run.run().runnerName()) + ": " + run.status());
        Map<Integer, List<ToolExecution>> executions = new HashMap<>();
        run.toolExecutions()
                .forEach(execution -> executions
                        .computeIfAbsent(execution.key().sequence(), sequence -> new ArrayList<>())
                        .add(execution));
        int sequence = 0;
        for (Message message : run.messages()) {
            if (message instanceof Message.ToolResult) {
                continue;
            }
            addMessage(lines, message);
            executions.getOrDefault(sequence, List.of()).forEach(execution -> addCall(lines, execution, run));
            sequence++;
        }
        run.activeRequirements().stream()
                .filter(requirement -> !requirement.runId().equals(run.runId()))
                .forEach(requirement -> addMember(lines, requirement, run));
        run.failure()
                .ifPresent(failure ->
                        lines.add(label("failed") + VisibleText.of(failure.type() + ": " + failure.message())));
        return lines;
    }

    private static void addMessage(List<String> lines, Message message) {
        if (message instanceof Message.User) {
            lines.add(label("user") + shortened(message.text()));
        } else if (message instanceof Message.Assistant && !message.text().isEmpty()) {
            lines.add(label("model") + shortened(message.text()));
        }
    }

    private static void addCall(List<String> lines, ToolExecution execution, RunOutput run) {
        lines.add(label("calls") + VisibleText.of(execution.toolName()) + " " + shortened(execution.arguments()));
        lines.add(label("") + "-> "
                + execution.result().map(RunPrinter::shortened).orElseGet(() -> withoutResult(execution, run)));
    }

    /** A call of a member, at any depth, that keeps the run waiting. */
    private static void addMember(List<String> lines, Requirement requirement, RunOutput run) {
        ToolCall call = requirement.toolCall();
        lines.add(label("member") + VisibleText.of(String.join("/", requirement.path()) + " calls " + call.toolName())
                + " " + Excerpt.of(call.arguments().toString(), LONGEST));
        lines.add(label("") + "-> " + standing(requirement, run));
    }

    private static String withoutResult(ToolExecution execution, RunOutput run) {
        if (run.status().isEnded()) {
            return execution.attempts() == 0 ? "was not run" : withoutOutcome(execution, run.status());
        }
        if (!run.isPaused()) {
            return "no result yet";
        }
        return run.requirements().stream()
                .filter(requirement -> requirement.toolCall().key().equals(execution.key()))
                .reduce((earlier, later) -> later)
                .map(requirement -> standing(requirement, run))
                .orElse(execution.attempts() == 0 ? "waits for the other calls" : "waits for members");
    }

    /** How a call stands that was started, in a run that has ended without its result. */
    private static String withoutOutcome(ToolExecution execution, RunStatus status) {
        int members = execution.memberRuns().size();
        if (members == 0) {
            return "was started; its outcome is not known";
        }
        if (status != RunStatus.CANCELLED) {
            return "was given to members, and has no result";
        }
        return "was cancelled, and with it "
                + (members == 1 ? "the member's run if that had not ended" : "the members' runs that had not ended");
    }

    /** How far a call is for which the last requirement is this one. */
    private static String standing(Requirement requirement, RunOutput run) {
        return requirement
                .answer()
                .map(answer -> letThrough(answer.type()) + "; waits "
                        + (run.activeRequirements().isEmpty() ? "to be continued" : "for the other answers"))
                .orElseGet(() -> requirement instanceof AwaitingDecision decision
                        ? "waits for approval " + decision.recordId()
                                + ": have it decided by db.approvals(), then continue the run"
                        : waitsFor(requirement.pauseType()));
    }

    private static String letThrough(AnswerType answer) {
        return switch (answer) {
            case CONFIRM -> "approved";
            case RUN_AGAIN -> "to be run again";
            default -> "answered";
        };
    }

    private static String waitsFor(PauseType type) {
        return "waits for "
                + (type == PauseType.OUTCOME_UNKNOWN
                        ? "somebody who knows whether it took effect"
                        : type.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }

    private static String label(String label) {
        return "  " + label + " ".repeat(LABEL_WIDTH - label.length());
    }

    private static String shortened(String text) {
        return Excerpt.of(VisibleText.of(text), LONGEST);
    }
}
