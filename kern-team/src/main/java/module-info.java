/** Teams: agents that delegate to agents, in one run that waits as a whole. */
module ai.kern.team {
    requires transitive ai.kern.core;
    requires static org.jspecify;

    exports ai.kern.team;
}
