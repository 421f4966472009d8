package ai.kern.internal.engine;

import ai.kern.run.Runner;
import ai.kern.run.ToolDefinitionChangedException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The engines of those to whom a runner delegates, by id; their runs live in the runner's database. Immutable. */
final class Members {
    private final Map<String, Engine> engines = new LinkedHashMap<>();

    /**
     * The members of all delegations among a runner's tools.
     *
     * @throws IllegalArgumentException if two have one id, or one has the runner's own, or is not made by kern
     */
    Members(EngineSettings settings) {
        Map<String, Runner> seen = new LinkedHashMap<>();
        settings.members().forEach(member -> add(seen, member, settings));
    }

    private void add(Map<String, Runner> seen, Runner member, EngineSettings settings) {
        Runner other = seen.putIfAbsent(member.id(), member);
        if (other != null && other != member) {
            throw new IllegalArgumentException(
                    "'" + settings.id() + "' has two members with the id '" + member.id() + "'; give each its own id");
        }
        if (member.id().equals(settings.id())) {
            throw new IllegalArgumentException("member '" + member.id() + "' has the id of the one that leads it; give"
                    + " each its own, since each reads and continues the runs of its id");
        }
        if (!(member instanceof EngineRunner runner)) {
            throw new IllegalArgumentException("member '" + member.id() + "' of '" + settings.id() + "' is a "
                    + member.getClass().getName() + "; members are agents and teams of kern");
        }
        if (other == null) {
            engines.put(member.id(), new Engine(runner.settings().in(settings)));
        }
    }

    boolean isEmpty() {
        return engines.isEmpty();
    }

    /** The engines of all members. */
    Collection<Engine> all() {
        return engines.values();
    }

    /** The engine of a member, if there is one of this id. */
    Optional<Engine> find(String memberId) {
        return Optional.ofNullable(engines.get(memberId));
    }

    /**
     * The engine of a member that works on a run.
     *
     * @throws ToolDefinitionChangedException if there is none of this id any more
     */
    Engine require(Documents.Assigned assigned) {
        return find(assigned.memberId())
                .orElseThrow(() -> new ToolDefinitionChangedException("run " + assigned.runId() + " is worked on by '"
                        + assigned.memberId() + "', which is not among the members " + engines.keySet()
                        + " any more. Nothing was stored and nothing was started; bring the member back, or cancel the"
                        + " team's run"));
    }
}
