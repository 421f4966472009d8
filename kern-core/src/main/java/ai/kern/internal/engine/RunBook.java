package ai.kern.internal.engine;

import ai.kern.db.Attempt;
import ai.kern.db.Changeset;
import ai.kern.db.Contribution;
import ai.kern.db.Entry;
import ai.kern.db.EntryKind;
import ai.kern.db.Execution;
import ai.kern.db.ExecutionPhase;
import ai.kern.db.RequirementStatus;
import ai.kern.db.RunState;
import ai.kern.db.Session;
import ai.kern.db.Settlement;
import ai.kern.db.StatePatch;
import ai.kern.db.StoredRequirement;
import ai.kern.model.Message;
import ai.kern.model.ModelResponse;
import ai.kern.requirement.PauseType;
import ai.kern.run.CallKey;
import ai.kern.run.Run;
import ai.kern.run.RunFailure;
import ai.kern.run.RunStatus;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A run as it stands in this process: what is stored, and what the next commit will add. Everything is read from here, so
 * that what follows from the book before a commit follows from the database after it. Not safe for use by several threads.
 */
final class RunBook {
    private final Clock clock;
    private final Readings readings;
    private final Documents.Settings settings;
    private final List<EntryRecord> entries = new ArrayList<>();
    private final List<Turn> turns = new ArrayList<>();
    private final Map<CallKey, List<ExecutionRecord>> executions = new HashMap<>();
    private final Map<CallKey, List<RequirementRecord>> requirements = new LinkedHashMap<>();
    private final Map<CallKey, CallRecord> calls = new HashMap<>();
    private Run run;
    private Optional<Run> root = Optional.empty();
    private Documents.Progress progress;
    private Optional<Turn> failedAt = Optional.empty();
    private boolean created;
    private Pending pending = new Pending();

    /** What the next commit adds. */
    private static final class Pending {
        private final List<Entry> entries = new ArrayList<>();
        private final List<Execution> executions = new ArrayList<>();
        private final List<StoredRequirement> requirements = new ArrayList<>();
        private final List<Settlement> settlements = new ArrayList<>();
        private final List<Attempt> withoutOutcome = new ArrayList<>();
        private final List<Attempt> endedClaims = new ArrayList<>();
        private final List<StatePatch> state = new ArrayList<>();
        private final List<Contribution> contributions = new ArrayList<>();
        private Optional<Session> session = Optional.empty();
        private boolean usage;

        private boolean isEmpty() {
            return entries.isEmpty()
                    && executions.isEmpty()
                    && requirements.isEmpty()
                    && settlements.isEmpty()
                    && state.isEmpty()
                    && contributions.isEmpty()
                    && !usage;
        }
    }

    private RunBook(Clock clock, Readings readings, Run run, boolean created) {
        this.clock = clock;
        this.readings = readings;
        this.run = run;
        this.created = created;
        this.settings =
                readings.read(run.settings(), Documents.Settings.class, () -> "the settings of run " + run.id());
        this.progress =
                readings.read(run.progress(), Documents.Progress.class, () -> "the progress of run " + run.id());
    }

    /** The book of a run that is stored. */
    static RunBook of(RunState state, Clock clock) {
        return of(state, clock, new Readings());
    }

    /** The book of a run that is stored, where others of its tree were or will be read. */
    static RunBook of(RunState state, Clock clock, Readings readings) {
        RunBook book = new RunBook(clock, readings, state.run(), true);
        for (Entry stored : state.entries()) {
            EntryRecord entry = new EntryRecord(stored, readings);
            book.entries.add(entry);
            if (entry.is(EntryKind.ASSISTANT)) {
                book.addTurn(stored.sequence(), entry.message());
            }
        }
        state.executions().forEach(book::index);
        state.requirements().forEach(book::index);
        return book;
    }

    /** The book of a run that the first commit will create, in a session which that commit creates if need be. */
    static RunBook create(Run first, Clock clock, Readings readings) {
        RunBook book = new RunBook(clock, readings, first, false);
        book.pending.session = Optional.of(new Session(first.sessionId(), first.userId(), first.createdAt()));
        return book;
    }

