package ai.kern.internal.engine;

import ai.kern.db.Contribution;
import ai.kern.db.Db;
import ai.kern.db.DbException;
import ai.kern.internal.GateProviders;
import ai.kern.requirement.PauseType;
import ai.kern.run.KernException;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.Run;
import ai.kern.run.RunStatus;
import ai.kern.tool.Gate;
import ai.kern.tool.GateClaim;
import ai.kern.tool.GateDecision;
import ai.kern.tool.GateProvider;
import ai.kern.tool.GateQuestion;
import ai.kern.tool.GatedCall;
import ai.kern.tool.ToolDefinition;
import ai.kern.tool.ToolSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Takes calls to their gates: brings providers what the engine knows, and their rows into the run's book. The terms of a call
 * are those of the gate that it came to when it was asked about, whatever stands before its tool today. Immutable.
 */
final class Gates {
    private final ToolSet tools;
    private final Db db;
    private final Members members;

    Gates(ToolSet tools, Db db, Members members) {
        this.tools = tools;
        this.db = db;
        this.members = members;
    }

    /** A call whose requirement is open and is settled by its gate alone. */
    private record Waiting(RequirementRecord requirement, Documents.GateNote note, GatedCall call) {}

    /**
     * Makes a requirement, behind the gate that stands before the call: that of its last requirement where the call was started
     * behind one, that of the tool otherwise.
     *
     * @param pauseId what the questions of one pause have in common
     * @return the call's result where the gate refuses it; then nothing is asked
     */
    Optional<Documents.Outcome> ask(RunBook book, Step.Ask ask, String pauseId) {
        String id = UUID.randomUUID().toString();
        Instant at = book.now();
        Optional<Documents.GateNote> started = ask.asked().attempt() > 0 ? lastNote(ask.call()) : Optional.empty();
        Optional<Documents.GateNote> note =
                started.or(() -> noteOfTool(ask.asked().toolName()));
        if (note.isEmpty()) {
            book.ask(id, ask.call(), ask.type(), ask.asked(), at);
            return Optional.empty();
        }
        Documents.GateNote gate = note.get().in(pauseId);
        Documents.Asked asked = ask.asked().behind(gate);
        GatedCall call = gated(book, ask.call(), id, ask.type(), at, asked, gate);
        GateQuestion question = provider(gate).ask(db, call);
        if (question instanceof GateQuestion.Refused refused) {
            return Optional.of(Documents.Outcome.of(OutcomeStatus.REFUSED, ErrorText.of(refused.reason())));
        }
        GateQuestion.Asked answer = (GateQuestion.Asked) question;
        book.ask(id, ask.call(), ask.type(), asked.behind(gate.with(answer.document())), at);
        book.contribute(answer.contributions());
        return Optional.empty();
    }

    /**
     * What gates have decided of the calls that wait for them.
     *
     * @param named requirements that the caller names, which are left out
     */
    List<Given> decided(RunBook book, Set<String> named) {
        List<Waiting> waiting = waiting(book).stream()
                .filter(one -> !named.contains(one.requirement().id()))
                .toList();
        Map<String, List<Waiting>> byProvider = new LinkedHashMap<>();
        for (Waiting one : waiting) {
            byProvider
                    .computeIfAbsent(one.note().provider(), name -> new ArrayList<>())
                    .add(one);
        }
        List<Given> decided = new ArrayList<>();
        byProvider.values().forEach(its -> decided.addAll(decided(its)));
        return decided;
    }

    /** The calls of a run that wait for gates alone. */
    List<GatedCall> undecided(RunBook book) {
        return waiting(book).stream().map(Waiting::call).toList();
    }

    /**
     * What is told to who continues a tree in which nothing is decided.
     *
     * @param book of a run with calls that wait for gates alone
     * @param undecided these and those of the other runs
     */
    KernException pending(RunBook book, List<GatedCall> undecided) {
        return provider(waiting(book).get(0).note()).pending(book.run(), undecided);
    }

    private List<Given> decided(List<Waiting> ofOneProvider) {
        Map<String, GateDecision> decisions = provider(ofOneProvider.get(0).note())
                .decisions(db, ofOneProvider.stream().map(Waiting::call).toList());
        return ofOneProvider.stream()
                .flatMap(
                        one -> Stream.ofNullable(decisions.get(one.requirement().id()))
                                .map(decision -> Given.of(one.requirement(), decision)))
                .toList();
    }

    private List<Waiting> waiting(RunBook book) {
        List<Waiting> waiting = new ArrayList<>();
        for (CallRecord call : book.calls()) {
            Optional<RequirementRecord> open = call.requirement().filter(RequirementRecord::isOpen);
            if (open.isPresent()) {
                Documents.Asked asked = open.get().asked();
                asked.gate()
                        .filter(Documents.GateNote::decides)
                        .ifPresent(note ->
                                waiting.add(new Waiting(open.get(), note, gated(book, call, open.get(), asked, note))));
            }
        }
        return waiting;
    }

    /** What the gate of a requirement, if there is one, stores when it is settled. */
    List<Contribution> settling(RunBook book, Given given) {
        Documents.Asked asked = given.requirement().asked();
        return asked.gate()
                .map(note -> {
                    GatedCall call = gated(book, book.callOf(given.requirement()), given.requirement(), asked, note);
                    return provider(note).settled(db, call, given.decision());
                })
                .orElse(List.of());
    }

