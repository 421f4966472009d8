package ai.kern.specs.faults;

import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import java.util.List;
import java.util.Locale;

/**
 * One who acts in a scenario: an agent, or a team where there are members. Each has all the tools of the shop.
 *
 * @param script what its model says
 */
record Role(String name, List<ScriptedAnswer> script, List<Role> members) {

    static Role agent(String name, ScriptedAnswer... script) {
        return new Role(name, List.of(script), List.of());
    }

    /** The same with members, who make it a team. */
    Role leading(Role... team) {
        return new Role(name, script, List.of(team));
    }

    ScriptedModel model() {
        return ScriptedModel.of(script.toArray(ScriptedAnswer[]::new));
    }

    boolean isTeam() {
        return !members.isEmpty();
    }

    /** Its id as an agent or a team. */
    String id() {
        return name.toLowerCase(Locale.ROOT);
    }

    /** The member of an id. */
    Role member(String memberId) {
        return members.stream()
                .filter(member -> member.id().equals(memberId))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " has no member " + memberId));
    }
}
