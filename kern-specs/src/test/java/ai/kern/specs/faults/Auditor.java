package ai.kern.specs.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.approval.ApprovalDb;
import ai.kern.db.Entry;
import ai.kern.db.Execution;
import ai.kern.db.ExecutionPhase;
import ai.kern.db.RunState;
import ai.kern.db.StoredRequirement;
import ai.kern.requirement.AnswerType;
import ai.kern.requirement.AwaitingDecision;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.requirement.PauseType;
import ai.kern.requirement.Requirement;
import ai.kern.run.CallKey;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.run.ToolExecution;
import ai.kern.specs.faults.Scenario.Fate;
import ai.kern.specs.faults.Scenario.Times;
import ai.kern.specs.faults.Shop.Effect;
import ai.kern.specs.support.Lab;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Judges a tree of runs that has ended, by the ledger of effects and by the stored rows. */
final class Auditor {
    private final Scenario scenario;
    private final Lab lab;
    private final String runId;
    private final Shop shop;
    private final ApprovalDb db;

    Auditor(Scenario scenario, Lab lab, String runId) {
        this.scenario = scenario;
        this.lab = lab;
        this.runId = runId;
        this.shop = new Shop(lab.ledger());
        this.db = (ApprovalDb) lab.db();
    }

    /** The effects of the run and of those of its members. */
    List<Effect> effects() {
        List<String> tree = tree(runId);
        return shop.effects().stream()
                .filter(effect -> tree.contains(effect.runId()))
                .toList();
    }

    private List<String> tree(String root) {
        List<String> tree = new ArrayList<>(List.of(root));
        assigned(load(root)).forEach(child -> tree.addAll(tree(child.runId())));
        return tree;
    }

    private RunState load(String id) {
        return db.load(id).orElseThrow(() -> new AssertionError("run " + id + " is lost"));
    }

    void judge(RunOutput run) {
        assertThat(run.runId()).isEqualTo(runId);
        assertThat(run.content()).isEqualTo("done");
        assertThat(run.activeRequirements()).isEmpty();
        judge("", scenario.cast(), run);
        if (!db.approvals().ofRun(runId).isEmpty()) {
            assertThat(db.auditTrail().verify().findings()).isEmpty();
        }
    }

    private void judge(String owner, Role role, RunOutput run) {
        List<Fate> fates = scenario.fates(owner);
        assertThat(run.status()).as("the end of the run of %s", role.name()).isEqualTo(RunStatus.COMPLETED);
        assertThat(run.toolExecutions())
                .extracting(call -> placeOf(call.key()))
                .containsExactlyElementsOf(fates.stream().map(Fate::place).toList());
        fates.forEach(fate -> judge(fate, run));
        assertThat(shop.effects())
                .filteredOn(effect -> effect.runId().equals(run.runId()))
                .as("effects of calls that nobody asked for")
                .allMatch(effect -> run.toolExecutions().stream()
                        .anyMatch(call -> call.key().idempotencyKey().equals(effect.key())));
        RunState state = load(run.runId());
        judgeRows(state);
        for (Assigned child : assigned(state)) {
            Role member = role.member(child.memberId());
            RunOutput output = lab.find(new Players(member).runner(lab), child.runId());
            judge(owner + "/" + child.memberId(), member, output);
            assertThat(resultOf(child.call(), run))
                    .as("what %s was told of what %s said", role.name(), member.name())
                    .isEqualTo(output.content());
        }
    }

    private static String resultOf(CallKey key, RunOutput run) {
        return run.toolExecutions().stream()
                .filter(call -> call.key().equals(key))
                .flatMap(call -> call.result().stream())
                .findFirst()
                .orElseThrow();
    }

    /** A task and the run that works on it. */
    private record Assigned(CallKey call, String memberId, String runId) {}

    /** What a run has given to members, as its claims have it. */
    private static List<Assigned> assigned(RunState state) {
        List<Assigned> assigned = new ArrayList<>();
        for (Execution fact : state.executions()) {
            if (fact.phase() == ExecutionPhase.CLAIM) {
                for (JsonNode one :
                        JsonMapper.shared().readTree(fact.document()).path("assigned")) {
                    assigned.add(new Assigned(
                            fact.call(),
                            one.get("memberId").asString(),
                            one.get("runId").asString()));
                }
            }
        }
        return assigned;
    }

    private static String placeOf(CallKey key) {
        return key.sequence() + "-" + key.index();
    }

