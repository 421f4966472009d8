package ai.kern.specs.faults;

import static ai.kern.specs.faults.Shop.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedCall;
import ai.kern.testkit.ScriptedModel;
import java.util.List;

/**
 * A run from its start to its end, and what must have come of it, whatever happens on the way.
 *
 * @param name in words
 * @param cast who plays it
 * @param oneByOne whether the person answers one requirement at a time
 * @param commits how many commits it takes without a fault
 * @param fates what must become of each call
 */
record Scenario(String name, Role cast, boolean oneByOne, int commits, List<Fate> fates) {

    /** How often a call may take effect. */
    enum Times {
        /** Exactly once: a protected call that was let through, and a free one that runs once only. */
        ONCE,
        /** Once or more, under one key: a free call, and a protected one whose tool is idempotent. */
        AT_LEAST_ONCE,
        /** Not at all: it was rejected. */
        NEVER,
        /** Not by kern. */
        ELSEWHERE,
        /** By no tool: it is a task for a member, whose run has its result. */
        BY_MEMBER
    }

    /**
     * What must become of a call.
     *
     * @param owner whose call it is: the ids of the members on the way from the root, each behind a slash; empty for the root
     * @param place the sequence and index of the call
     * @param item what its tool must have been given
     */
    record Fate(String owner, String place, String tool, String item, Times times) {
        /** A call of the root. */
        Fate(String place, String tool, String item, Times times) {
            this("", place, tool, item, times);
        }

        /** The same of a member. */
        Fate of(String member) {
            return new Fate(member, place, tool, item, times);
        }

        /** Whether its tool's body runs in kern. */
        boolean hasBody() {
            return times == Times.ONCE || times == Times.AT_LEAST_ONCE;
        }
    }

    /** The model of the one that is run. */
    ScriptedModel model() {
        return cast.model();
    }

    Players players() {
        return new Players(cast);
    }

    List<Fate> fates(String owner) {
        return fates.stream().filter(fate -> fate.owner().equals(owner)).toList();
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
                        Role.agent("Files", calls(call("pay", "a"), call("send", "b")), text("done")),
                        true,
                        8,
                        List.of(once("1-0", "pay", "a"), once("1-1", "send", "b to ann"))),
                new Scenario(
                        "two members wait",
                        Role.agent("Crew", calls(task("ann", "a"), task("bob", "b")), text("done"))
                                .leading(
                                        Role.agent("Ann", calls(call("pay", "a")), text("ann is done")),
                                        Role.agent("Bob", calls(call("pay", "b")), text("bob is done"))),
                        false,
                        16,
                        List.of(
                                byMember("2-0", "a"),
                                byMember("2-1", "b"),
                                once("1-0", "pay", "a").of("/ann"),
                                once("1-0", "pay", "b").of("/bob"))),
                new Scenario(
                        "approvals of a team and of its member",
                        Role.agent("Crew", calls(task("ann", "a"), call("wipe", "b")), text("done"))
                                .leading(Role.agent("Ann", calls(call("wipe", "a")), text("ann is done"))),
                        true,
                        14,
                        List.of(
                                byMember("2-0", "a"),
                                once("2-1", "wipe", "b"),
                                once("1-0", "wipe", "a").of("/ann"))),
                new Scenario(
                        "a team in a team",
                        Role.agent("Crew", calls(call("note", "a"), task("inner", "b")), text("done"))
                                .leading(Role.agent(
                                                "Inner",
                                                calls(call("pay", "b"), task("ann", "c")),
                                                text("inner is done"))
                                        .leading(Role.agent("Ann", calls(call("send", "c")), text("ann is done")))),
                        false,
                        20,
                        List.of(
                                free("2-0", "note", "a"),
                                byMember("2-1", "b"),
                                once("2-0", "pay", "b").of("/inner"),
                                byMember("2-1", "c").of("/inner"),
                                once("1-0", "send", "c to ann").of("/inner/ann"))));
    }

    private static Scenario scenario(String name, int commits, List<ScriptedAnswer> script, Fate... calls) {
        return new Scenario(
                name, Role.agent("Files", script.toArray(ScriptedAnswer[]::new)), false, commits, List.of(calls));
    }

    private static ScriptedCall task(String member, String task) {
        return ScriptedAnswer.call(
                "delegate_task_to_member", "{\"member_id\":\"" + member + "\",\"task\":\"" + task + "\"}");
    }

    private static Fate byMember(String place, String task) {
        return new Fate(place, "delegate_task_to_member", task, Times.BY_MEMBER);
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
