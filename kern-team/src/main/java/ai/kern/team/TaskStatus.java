package ai.kern.team;

/** Where a task of a leader's list stands. */
enum TaskStatus {
    /** Nobody works on it. */
    OPEN("is open"),
    /** A member works on it. */
    IN_WORK("is being worked on"),
    /** It has its result. */
    DONE("is done"),
    /** The member that worked on it has no answer. */
    FAILED("has failed"),
    /** It is not to be done any more. */
    DROPPED("is dropped");

    private final String words;

    TaskStatus(String words) {
        this.words = words;
    }

    /** Whether nothing is left to do about it. */
    boolean isSettled() {
        return this == DONE || this == DROPPED;
    }

    /** The status as a part of a sentence. */
    String words() {
        return words;
    }
}