    private void judge(Fate fate, RunOutput run) {
        ToolExecution call = run.toolExecutions().stream()
                .filter(execution -> placeOf(execution.key()).equals(fate.place()))
                .findFirst()
                .orElseThrow();
        List<Effect> effects = shop.effects(call.key().idempotencyKey());
        assertThat(effects)
                .as("what the tool of call %s was given", call)
                .allMatch(effect ->
                        effect.tool().equals(fate.tool()) && effect.item().equals(fate.item()));
        switch (fate.times()) {
            case ONCE -> assertThat(effects).as("effects of %s", fate).hasSize(1);
            case AT_LEAST_ONCE -> assertThat(effects).as("effects of %s", fate).isNotEmpty();
            case NEVER, ELSEWHERE, BY_MEMBER ->
                assertThat(effects).as("effects of %s", fate).isEmpty();
        }
        judgeResult(fate, call);
        judgeAttempts(fate, call, run);
    }

    private static void judgeResult(Fate fate, ToolExecution call) {
        String result = call.result().orElseThrow(() -> new AssertionError("no result of " + call));
        if (fate.times() == Times.NEVER) {
            assertThat(call.outcome()).contains(OutcomeStatus.REJECTED);
            assertThat(result).contains(Person.NOTE);
            return;
        }
        assertThat(call.outcome()).contains(OutcomeStatus.SUCCEEDED);
        if (fate.times() == Times.ONCE) {
            assertThat(List.of(Person.SEEN, Shop.resultOf(fate.tool(), fate.item())))
                    .as("where the result of %s may come from", call)
                    .anyMatch(result::endsWith);
        } else if (fate.times() != Times.BY_MEMBER) {
            assertThat(result).isEqualTo(Shop.resultOf(fate.tool(), fate.item()));
        }
    }

    /** A call that may take effect once has a further attempt only where somebody has looked and said so. */
    private void judgeAttempts(Fate fate, ToolExecution call, RunOutput run) {
        List<Requirement> doubts = run.requirements().stream()
                .filter(Auditor::isDoubt)
                .filter(doubt -> doubt.toolCall().key().equals(call.key()))
                .toList();
        if (fate.times() != Times.ONCE) {
            assertThat(doubts).as("doubts about %s", fate).isEmpty();
            assertThat(fate.hasBody() || call.attempts() == (fate.times() == Times.BY_MEMBER ? 1 : 0))
                    .as("%s has no attempt of its own", fate)
                    .isTrue();
            return;
        }
        assertThat(call.attempts()).isPositive();
        assertThat(doubts.stream()
                        .filter(doubt -> doubt.answer().orElseThrow().type() == AnswerType.RUN_AGAIN)
                        .map(this::attemptOf))
                .as("the attempts of %s that somebody had repeated", fate)
                .containsExactlyElementsOf(
                        IntStream.range(1, call.attempts()).boxed().toList());
    }

    private int attemptOf(Requirement doubt) {
        return doubt instanceof AwaitingDecision decided
                ? db.approvals().get(decided.recordId()).orElseThrow().request().attempt()
                : ((OutcomeUnknown) doubt).attempt();
    }

    private static void judgeRows(RunState state) {
        assertThat(state.entries())
                .extracting(Entry::sequence)
                .as("the transcript has no gap")
                .containsExactlyElementsOf(
                        IntStream.range(0, state.entries().size()).boxed().toList());
        assertThat(state.requirements()).as("nothing is open").noneMatch(StoredRequirement::isOpen);
        for (Execution fact : state.executions()) {
            if (fact.phase() != ExecutionPhase.CLAIM && fact.attempt() > 0) {
                assertThat(state.executions())
                        .as("an outcome has its claim")
                        .anyMatch(other -> other.phase() == ExecutionPhase.CLAIM
                                && other.ofAttempt().equals(fact.ofAttempt()));
            }
        }
        for (Execution fact : state.executions()) {
            assertThat(state.executions())
                    .as("the last attempt of call %s has its outcome", fact.call())
                    .anyMatch(other -> other.phase() == ExecutionPhase.OUTCOME
                            && other.call().equals(fact.call())
                            && other.attempt() >= fact.attempt());
        }
        assertThat(state.run().version()).as("versions count commits").isGreaterThan(1);
    }

    /** How many doubts somebody had to settle. */
    static long doubts(RunOutput run) {
        return run.requirements().stream().filter(Auditor::isDoubt).count();
    }

    private static boolean isDoubt(Requirement requirement) {
        return requirement.pauseType() == PauseType.OUTCOME_UNKNOWN;
    }
}
