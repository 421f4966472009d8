package ai.kern.specs.team.trees;

import ai.kern.run.BatchMode;
import ai.kern.specs.team.trees.ListCall.Create;
import ai.kern.specs.team.trees.ListCall.Execute;
import ai.kern.specs.team.trees.ListCall.Finish;
import ai.kern.specs.team.trees.ListCall.Update;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Plans by chance what a leader does with its list of tasks. Whatever it is, the list is worked off when the leader finishes. Used
 * once.
 */
final class ListGenerator {
    /** How often a leader is sent back to its list at most. */
    static final int MOST_SENT_BACK = 2;

    private static final int MOST_TASKS = 8;
    private static final int MOST_ROUNDS = 5;

    private final TreeGenerator tree;
    private final Chance chance;
    private final Member leader;
    private final ListForecast list = new ListForecast();
    private final List<List<PlannedCall>> rounds = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    /** The tasks on which members work in a round, and what will come of them. */
    private final Map<String, PlannedRun> inWork = new HashMap<>();

    private List<PlannedCall> calls = new ArrayList<>();
    private Optional<Member> onTheWay = Optional.empty();
    private int sentBack;

    ListGenerator(TreeGenerator tree, Chance chance, Member leader) {
        this.tree = tree;
        this.chance = chance;
        this.leader = leader;
    }

    /** Has the first task be one for a member who is to be reached by it. */
    ListGenerator reaching(Member member) {
        onTheWay = Optional.of(member);
        return this;
    }

    /** @param isFailing whether the leader fails in the end, whatever is left */
    List<List<PlannedCall>> rounds(boolean isFailing) {
        int most = chance.nearer(2, MOST_ROUNDS);
        do {
            rounds.add(round());
            sendBack();
        } while (onTheWay.isPresent() || (!list.left().isEmpty() && rounds.size() < most));
        if (!isFailing) {
            end();
        }
        return rounds;
    }

    /**
     * What a call meets behind one that its batch stops at depends on what is answered first; so a plan with calls in vain has
     * none.
     */
    private List<PlannedCall> round() {
        boolean isFirst = rounds.isEmpty();
        boolean mixesOwn = chance.percent(60);
        boolean mayBeRefused = leader.batch() != BatchMode.STOP_AT_FIRST_PROTECTED || !mixesOwn;
        calls = new ArrayList<>();
        create(isFirst ? first() : chance.percent(15) ? 1 : 0);
        change();
        if (mayBeRefused && chance.percent(12)) {
            askInVain();
        }
        if (!isFirst || chance.percent(50)) {
            execute();
        }
        if (mayBeRefused && chance.percent(12)) {
            askInVain();
        }
        if (mixesOwn || calls.isEmpty()) {
            tree.mixOwn(calls);
        }
        inWork.forEach((id, run) -> list.end(id, Optional.of(run.task()).filter(task -> !run.isFailing())));
        inWork.clear();
        return calls;
    }

    private int first() {
        return chance.percent(6) ? MOST_TASKS : chance.nearer(1, MOST_TASKS);
    }

    private void create(int count) {
        for (int number = 0; number < count && list.ids().size() < MOST_TASKS; number++) {
            List<String> before = list.ids().isEmpty()
                    ? List.of()
                    : list.ids().stream().filter(id -> chance.percent(25)).toList();
            String title = tree.nextTask();
            Optional<String> description = Optional.of("all about " + title).filter(text -> chance.percent(25));
            Member member = list.ids().isEmpty() ? onTheWay.orElseGet(this::anyMember) : anyMember();
            Create create = new Create(title, description, member.id(), before);
            list.create(create);
            calls.add(create);
        }
    }

    private Member anyMember() {
        return chance.oneOf(leader.members());
    }

