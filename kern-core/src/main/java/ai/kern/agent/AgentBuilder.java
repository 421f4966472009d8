package ai.kern.agent;

import ai.kern.internal.engine.Leading;
import ai.kern.internal.engine.RunnerBuilder;
import ai.kern.run.RunnerKind;
import java.util.List;

/** Collects the parts of an {@link Agent}. A model is required; all else has a default. Not safe for use by several threads. */
public final class AgentBuilder extends RunnerBuilder<AgentBuilder> {
    AgentBuilder() {
        super(RunnerKind.AGENT);
    }

    @Override
    protected AgentBuilder self() {
        return this;
    }

    /**
     * Builds the agent.
     *
     * @throws IllegalStateException if something is missing, or the gate before a tool lacks what it needs of the database
     * @throws IllegalArgumentException if tools are wrong: the message names the tool and the cure
     */
    public Agent build() {
        return new Agent(settings("", List.of(), Leading.DEFAULT), isMemberOnly());
    }
}