    /**
     * What the gate of a call that was let through, if there is one, says of its start.
     *
     * @throws KernException if the tool has a gate to which the call did not come: its question was changed since it was asked
     */
    Optional<GateClaim> claim(RunBook book, Start start) {
        return start.call().requirement().flatMap(requirement -> {
            Documents.Asked asked = requirement.asked();
            requireCameToGate(requirement, asked, start.tool());
            return asked.gate().map(note -> {
                GatedCall call = gated(book, start.call(), requirement, asked.ofAttempt(start.attempt()), note);
                return provider(note).claim(db, call, start.arguments().json());
            });
        });
    }

    private static void requireCameToGate(RequirementRecord requirement, Documents.Asked asked, ToolDefinition tool) {
        Optional<Gate> gate = tool.gate();
        boolean cameToIt = asked.gate()
                .map(note -> gate.isPresent()
                        && note.provider().equals(gate.get().provider().name())
                        && note.decides() == gate.get().decides())
                .orElse(gate.isEmpty());
        if (!cameToIt) {
            throw new KernException("call " + requirement.call() + " does not run: tool " + tool.name()
                    + (gate.isPresent() ? " stands behind gate " + gate.get().kind() : " stands behind no gate")
                    + ", and requirement " + requirement.id()
                    + " is not stored as one that came to it. Somebody may have"
                    + " changed the database; ask the call anew, drop it, or cancel run "
                    + requirement.call().runId());
        }
    }

    /** What the gate of a call, if it came to one, stores of an attempt's end. */
    List<Contribution> ended(RunBook book, CallRecord call, int attempt, Documents.Outcome outcome) {
        return call.requirement()
                .flatMap(requirement -> {
                    Documents.Asked asked = requirement.asked();
                    return asked.gate()
                            .map(note -> provider(note)
                                    .ended(
                                            gated(book, call, requirement, asked.ofAttempt(attempt), note),
                                            outcome.status(),
                                            new Shown(tools).text(call, outcome.text())));
                })
                .orElse(List.of());
    }

    /** What gates store when the status of a run changes; how a root stands concerns those before its members' tools, too. */
    List<Contribution> statusChanged(Run run, List<RequirementRecord> requirements, RunStatus next) {
        Map<String, GateProvider> concerned = new LinkedHashMap<>();
        for (RequirementRecord requirement : requirements) {
            providersOf(requirement).forEach(provider -> concerned.put(provider.name(), provider));
        }
        if (run.isRoot()) {
            ofMembers().forEach(provider -> concerned.putIfAbsent(provider.name(), provider));
        }
        return concerned.values().stream()
                .flatMap(provider -> provider.statusChanged(run, next).stream())
                .toList();
    }

    /** The provider of a requirement, if it has one; of one that cannot be read, all that it may have. */
    private List<GateProvider> providersOf(RequirementRecord requirement) {
        try {
            return requirement.asked().gate().map(this::provider).stream().toList();
        } catch (DbException unreadable) {
            return ofTools().toList();
        }
    }

    private static Optional<Documents.GateNote> lastNote(CallRecord call) {
        return call.requirements().stream()
                .flatMap(requirement -> requirement.asked().gate().stream())
                .reduce((earlier, later) -> later);
    }

    private Optional<Documents.GateNote> noteOfTool(String toolName) {
        return tools.find(toolName)
                .flatMap(ToolDefinition::gate)
                .map(gate -> new Documents.GateNote(gate.provider().name(), gate.decides(), "", ""));
    }

    private GateProvider provider(Documents.GateNote note) {
        return ofTools()
                .filter(provider -> provider.name().equals(note.provider()))
                .findFirst()
                .orElseGet(() -> GateProviders.named(note.provider()));
    }

    private Stream<GateProvider> ofTools() {
        return tools.all().stream().flatMap(tool -> tool.gate().stream()).map(Gate::provider);
    }

    private Stream<GateProvider> ofMembers() {
        return members.all().stream()
                .map(Engine::gates)
                .flatMap(gates -> Stream.concat(gates.ofTools(), gates.ofMembers()));
    }

    private GatedCall gated(
            RunBook book,
            CallRecord call,
            RequirementRecord requirement,
            Documents.Asked asked,
            Documents.GateNote note) {
        return gated(
                book,
                call,
                requirement.id(),
                requirement.type(),
                requirement.stored().createdAt(),
                asked,
                note);
    }

    private GatedCall gated(
            RunBook book,
            CallRecord call,
            String requirementId,
            PauseType type,
            Instant askedAt,
            Documents.Asked asked,
            Documents.GateNote note) {
        return new GatedCall(
                book.run(),
                book.root(),
                Messages.input(book),
                call.key(),
                call.request().callId(),
                requirementId,
                type,
                note.pauseId(),
                asked.toolName(),
                tools.find(asked.toolName()),
                call.request().arguments(),
                asked.arguments(),
                asked.definition().map(Documents.Definition::schema),
                asked.editable(),
                asked.fields(),
                asked.schema(),
                asked.attempt(),
                askedAt,
                note.document());
    }
}
