package ai.kern.specs.team.trees;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.ApprovalStatus;
import ai.kern.approval.Decision;
import ai.kern.db.Changeset;
import ai.kern.requirement.AwaitingDecision;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.requirement.PauseType;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.run.Actor;
import ai.kern.run.ContinueRequest;
import ai.kern.run.Run;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.run.Runner;
import ai.kern.specs.support.Lab;
import ai.kern.specs.support.Ledger;
import ai.kern.specs.support.ProcessDied;
import ai.kern.specs.support.WatchedDb;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Plays one tree whose process dies again and again, before a commit or right behind it, and is replaced by the next one, which
 * knows nothing but the root's id. A call in doubt is always run again. In the end the tree is what it would be without that.
 */
final class KilledTree {
    private static final Actor PERSON = Actor.of("ann");
    private static final Actor ADMINISTRATOR = Actor.of("admin");
    private static final int MOST_DEATHS = 5;

    private final Lab lab;
    private final Ledger ledger;
    private final PlannedRun plan;
    private final Chance chance;
    private final Cast cast;
    private final Map<String, PlannedCall.Own> calls;
    private final Map<String, Run> runs = new LinkedHashMap<>();
    private final Map<String, Integer> again = new HashMap<>();
    private final List<RunStatus> deaths = new ArrayList<>();
    private volatile Optional<String> rootId = Optional.empty();
    private volatile boolean dead;

    /** @param ledger an empty one */
    KilledTree(Lab lab, Ledger ledger, PlannedRun plan, Chance chance) {
        this.lab = lab;
        this.ledger = ledger;
        this.plan = plan;
        this.chance = chance;
        this.cast = new Cast(plan, ledger);
        this.calls =
                plan.all().flatMap(PlannedRun::ownCalls).collect(Collectors.toMap(PlannedCall.Own::item, call -> call));
    }

    /**
     * Plays the tree.
     *
     * @return its session
     */
    String play() {
        Optional<RunOutput> output = Optional.empty();
        while (output.isEmpty()) {
            WatchedDb db = process();
            Runner root = cast.root(db);
            RunStatus before = status(db);
            try {
                output = Optional.of(live(root, db));
            } catch (ProcessDied died) {
                deaths.add(before);
                lab.expireLeases();
                lab.reopen();
            } finally {
                db.commits().stream()
                        .map(Changeset::runs)
                        .flatMap(List::stream)
                        .forEach(run -> runs.put(run.id(), run));
            }
        }
        judge(output.get());
        return output.get().sessionId();
    }

    /** How the root stood when a process that died began; PENDING where there was none. */
    List<RunStatus> deaths() {
        return deaths;
    }

    /** How many calls were run again since nobody knew what had become of them. */
    int doubts() {
        return again.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The database as a process sees it that will die at some commit, if it makes so many. */
    private WatchedDb process() {
        WatchedDb db = new WatchedDb(lab.db());
        dead = false;
        int fatal = chance.between(1, chance.oneOf(List.of(3, 10, 30, 100)));
        boolean isMortal = deaths.size() < MOST_DEATHS;
        boolean isBefore = chance.percent(50);
        db.around((number, changeset, commit) -> {
            boolean dies = isMortal && number >= fatal;
            if (dead || (dies && isBefore)) {
                dead = true;
                throw new ProcessDied();
            }
            commit.run();
            rootId = Optional.of(changeset.rootId());
            if (dies) {
                dead = true;
                throw new ProcessDied();
            }
        });
        return db;
    }

    private RunStatus status(WatchedDb db) {
        return rootId.flatMap(db::find).map(Run::status).orElse(RunStatus.PENDING);
    }

    /** What a process does that finds the tree as it is, until it is over. */
    private RunOutput live(Runner root, WatchedDb db) {
        RunOutput output = rootId.isEmpty() ? lab.run(root, "start") : lab.find(root, rootId.get());
        while (!output.status().isEnded()) {
            output = output.isPaused() ? goOn(root, db, output) : lab.recover(root, output.runId());
        }
        return output;
    }

    private RunOutput goOn(Runner root, WatchedDb db, RunOutput output) {
        List<Requirement> open = chance.shuffled(output.activeRequirements());
        List<Requirement> settled = open.subList(0, chance.between(Math.min(1, open.size()), open.size()));
        Map<String, ApprovalRecord> records = db.approvals().ofRun(output.runId()).stream()
                .collect(Collectors.toMap(ApprovalRecord::id, record -> record));
        List<Resolution> answers = new ArrayList<>();
        for (Requirement requirement : settled) {
            if (requirement instanceof AwaitingDecision awaiting) {
                decide(db, records.get(awaiting.recordId()), requirement);
            } else {
                answers.add(answer(requirement));
            }
        }
        return lab.continueRun(
                root,
                ContinueRequest.builder(output.runId())
                        .answers(answers)
                        .by(PERSON)
                        .build());
    }

    private PlannedCall.Own callOf(Requirement requirement) {
        return calls.get(requirement.toolCall().argument("item").orElseThrow());
    }

    private Resolution answer(Requirement requirement) {
        PlannedCall.Own call = callOf(requirement);
        if (requirement instanceof OutcomeUnknown unknown) {
            again.merge(call.item(), 1, Integer::sum);
            return unknown.runAgain();
        }
        return call.tool().answer(requirement, call.item(), call.fate());
    }

    /** Decides what nobody has decided for a process that died before it went on. */
    private void decide(WatchedDb db, ApprovalRecord record, Requirement requirement) {
        if (record.status() != ApprovalStatus.PENDING) {
            return;
        }
        PlannedCall.Own call = callOf(requirement);
        if (requirement.pauseType() == PauseType.OUTCOME_UNKNOWN) {
            again.merge(call.item(), 1, Integer::sum);
            db.approvals().approve(record.id(), Decision.by(ADMINISTRATOR).runAgain());
            return;
        }
        Decision decision = call.tool().decision(call.item(), call.fate());
        if (call.fate() == Fate.REJECTED) {
            db.approvals().reject(record.id(), decision);
        } else {
            db.approvals().approve(record.id(), decision);
        }
    }

    private void judge(RunOutput output) {
        Forecast forecast = new Forecast(plan);
        while (!forecast.isOver()) {
            forecast.open().forEach(Forecast.Open::settle);
            forecast.advance();
        }
        assertThat(output.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(output.content()).as("what the tree comes to").isEqualTo(forecast.content());
        new Judge(forecast, cast, ledger).judgeRuns(List.copyOf(runs.values()));
        assertThat(ledger.effects().stream().distinct())
                .as("effects")
                .containsExactlyInAnyOrderElementsOf(forecast.effects());
        calls.values().stream()
                .filter(call -> !call.tool().isFree())
                .forEach(call -> call.tool()
                        .effect(call.item())
                        .ifPresent(effect -> assertThat(Collections.frequency(ledger.effects(), effect))
                                .as("how often %s", effect)
                                .isLessThanOrEqualTo(1 + again.getOrDefault(call.item(), 0))));
    }
}
