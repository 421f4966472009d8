package ai.kern.specs.team.trees;

/** What becomes of a call of a member's own. */
enum Fate {
    /** It is let through, if it needs to be, and succeeds. */
    DONE,
    /** It is let through, if it needs to be, and fails. */
    BROKEN,
    /** It is not let through. */
    REJECTED
}
