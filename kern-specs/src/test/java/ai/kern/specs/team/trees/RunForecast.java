package ai.kern.specs.team.trees;

import ai.kern.run.BatchMode;
import ai.kern.team.TeamMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How one run of a tree has to stand. */
final class RunForecast {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final PlannedRun plan;
    private final List<String> path;
    private final List<String> said = new ArrayList<>();
    private final ListForecast list = new ListForecast();
    private final Consumer<String> effects;
    private final Consumer<String> questions;
    private final Map<PlannedCall, String> results = new IdentityHashMap<>();
    private final Map<PlannedCall, List<RunForecast>> children = new IdentityHashMap<>();
    private final Set<PlannedCall> settled = Collections.newSetFromMap(new IdentityHashMap<>());
    private int round = -1;
    private String words = "";
    private Optional<String> content = Optional.empty();
    private boolean failed;

    /** @param told what its member was told first */
    RunForecast(PlannedRun plan, String told, List<String> path, Consumer<String> effects, Consumer<String> questions) {
        this.plan = plan;
        this.path = path;
        this.said.add(told);
        this.effects = effects;
        this.questions = questions;
    }

    PlannedRun plan() {
        return plan;
    }

    List<String> path() {
        return path;
    }

    /** What its member was told first. */
    String told() {
        return said.get(0);
    }

    /** Its leader's list of tasks. */
    ListForecast list() {
        return list;
    }

    boolean isFailed() {
        return failed;
    }

    boolean isOver() {
        return failed || content.isPresent();
    }

    /** What it comes to, if it has come to something. */
    Optional<String> content() {
        return content;
    }

    /**
     * What a model is asked, as {@link Cast} notes it.
     *
     * @param said what it was told, and what it was sent back with
     */
    static String question(Member member, List<String> said, List<String> results) {
        return member.id() + " has " + results + " for " + said;
    }

    /** Takes what was answered or decided. What needs no execution has its result by that. */
    void settle(PlannedCall.Own call) {
        settled.add(call);
        if (call.fate() == Fate.REJECTED || call.tool().isExternal()) {
            results.put(call, call.result());
        }
    }

    boolean isSettled(PlannedCall.Own call) {
        return settled.contains(call);
    }

    /** Goes on as far as it can. */
    void advance() {
        if (round < 0) {
            ask();
        }
        while (!isOver() && isRoundOver()) {
            if (plan.isRouted() && PlannedRun.isAnswered(calls())) {
                content = Optional.of(String.join("\n\n", membersAnswers()));
            } else if (list.isFinished()) {
                content = Optional.of(words);
            } else {
                sendBack();
                ask();
            }
        }
    }

    /** A leader that answers while tasks are left is told of them. */
    private void sendBack() {
        if (calls().isEmpty()) {
            said.add(Told.left(list.left()));
        }
    }

    private void ask() {
        questions.accept(question(plan.member(), said, results()));
        words = plan.answer(results());
        round++;
        if (round == plan.rounds().size()) {
            failed = plan.isFailing();
            content = Optional.of(answer()).filter(answer -> !failed);
        }
    }

    private List<PlannedCall> calls() {
        return plan.rounds().get(round);
    }

    /** The results so far, in the order of the calls. */
    List<String> results() {
        return begunRounds()
                .flatMap(List::stream)
                .filter(results::containsKey)
                .map(results::get)
                .toList();
    }

    private Stream<List<PlannedCall>> begunRounds() {
        return plan.rounds().stream().limit(round + 1L);
    }

    /** The calls of its own tools that its model has asked for. */
    Stream<PlannedCall.Own> begunCalls() {
        return ownOf(begunRounds().flatMap(List::stream));
    }

    private static Stream<PlannedCall.Own> ownOf(Stream<PlannedCall> calls) {
        return calls.filter(PlannedCall.Own.class::isInstance).map(PlannedCall.Own.class::cast);
    }

    /** What it says itself in the end; where members answer for it, behind what those said beside whom one failed. */
    private String answer() {
        List<String> answers = plan.member().leads(TeamMode.ROUTE) ? membersAnswers() : new ArrayList<>();
        answers.add(words);
        return String.join("\n\n", answers);
    }

    private List<String> membersAnswers() {
        List<String> answers = new ArrayList<>();
        begunRounds()
                .flatMap(List::stream)
                .flatMap(call -> children.getOrDefault(call, List.of()).stream())
                .forEach(child -> child.content.ifPresent(answers::add));
        return answers;
    }

    private boolean isRoundOver() {
        boolean moved = true;
        while (moved) {
            moved = executeFree() || workOnTasks() || executeSettled();
        }
        return calls().stream().allMatch(results::containsKey);
    }

    private boolean executeFree() {
        List<PlannedCall.Own> free = unfinished(call -> call.tool().isFree())
                .filter(call -> !isHeldBack(call))
                .toList();
        free.forEach(this::execute);
        return !free.isEmpty();
    }

    /** Calls that were let through run once none of the run's own is open. */
    private boolean executeSettled() {
        List<PlannedCall.Own> protectedOnes =
                unfinished(call -> !call.tool().isFree()).toList();
        if (!settled.containsAll(protectedOnes)) {
            return false;
        }
        protectedOnes.forEach(this::execute);
        return !protectedOnes.isEmpty();
    }

    private void execute(PlannedCall.Own call) {
        call.tool().effect(call.item()).ifPresent(effects);
        results.put(call, call.result());
    }

    private Stream<PlannedCall.Own> unfinished(Predicate<PlannedCall.Own> which) {
        return ownOf(calls().stream()).filter(which).filter(call -> !results.containsKey(call));
    }