    /** Has the leader do, drop or open tasks again by hand, seldom. */
    private void change() {
        for (String id : list.ids()) {
            Standing standing = list.standing(id);
            if (standing == Standing.DONE && chance.percent(12)) {
                update(Update.open(id, tree.nextTask()));
            } else if (!standing.isSettled() && !isOnTheWay(id) && chance.percent(8)) {
                settle(id);
            }
        }
    }

    private boolean isOnTheWay(String id) {
        return onTheWay.isPresent() && id.equals("1");
    }

    private void settle(String id) {
        update(chance.percent(50) ? Update.drop(id) : Update.byHand(id, "by hand of " + tree.nextTask()));
    }

    private void update(Update update) {
        list.update(update);
        calls.add(update);
    }

    private void execute() {
        List<String> together = new ArrayList<>();
        List<String> alone = new ArrayList<>();
        boolean isBesideOthers = chance.percent(60);
        for (String id : list.ids().stream().filter(list::isReady).toList()) {
            if (isOnTheWay(id) || (chance.percent(75) && tree.spend())) {
                (isBesideOthers && !names.contains(list.title(id)) ? together : alone).add(id);
            }
        }
        if (!together.isEmpty()) {
            add(Execute.together(
                    together,
                    together.stream().map(id -> run(id, list.title(id))).toList()));
        }
        for (String id : alone) {
            String title = list.title(id);
            Optional<String> instructions =
                    names.contains(title) || chance.percent(20) ? Optional.of(tree.nextTask()) : Optional.empty();
            add(Execute.one(id, instructions, List.of(run(id, instructions.orElse(title)))));
        }
    }

    private void add(Execute execute) {
        list.begin(execute);
        calls.add(execute);
    }

    /** @param name by which what the member does is told from what it does about others */
    private PlannedRun run(String id, String name) {
        names.add(name);
        Member member = leader.members().stream()
                .filter(one -> one.id().equals(list.memberId(id)))
                .findFirst()
                .orElseThrow();
        boolean isOnTheWay = isOnTheWay(id);
        if (isOnTheWay) {
            onTheWay = Optional.empty();
        }
        PlannedRun run = tree.run(member, name, isOnTheWay);
        inWork.put(id, run);
        return run;
    }

    /** Makes a call that cannot be, as things stand. */
    private void askInVain() {
        List<String> notReady =
                list.ids().stream().filter(id -> !list.isReady(id)).toList();
        if (notReady.isEmpty() || chance.percent(30)) {
            finishInVain();
            return;
        }
        String id = chance.oneOf(notReady);
        if (list.standing(id) == Standing.IN_WORK && chance.percent(40)) {
            calls.add(Update.drop(id));
        } else if (chance.percent(40)) {
            List<String> ids =
                    new ArrayList<>(list.ids().stream().filter(list::isReady).toList());
            ids.add(chance.between(0, ids.size()), id);
            calls.add(Execute.together(ids, List.of()));
        } else {
            calls.add(Execute.one(id, Optional.empty(), List.of()));
        }
    }

    private void finishInVain() {
        if (!list.left().isEmpty()) {
            calls.add(new Finish());
        }
    }

    private void sendBack() {
        while (sentBack < MOST_SENT_BACK && !list.left().isEmpty() && chance.percent(10)) {
            sentBack++;
            rounds.add(List.of());
        }
    }

    /** Settles what is left, and finishes or answers in plain words. */
    private void end() {
        calls = new ArrayList<>();
        list.ids().stream().filter(id -> !list.standing(id).isSettled()).forEach(this::settle);
        boolean isToFinish = chance.percent(65);
        if (isToFinish && !calls.isEmpty() && chance.percent(50)) {
            rounds.add(calls);
            calls = new ArrayList<>();
        }
        if (isToFinish) {
            calls.add(new Finish());
            if (chance.percent(15)) {
                calls.add(chance.percent(50) ? new Finish() : Execute.one("1", Optional.empty(), List.of()));
            }
        }
        if (!calls.isEmpty()) {
            rounds.add(calls);
        }
    }
}
