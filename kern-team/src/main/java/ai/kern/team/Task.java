package ai.kern.team;

import java.util.List;

/**
 * A task of a leader's list. Immutable.
 *
 * @param id its number in the list, from 1
 * @param title what is to be done, in a line
 * @param description what its member needs to know; may be empty
 * @param memberId who does it
 * @param dependsOn the ids of tasks that must be done before, each once
 * @param status where it stands
 * @param result what came of it; empty unless it is done or has failed
 */
record Task(
        String id,
        String title,
        String description,
        String memberId,
        List<String> dependsOn,
        TaskStatus status,
        String result) {
    Task {
        dependsOn = List.copyOf(dependsOn);
    }

    /** The same task where it stands now. */
    Task standing(TaskStatus now, String outcome) {
        return new Task(id, title, description, memberId, dependsOn, now, outcome);
    }

    /** The task and where it stands, behind the word task. */
    String named() {
        return id + " (" + title + ") " + status.words();
    }
}