    /** Whether a call waits as the batch mode says until no protected one is left. */
    private boolean isHeldBack(PlannedCall call) {
        if (unfinished(own -> !own.tool().isFree()).findAny().isEmpty()) {
            return false;
        }
        BatchMode batch = plan.member().batch();
        return batch == BatchMode.HOLD_ALL
                || (batch == BatchMode.STOP_AT_FIRST_PROTECTED
                        && ownOf(calls().stream().takeWhile(before -> before != call))
                                .anyMatch(own -> !own.tool().isFree()));
    }

    /** What is not held back begins, and then all that has begun goes on. */
    private boolean workOnTasks() {
        boolean isAnyOver = false;
        for (PlannedCall call : calls()) {
            if (isUnbegun(call) && !isHeldBack(call)) {
                begin(call);
                isAnyOver |= results.containsKey(call);
            }
        }
        for (PlannedCall call : calls()) {
            isAnyOver |= children.containsKey(call) && !results.containsKey(call) && workOn(call);
        }
        return isAnyOver;
    }

    private boolean isUnbegun(PlannedCall call) {
        return !(call instanceof PlannedCall.Own) && !results.containsKey(call) && !children.containsKey(call);
    }

    private void begin(PlannedCall call) {
        if (call instanceof PlannedCall.Task task) {
            children.put(
                    task,
                    task.runs().stream().map(run -> child(run, task.task())).toList());
        } else if (call instanceof ListCall.Create create) {
            results.put(call, list.create(create));
        } else if (call instanceof ListCall.Update update) {
            results.put(call, list.update(update));
        } else if (call instanceof ListCall.Finish) {
            results.put(call, list.finish(words));
        } else if (call instanceof ListCall.Execute execute) {
            list.begin(execute)
                    .ifPresentOrElse(
                            refusal -> results.put(execute, refusal), () -> children.put(execute, workers(execute)));
        }
    }

    private List<RunForecast> workers(ListCall.Execute call) {
        List<RunForecast> workers = new ArrayList<>();
        for (int place = 0; place < call.ids().size(); place++) {
            workers.add(child(call.runs().get(place), list.brief(call.ids().get(place), call.instructions())));
        }
        return workers;
    }

    private RunForecast child(PlannedRun run, String told) {
        List<String> longer = new ArrayList<>(path);
        longer.add(run.member().id());
        return new RunForecast(run, told, List.copyOf(longer), effects, questions);
    }

    private boolean workOn(PlannedCall call) {
        List<RunForecast> runs = children.get(call);
        runs.forEach(RunForecast::advance);
        if (!runs.stream().allMatch(RunForecast::isOver)) {
            return false;
        }
        if (call instanceof PlannedCall.Task task) {
            results.put(task, task.isForAll() ? answersOf(runs, List.of()) : resultOf(runs.get(0)));
        } else if (call instanceof ListCall.Execute execute) {
            for (int place = 0; place < runs.size(); place++) {
                list.end(execute.ids().get(place), runs.get(place).content);
            }
            results.put(execute, execute.isTogether() ? answersOf(runs, execute.ids()) : resultOf(runs.get(0)));
        }
        return true;
    }

    /** @param ids of the tasks, if they have any */
    private static String answersOf(List<RunForecast> runs, List<String> ids) {
        ArrayNode answers = JSON.createArrayNode();
        for (RunForecast run : runs) {
            ObjectNode answer = JSON.createObjectNode();
            if (!ids.isEmpty()) {
                answer.put("task_id", ids.get(answers.size()));
            }
            answer.put("member_id", run.plan.member().id());
            answers.add(answer);
            run.content.ifPresentOrElse(
                    text -> answer.put("answer", text), () -> answer.put("error", run.withoutAnswer()));
        }
        return JSON.writeValueAsString(answers);
    }

    private static String resultOf(RunForecast run) {
        return run.content.orElseGet(() -> "Error: " + run.withoutAnswer());
    }

    private String withoutAnswer() {
        return "member " + plan.member().id() + " has no answer: its run ended as ERROR, " + plan.failure();
    }

    /** The calls that wait, in it and below it. */
    Stream<Forecast.Open> open() {
        if (isOver()) {
            return Stream.empty();
        }
        return calls().stream().flatMap(this::openIn);
    }

    private Stream<Forecast.Open> openIn(PlannedCall call) {
        if (call instanceof PlannedCall.Own own) {
            return own.tool().isFree() || settled.contains(own)
                    ? Stream.empty()
                    : Stream.of(new Forecast.Open(this, own));
        }
        return children.getOrDefault(call, List.of()).stream().flatMap(RunForecast::open);
    }

    /** Whether it waited in two rounds. */
    boolean waitedTwice() {
        return begunRounds()
                        .filter(calls -> ownOf(calls.stream())
                                .anyMatch(call -> !call.tool().isFree()))
                        .count()
                >= 2;
    }

    /** Whether it waits for members, with tasks behind it and tasks ahead of it. */
    boolean waitsInTheMiddleOfItsList() {
        return !isOver()
                && Stream.of(Standing.DONE, Standing.IN_WORK, Standing.OPEN)
                        .allMatch(needed -> list.ids().stream().anyMatch(id -> list.standing(id) == needed));
    }

    /** It and all runs below it that there are. */
    Stream<RunForecast> all() {
        return Stream.concat(
                Stream.of(this),
                plan.rounds().stream()
                        .flatMap(List::stream)
                        .flatMap(call -> children.getOrDefault(call, List.of()).stream())
                        .flatMap(RunForecast::all));
    }
}
