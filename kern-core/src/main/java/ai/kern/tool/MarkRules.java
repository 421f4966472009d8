package ai.kern.tool;

import static ai.kern.tool.Protection.ASKED_INPUT;
import static ai.kern.tool.Protection.ASKED_QUESTIONS;
import static ai.kern.tool.Protection.CONFIRMATION;
import static ai.kern.tool.Protection.EXTERNAL_EXECUTION;
import static ai.kern.tool.Protection.NONE;
import static ai.kern.tool.Protection.USER_INPUT;

import java.util.List;
import java.util.Set;

/**
 * Which marks say nothing of a tool, or something untrue: what would be ignored is refused. Marks that merely say again what
 * holds anyway are fine: {@code idempotent} on a free tool, {@code parallel = false} on a protected one, whose calls run one at a
 * time, and {@code showResult} beside {@code stopAfterCall}.
 */
final class MarkRules {
    private static final Set<Protection> LET_THROUGH = Set.of(CONFIRMATION, USER_INPUT);
    private static final Set<Protection> NEVER_CALLED = Set.of(EXTERNAL_EXECUTION, ASKED_INPUT, ASKED_QUESTIONS);
    private static final String KERN_NEVER_CALLS_IT = "kern itself never calls such a tool";

    private static final List<Rule> RULES = List.of(
            new Rule(ToolMark.IDEMPOTENT, NEVER_CALLED, KERN_NEVER_CALLS_IT),
            new Rule(ToolMark.ONCE_ONLY, NEVER_CALLED, KERN_NEVER_CALLS_IT),
            new Rule(
                    ToolMark.ONCE_ONLY,
                    LET_THROUGH,
                    "it is for free calls; one that a person let through is never repeated by itself, unless its tool is"
                            + " idempotent"),
            new Rule(ToolMark.TIMEOUT, NEVER_CALLED, KERN_NEVER_CALLS_IT),
            new Rule(ToolMark.NOT_PARALLEL, NEVER_CALLED, KERN_NEVER_CALLS_IT),
            new Rule(ToolMark.CACHE_FOR, NEVER_CALLED, "a kept result never stands in for what a person brings"),
            new Rule(
                    ToolMark.CACHE_FOR,
                    LET_THROUGH,
                    "a kept result never stands in for a call that a person let through"),
            new Rule(
                    ToolMark.EDITABLE,
                    NEVER_CALLED,
                    "nobody confirms its calls, so nobody could change their arguments"),
            new Rule(
                    ToolMark.EDITABLE,
                    Set.of(USER_INPUT),
                    "a person gives the values that are asked for, and cannot change the others"),
            new Rule(ToolMark.EDITABLE, Set.of(NONE), "nobody confirms them"));

    private MarkRules() {}

    /**
     * What a mark is not for.
     *
     * @param mark the mark
     * @param protections the protections of the tools
     * @param reason why it would be ignored there
     */
    private record Rule(ToolMark mark, Set<Protection> protections, String reason) {
        boolean isBrokenBy(ToolMarks marks, Protection protection) {
            return marks.has(mark) && protections.contains(protection);
        }
    }

    /**
     * Refuses marks that would be ignored.
     *
     * @param protection what the marks and a gate come to
     * @throws IllegalArgumentException if there is one
     */
    static void check(ToolMarks marks, Protection protection) {
        for (Rule rule : RULES) {
            if (rule.isBrokenBy(marks, protection)) {
                throw new IllegalArgumentException(rule.mark().label() + " has no effect on a tool "
                        + description(protection) + ": " + rule.reason() + ". Leave it out");
            }
        }
    }

    private static String description(Protection protection) {
        return switch (protection) {
            case NONE -> "whose calls are free";
            case CONFIRMATION -> "whose calls a person confirms";
            case USER_INPUT -> "for whose calls a person gives arguments";
            case EXTERNAL_EXECUTION -> "that executes outside kern";
            case ASKED_INPUT, ASKED_QUESTIONS -> "by which the model asks a person";
        };
    }
}
