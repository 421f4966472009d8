package ai.kern.specs.team.trees;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a leader is told of its list in kern's own words: reduced to which tasks it names and where they stand, since nobody
 * promises the words around them.
 */
final class Told {
    private static final String ERROR = "Error: ";
    private static final Pattern TASK = Pattern.compile(
            "[Tt]ask (\\d+ \\([^)]*\\) (?:is open|is being worked on|is done" + "|has failed|is dropped))");
    private static final Pattern FINISHED = Pattern.compile("^Error: .*\\bfinished\\b.*");

    private Told() {}

    /** The result of a call, as a model or a person has it. */
    static String result(String text) {
        if (FINISHED.matcher(text).matches()) {
            return refusedBehindFinish();
        }
        List<String> tasks = tasks(text);
        return text.startsWith(ERROR) && !tasks.isEmpty() ? refusal(tasks) : text;
    }

    /** What a leader is sent back with. */
    static String sentBack(String text) {
        return left(tasks(text));
    }

    private static List<String> tasks(String text) {
        return TASK.matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    /** A refusal that names these tasks. */
    static String refusal(List<String> tasks) {
        return "refused, since " + tasks;
    }

    /** A refusal of a call behind the one that finished. */
    static String refusedBehindFinish() {
        return "refused, since all is finished";
    }

    /** What a leader is sent back with while these tasks are left. */
    static String left(List<String> tasks) {
        return "left: " + tasks;
    }
}