    Run run() {
        return run;
    }

    /** The run at the top of the tree, as it was when this book was opened. */
    Run root() {
        return root.orElse(run);
    }

    /** Makes this the book of a run under another. */
    RunBook under(Run top) {
        root = Optional.of(top);
        return this;
    }

    /** What was read of the tree's documents. */
    Readings readings() {
        return readings;
    }

    Documents.Settings settings() {
        return settings;
    }

    Documents.Progress progress() {
        return progress;
    }

    List<EntryRecord> entries() {
        return entries;
    }

    List<Turn> turns() {
        return turns;
    }

    Optional<Turn> lastTurn() {
        return turns.isEmpty() ? Optional.empty() : Optional.of(turns.get(turns.size() - 1));
    }

    /** Whether the transcript ends with something that the model was told and has not answered. */
    boolean endsWithUser() {
        return !entries.isEmpty() && entries.get(entries.size() - 1).is(EntryKind.USER);
    }

    /** The calls of a message, in its order. */
    List<CallRecord> calls(Turn turn) {
        return IntStream.range(0, turn.message().toolCalls().size())
                .mapToObj(index -> call(turn, index))
                .toList();
    }

    /** A call as it stands: the same one until something more is known of it. */
    private CallRecord call(Turn turn, int index) {
        return calls.computeIfAbsent(
                new CallKey(run.id(), turn.sequence(), index),
                key -> new CallRecord(
                        key,
                        turn.message().toolCalls().get(index),
                        turn.firstCall() + index,
                        List.copyOf(executions.getOrDefault(key, List.of())),
                        List.copyOf(requirements.getOrDefault(key, List.of()))));
    }

    /** All calls of the run. */
    List<CallRecord> calls() {
        return turns.stream().flatMap(turn -> calls(turn).stream()).toList();
    }

    /** A requirement by its id. */
    Optional<RequirementRecord> requirement(String id) {
        return requirements().stream()
                .filter(requirement -> requirement.id().equals(id))
                .findFirst();
    }

    /** All requirements, in the order in which their calls came. */
    List<RequirementRecord> requirements() {
        return requirements.values().stream().flatMap(List::stream).toList();
    }

    /** The call that a requirement is about. */
    CallRecord callOf(RequirementRecord requirement) {
        return find(requirement.call())
                .orElseThrow(() -> new IllegalStateException("requirement " + requirement.id() + " is about call "
                        + requirement.call() + ", which the transcript does not have"));
    }

    /** A call by its key. */
    Optional<CallRecord> find(CallKey key) {
        return turns.stream()
                .filter(turn -> turn.sequence() == key.sequence())
                .flatMap(turn -> calls(turn).stream())
                .filter(call -> call.key().equals(key))
                .findFirst();
    }

    /** The present instant, as precise as it is stored. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    void addSystem(String text) {
        addEntry(EntryKind.SYSTEM, Documents.write(new Documents.Text(text)));
    }

    void addUser(String text) {
        addEntry(EntryKind.USER, Documents.write(new Documents.Text(text)));
    }

    void addResponse(ModelResponse response) {
        Message.Assistant message = response.message();
        Entry entry = addEntry(
                EntryKind.ASSISTANT,
                Documents.write(new Documents.Assistant(message.text(), message.toolCalls(), message.providerData())));
        addTurn(entry.sequence(), message);
        progress = new Documents.Progress(progress.usage().plus(response.usage()), progress.failure());
        pending.usage = true;
    }

    /** Adds what an attempt came to. */
    void addOutcome(CallKey call, int attempt, Documents.Outcome outcome) {
        add(new Execution(call, attempt, ExecutionPhase.OUTCOME, now(), Documents.write(outcome)));
    }

    void add(Execution execution) {
        index(execution);
        pending.executions.add(execution);
    }

