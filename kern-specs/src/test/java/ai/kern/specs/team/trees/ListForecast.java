package ai.kern.specs.team.trees;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** How a leader's list of tasks has to stand, and what the leader has to be told of its calls. Not safe for use by several threads. */
final class ListForecast {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final List<Entry> entries = new ArrayList<>();
    private boolean finished;

    /** A task of the list. */
    private static final class Entry {
        private final String id;
        private final String memberId;
        private final Optional<String> description;
        private final List<String> dependsOn;
        private String title;
        private Standing standing = Standing.OPEN;
        private String result = "";

        private Entry(String id, ListCall.Create asked) {
            this.id = id;
            this.memberId = asked.memberId();
            this.description = asked.description();
            this.dependsOn = asked.dependsOn();
            this.title = asked.title();
        }

        private String named() {
            return id + " (" + title + ") " + standing.words();
        }

        private String told() {
            ObjectNode told = JSON.createObjectNode()
                    .put("task_id", id)
                    .put("title", title)
                    .put("member_id", memberId);
            dependsOn.forEach(told.putArray("depends_on")::add);
            return JSON.writeValueAsString(told.put("status", standing.argument()));
        }
    }

    /** The ids of all tasks. */
    List<String> ids() {
        return entries.stream().map(entry -> entry.id).toList();
    }

    Standing standing(String id) {
        return entry(id).standing;
    }

    String title(String id) {
        return entry(id).title;
    }

    String memberId(String id) {
        return entry(id).memberId;
    }

    private Entry entry(String id) {
        return entries.get(Integer.parseInt(id) - 1);
    }

    /** The tasks with which something is left to do, and where they stand. */
    List<String> left() {
        return entries.stream()
                .filter(entry -> !entry.standing.isSettled())
                .map(Entry::named)
                .toList();
    }

    boolean isFinished() {
        return finished;
    }

    /** Takes a call that puts a task on the list. */
    String create(ListCall.Create call) {
        if (finished) {
            return Told.refusedBehindFinish();
        }
        Entry entry = new Entry(String.valueOf(entries.size() + 1), call);
        entries.add(entry);
        return entry.told();
    }

    /** Takes a call that changes a task. A task on which a member works stays as it is. */
    String update(ListCall.Update call) {
        if (finished) {
            return Told.refusedBehindFinish();
        }
        Entry entry = entry(call.id());
        if (entry.standing == Standing.IN_WORK) {
            return Told.refusal(List.of(entry.named()));
        }
        call.title().ifPresent(changed -> entry.title = changed);
        call.standing().ifPresent(now -> {
            entry.standing = now;
            entry.result = call.result().orElse("");
        });
        return entry.told();
    }

    /** Has members begin with tasks, with all of a call or with none; what the leader is told if they may not. */
    Optional<String> begin(ListCall.Execute call) {
        if (finished) {
            return Optional.of(Told.refusedBehindFinish());
        }
        for (String id : call.ids()) {
            List<String> hindrances = hindrances(id);
            if (!hindrances.isEmpty()) {
                return Optional.of(Told.refusal(hindrances));
            }
        }
        call.ids().forEach(id -> entry(id).standing = Standing.IN_WORK);
        return Optional.empty();
    }

    /** Whether a member may begin with a task. */
    boolean isReady(String id) {
        return hindrances(id).isEmpty();
    }

    private List<String> hindrances(String id) {
        Entry entry = entry(id);
        if (entry.standing == Standing.IN_WORK || entry.standing.isSettled()) {
            return List.of(entry.named());
        }
        return entry.dependsOn.stream()
                .map(this::entry)
                .filter(before -> before.standing != Standing.DONE)
                .map(Entry::named)
                .toList();
    }

    /** What a member is told of a task that it begins. */
    String brief(String id, Optional<String> instructions) {
        Entry entry = entry(id);
        StringBuilder brief = new StringBuilder(entry.title);
        entry.description.ifPresent(more -> brief.append("\n\n").append(more));
        instructions.ifPresent(more -> brief.append("\n\n").append(more));
        entry.dependsOn.stream()
                .map(this::entry)
                .forEach(before -> brief.append("\n\nResult of task ")
                        .append(before.id)
                        .append(" (")
                        .append(before.title)
                        .append("):\n")
                        .append(before.result));
        return brief.toString();
    }

    /** Takes a member's answer; without one its task has failed. */
    void end(String id, Optional<String> answer) {
        Entry entry = entry(id);
        entry.standing = answer.isPresent() ? Standing.DONE : Standing.FAILED;
        entry.result = answer.orElse("");
    }

    /** Takes a call that ends the run, unless something is left. */
    String finish(String answer) {
        if (finished) {
            return Told.refusedBehindFinish();
        }
        List<String> left = left();
        finished = left.isEmpty();
        return finished ? answer : Told.refusal(left);
    }
}
