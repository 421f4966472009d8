package ai.kern.specs.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.db.Db;
import ai.kern.db.Entry;
import ai.kern.db.Execution;
import ai.kern.db.ExecutionPhase;
import ai.kern.db.RunState;
import ai.kern.db.StoredRequirement;
import ai.kern.requirement.AnswerType;
import ai.kern.requirement.OutcomeUnknown;
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
import java.util.List;
import java.util.stream.IntStream;

/** Judges a run that has ended, by the ledger of effects and by the stored rows. */
final class Auditor {
    private final Scenario scenario;
    private final String runId;
    private final Shop shop;
    private final Db db;

    Auditor(Scenario scenario, Lab lab, String runId) {
        this.scenario = scenario;
        this.runId = runId;
        this.shop = new Shop(lab.ledger());
        this.db = lab.db();
    }

    /** The effects of the run. */
    List<Effect> effects() {
        return shop.effects().stream()
                .filter(effect -> effect.key().startsWith(runId))
                .toList();
    }

    void judge(RunOutput run) {
        assertThat(run.runId()).isEqualTo(runId);
        assertThat(run.status()).as("the run's end").isEqualTo(RunStatus.COMPLETED);
        assertThat(run.content()).isEqualTo("done");
        assertThat(run.activeRequirements()).isEmpty();
        assertThat(run.toolExecutions()).extracting(call -> placeOf(call.key())).containsExactlyElementsOf(places());
        scenario.fates().forEach(fate -> judge(fate, run));
        assertThat(effects())
                .as("effects of calls that nobody asked for")
                .allMatch(effect -> run.toolExecutions().stream()
                        .anyMatch(call -> call.key().idempotencyKey().equals(effect.key())));
        judgeRows(db.load(run.runId()).orElseThrow(() -> new AssertionError("the run is lost")));
    }

    private List<String> places() {
        return scenario.fates().stream().map(Fate::place).toList();
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
            case NEVER, ELSEWHERE ->
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
        } else {
            assertThat(result).isEqualTo(Shop.resultOf(fate.tool(), fate.item()));
        }
    }

    /** A call that may take effect once has a further attempt only where a person has looked and said so. */
    private static void judgeAttempts(Fate fate, ToolExecution call, RunOutput run) {
        List<OutcomeUnknown> doubts = run.requirements().stream()
                .filter(OutcomeUnknown.class::isInstance)
                .map(OutcomeUnknown.class::cast)
                .filter(doubt -> doubt.toolCall().key().equals(call.key()))
                .toList();
        if (fate.times() != Times.ONCE) {
            assertThat(doubts).as("doubts about %s", fate).isEmpty();
            assertThat(fate.hasBody() || call.attempts() == 0)
                    .as("%s has no attempt", fate)
                    .isTrue();
            return;
        }
        assertThat(call.attempts()).isPositive();
        assertThat(doubts.stream()
                        .filter(doubt -> doubt.answer().orElseThrow().type() == AnswerType.RUN_AGAIN)
                        .map(OutcomeUnknown::attempt))
                .as("the attempts of %s that a person had repeated", fate)
                .containsExactlyElementsOf(
                        IntStream.range(1, call.attempts()).boxed().toList());
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

    /** How many doubts a person had to settle. */
    static long doubts(RunOutput run) {
        return run.requirements().stream().filter(Auditor::isDoubt).count();
    }

    private static boolean isDoubt(Requirement requirement) {
        return requirement instanceof OutcomeUnknown;
    }
}
