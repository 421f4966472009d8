package ai.kern.run;

/** What a run is a run of. */
public enum RunnerKind {
    /** One agent. */
    AGENT,
    /** A team of agents. */
    TEAM
}
