package ai.kern.specs.team.trees;

import java.util.Locale;

/** Where a task of a list stands. */
enum Standing {
    OPEN("is open"),
    IN_WORK("is being worked on"),
    DONE("is done"),
    FAILED("has failed"),
    DROPPED("is dropped");

    private final String words;

    Standing(String words) {
        this.words = words;
    }

    /** How a leader is told of it. */
    String words() {
        return words;
    }

    /** How a leader says it. */
    String argument() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the leader may not begin it, and need not. */
    boolean isSettled() {
        return this == DONE || this == DROPPED;
    }
}