    /**
     * Makes a requirement.
     *
     * @param at the instant that is shown wherever it is asked
     */
    void ask(String id, CallRecord call, PauseType type, Documents.Asked asked, Instant at) {
        StoredRequirement requirement = new StoredRequirement(
                id,
                call.key(),
                call.requirements().size(),
                type,
                RequirementStatus.OPEN,
                at,
                Documents.write(asked),
                Optional.empty());
        index(requirement);
        pending.requirements.add(requirement);
        if (type == PauseType.OUTCOME_UNKNOWN) {
            expectNoOutcome(new Attempt(call.key(), asked.attempt()));
        }
    }

    void settle(RequirementRecord requirement, Settlement settlement) {
        requirements
                .getOrDefault(requirement.call(), List.of())
                .replaceAll(one -> one.id().equals(requirement.id()) ? one.settled(settlement) : one);
        calls.remove(requirement.call());
        pending.settlements.add(settlement);
    }

    void add(List<StatePatch> patches) {
        pending.state.addAll(patches);
    }

    /** Has the next commit store what gates add to it. */
    void contribute(List<Contribution> contributions) {
        pending.contributions.addAll(contributions);
    }

    /** Has the next commit fail while an attempt may still be at work. */
    void expectEnded(Attempt attempt) {
        pending.endedClaims.add(attempt);
    }

    /** Has the next commit fail if an attempt's outcome is known by then. */
    void expectNoOutcome(Attempt attempt) {
        pending.withoutOutcome.add(attempt);
    }

    /** How many facts about attempts are stored, as far as this book knows. */
    int storedExecutions() {
        int all = executions.values().stream().mapToInt(List::size).sum();
        return all - pending.executions.size();
    }

    void fail(RunFailure failure) {
        progress = new Documents.Progress(progress.usage(), Optional.of(failure));
    }

    /** Lets the next commit store that the run goes on after it failed. */
    void forgetFailure() {
        progress = new Documents.Progress(progress.usage(), Optional.empty());
        failedAt = lastTurn();
    }

    /** Whether the model has said nothing since the failure from which the run goes on; then it is not held to what it said. */
    boolean isAskedAnew() {
        return failedAt.isPresent() && failedAt.equals(lastTurn());
    }

    /** Whether the next commit would add anything. */
    boolean hasPending() {
        return !pending.isEmpty();
    }

    /** The run as the next commit would store it. */
    Run next(RunStatus status, String changesetId) {
        if (!created) {
            return run;
        }
        return run.next(status, Documents.write(progress), changesetId, now());
    }

    /** Writes what the next commit adds. */
    void write(Changeset.Builder builder, Run next) {
        builder.run(next)
                .entries(pending.entries)
                .executions(pending.executions)
                .requirements(pending.requirements)
                .settlements(pending.settlements)
                .withoutOutcome(pending.withoutOutcome)
                .endedClaims(pending.endedClaims)
                .state(pending.state)
                .contributions(pending.contributions);
        pending.session.ifPresent(builder::session);
    }

    /** Takes note that the next commit is done. */
    void committed(Run stored) {
        run = stored;
        created = true;
        pending = new Pending();
    }

    private Entry addEntry(EntryKind kind, String document) {
        Entry entry = new Entry(run.id(), entries.size(), kind, now(), document);
        entries.add(new EntryRecord(entry, readings));
        pending.entries.add(entry);
        return entry;
    }

    private void addTurn(int sequence, Message.Assistant message) {
        int firstCall = lastTurn()
                .map(turn -> turn.firstCall() + turn.message().toolCalls().size())
                .orElse(0);
        turns.add(new Turn(sequence, message, firstCall));
    }

    private void index(Execution execution) {
        executions
                .computeIfAbsent(execution.call(), key -> new ArrayList<>())
                .add(new ExecutionRecord(execution, readings));
        calls.remove(execution.call());
    }

    private void index(StoredRequirement requirement) {
        requirements
                .computeIfAbsent(requirement.call(), key -> new ArrayList<>())
                .add(new RequirementRecord(requirement, readings));
        calls.remove(requirement.call());
    }
}
