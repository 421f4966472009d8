package ai.kern.run;

import ai.kern.model.Message;
import ai.kern.model.Usage;
import ai.kern.requirement.Requirement;
import ai.kern.tool.ToolSchema;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A run as it stood when it was read: its status, what it waits for, what it did and what it said. Immutable; a later look is
 * a new object.
 *
 * @param run the stored snapshot
 * @param content what the run has to say: the model's last text, behind the results of tools that show theirs; empty until
 *     there is something
 * @param requirements all requirements, in the order of their calls, settled ones included
 * @param toolExecutions all tool calls, in the order in which the model asked for them
 * @param messages the transcript as the model would get it, results of calls that have one included, but for redacted arguments,
 *     which are masked
 * @param usage the tokens that the run's own model requests cost so far
 * @param failure why the run ended as ERROR
 * @param metadata what the run was started with; nothing in it can be modified
 */
public record RunOutput(
        Run run,
        String content,
        List<Requirement> requirements,
        List<ToolExecution> toolExecutions,
        List<Message> messages,
        Usage usage,
        Optional<RunFailure> failure,
        Map<String, Object> metadata) {
    public RunOutput {
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(content, "content");
        requirements = List.copyOf(requirements);
        toolExecutions = List.copyOf(toolExecutions);
        messages = List.copyOf(messages);
        Objects.requireNonNull(usage, "usage");
        Objects.requireNonNull(failure, "failure");
        Objects.requireNonNull(metadata, "metadata");
    }

    /** The run's id. */
    public String runId() {
        return run.id();
    }

    /** The session's id. */
    public String sessionId() {
        return run.sessionId();
    }

    /** The user that owns the run. */
    public Optional<String> userId() {
        return run.userId();
    }

    /** Where the run stands. */
    public RunStatus status() {
        return run.status();
    }

    /**
     * Whether the run waits: for the answers to its {@linkplain #activeRequirements active requirements}, or, where it has none,
     * for nothing but {@link Runner#continueRun(String)}.
     */
    public boolean isPaused() {
        return status() == RunStatus.PAUSED;
    }

    /** Whether the run has its result. */
    public boolean isCompleted() {
        return status() == RunStatus.COMPLETED;
    }

    /**
     * The requirements that still wait for an answer; none unless the run is PAUSED. A PAUSED run may have none either: an
     * outcome that came late settles the question about its call by itself, and a tool that changed keeps a call that was let
     * through from running.
     */
    public List<Requirement> activeRequirements() {
        return isPaused() ? requirements.stream().filter(Requirement::isOpen).toList() : List.of();
    }

    /**
     * The run's result as an object: the model's last text, or the result of the call that ended the run in its place, read as
     * JSON of the type that {@link RunRequest.Builder#output(Class)} asked for, or of another that fits it.
     *
     * @throws IllegalStateException unless the run is COMPLETED
     * @throws InvalidOutputException if the text is no JSON of that type, which of a run that asked for it can only be so when
     *     a tool's result ended it
     */
    public <T> T contentAs(Class<T> recordOrBean) {
        if (!isCompleted()) {
            throw new IllegalStateException(
                    "run " + runId() + " is " + status() + "; only a COMPLETED run has a result to read");
        }
        String text = toolExecutions.stream()
                .filter(ToolExecution::endsRun)
                .reduce((earlier, later) -> later)
                .flatMap(ToolExecution::result)
                .orElseGet(this::lastText);
        try {
            return ToolSchema.of(recordOrBean).checkAnswer(text).as(recordOrBean);
        } catch (InvalidOutputException unfit) {
            throw new InvalidOutputException(
                    "the result of run " + runId() + " is not of type " + recordOrBean.getName() + ": "
                            + unfit.getMessage(),
                    unfit);
        }
    }

    private String lastText() {
        for (int index = messages.size() - 1; index >= 0; index--) {
            if (messages.get(index) instanceof Message.Assistant assistant) {
                return assistant.text();
            }
        }
        return "";
    }

    @Override
    public String toString() {
        return "run " + runId() + " of " + run.runnerName() + ": " + status() + ", "
                + activeRequirements().size() + " open requirements";
    }
}
