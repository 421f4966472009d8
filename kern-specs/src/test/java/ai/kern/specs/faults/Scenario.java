package ai.kern.specs.faults;

import static ai.kern.specs.faults.Shop.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import java.util.List;

/**
 * A run from its start to its end, and what must have come of it, whatever happens on the way.
 *
 * @param name in words
 * @param script what the model says
 * @param oneByOne whether the person answers one requirement at a time
 * @param commits how many commits it takes without a fault
 * @param fates what must become of each call
 */
record Scenario(String name, List<ScriptedAnswer> script, boolean oneByOne, int commits, List<Fate> fates) {

    /** How often a call may take effect. */
    enum Times {
        /** Exactly once: a protected call that was let through, and a free one that runs once only. */
        ONCE,
        /** Once or more, under one key: a free call, and a protected one whose tool is idempotent. */
        AT_LEAST_ONCE,
        /** Not at all: it was rejected. */
        NEVER,
        /** Not by kern. */
        ELSEWHERE
    }

    /**
     * What must become of a call.
     *
     * @param place the sequence and index of the call
     * @param item what its tool must have been given
     */
    record Fate(String place, String tool, String item, Times times) {
        /** Whether its tool's body runs in kern. */
        boolean hasBody() {
            return times == Times.ONCE || times == Times.AT_LEAST_ONCE;
        }
    }

    ScriptedModel model() {
        return ScriptedModel.of(script.toArray(ScriptedAnswer[]::new));
    }

    long bodies() {
        return fates.stream().filter(Fate::hasBody).count();
    }

    @Override
    public String toString() {
        return name;
    }

    /** The scenario of a name. */
    static Scenario named(String name) {
        return all().stream()
                .filter(scenario -> scenario.name.equals(name))
                .findFirst()
                .orElseThrow();
    }

    static List<Scenario> all() {
        return List.of(
                scenario(
                        "free calls only",
                        4,
                        List.of(calls(call("note", "a"), call("note", "b")), text("done")),
                        free("1-0", "note", "a"),
                        free("1-1", "note", "b")),
                scenario(
                        "a mixed batch",
                        7,
                        List.of(calls(call("note", "a"), call("pay", "b"), call("note", "c")), text("done")),
                        free("1-0", "note", "a"),
                        once("1-1", "pay", "b"),
                        free("1-2", "note", "c")),
                scenario(
                        "two protected calls of one tool",
                        7,
                        List.of(calls(call("pay", "a"), call("pay", "b")), text("done")),
                        once("1-0", "pay", "a"),
                        once("1-1", "pay", "b")),
                scenario(
                        "user input",
                        5,
                        List.of(calls(call("send", "a")), text("done")),
                        once("1-0", "send", "a to ann")),
                scenario(
                        "external execution",
                        4,
                        List.of(calls(call("fetch", "a")), text("done")),
                        new Fate("1-0", "fetch", "a", Times.ELSEWHERE)),
                scenario(
                        "approved, rejected and edited",
                        7,
                        List.of(calls(call("pay", "a"), call("pay", "bad"), call("move", "c")), text("done")),
                        once("1-0", "pay", "a"),
                        never("1-1", "pay", "bad"),
                        once("1-2", "move", "c as edited")),
                scenario(
                        "rejected only",
                        4,
                        List.of(calls(call("pay", "bad"), call("move", "bad")), text("done")),
                        never("1-0", "pay", "bad"),
                        never("1-1", "move", "bad")),
                scenario(
                        "free, but once only",
                        4,
                        List.of(calls(call("ring", "a")), text("done")),
                        once("1-0", "ring", "a")),
                scenario(
                        "protected and idempotent",
                        5,
                        List.of(calls(call("charge", "a")), text("done")),
                        free("1-0", "charge", "a")),
                scenario(
                        "two rounds of pauses",
                        8,
                        List.of(calls(call("pay", "a")), calls(call("pay", "b")), text("done")),
                        once("1-0", "pay", "a"),
                        once("2-0", "pay", "b")),
                new Scenario(
                        "answers one by one",
                        List.of(calls(call("pay", "a"), call("send", "b")), text("done")),
                        true,
                        8,
                        List.of(once("1-0", "pay", "a"), once("1-1", "send", "b to ann"))));
    }

    private static Scenario scenario(String name, int commits, List<ScriptedAnswer> script, Fate... calls) {
        return new Scenario(name, script, false, commits, List.of(calls));
    }

    private static Fate once(String place, String tool, String item) {
        return new Fate(place, tool, item, Times.ONCE);
    }

    private static Fate free(String place, String tool, String item) {
        return new Fate(place, tool, item, Times.AT_LEAST_ONCE);
    }

    private static Fate never(String place, String tool, String item) {
        return new Fate(place, tool, item, Times.NEVER);
    }
}
