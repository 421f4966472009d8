package ai.kern.specs.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.kern.approval.AlreadyDecidedException;
import ai.kern.approval.ApprovalGate;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.ApprovalStatus;
import ai.kern.approval.Decision;
import ai.kern.db.RunState;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.ExternalExecution;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.RequirementInfo;
import ai.kern.requirement.Resolution;
import ai.kern.requirement.UserFeedback;
import ai.kern.requirement.UserInput;
import ai.kern.run.Actor;
import ai.kern.run.CallKey;
import ai.kern.run.ContinueRequest;
import ai.kern.run.KernException;
import ai.kern.run.RunNotPausedException;
import ai.kern.run.RunOutput;
import ai.kern.run.Runner;
import ai.kern.specs.support.OneDoor;
import ai.kern.tool.ToolArguments;
import ai.kern.tool.ToolCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Continues and decisions that somebody forged, mutated or sent once more: each begins with one that is accepted and changes one
 * thing. All are refused with a reason and change nothing; the unchanged one is accepted behind them.
 */
@Tag("HITL-5")
@OneDoor
class ForgedAnswersTest extends PauseKindSpec {
    private static final ApprovalGate GATE = ApprovalGate.required().approvers("finance");
    private static final Actor EVE = Actor.of("eve", "finance");

    private final Map<String, Callable<?>> forgeries = new LinkedHashMap<>();

    @ParameterizedTest
    @EnumSource(PauseKind.class)
    @Tag("APPR-5")
    void aCallerHasNoAnswerInPlaceOfADecision(PauseKind kind) {
        Runner agent = agent(kind, GATE);
        RunOutput other = waiting(agent, kind);
        RunOutput run = waiting(agent, kind);
        int before = lab.ledger().effects().size();
        String id = awaited(run).id();
        infos(run, other)
                .forEach((what, info) -> answers(info).forEach(answer -> {
                    forge(what + ", " + answer, () -> lab.continueRun(agent, run.runId(), answer));
                    forge(
                            what + " by an administrator, " + answer,
                            () -> lab.continueRun(
                                    agent,
                                    ContinueRequest.builder(run.runId())
                                            .answers(answer)
                                            .by(ANN)
                                            .build()));
                }));
        Resolution yes = new Confirmation(awaited(run).info(), true).confirm();
        forge("two answers", () -> lab.continueRun(agent, run.runId(), yes, yes));
        forge("nothing at all", () -> lab.continueRun(agent, run.runId()));
        forge("an unknown run", () -> lab.continueRun(agent, run.runId() + "x"));
        forge(
                "another user",
                () -> lab.continueRun(agent, request(run).user("ann").build()));
        forge(
                "asked anew and dropped",
                () -> lab.continueRun(
                        agent, request(run).askAnew(id).drop(id, "").build()));
        for (String wrong : List.of(awaited(other).id(), id + "x", id.toUpperCase(), "", run.runId())) {
            forge(
                    "asks anew '" + wrong + "'",
                    () -> lab.continueRun(agent, request(run).askAnew(wrong).build()));
            forge(
                    "drops '" + wrong + "'",
                    () -> lab.continueRun(agent, request(run).drop(wrong, "").build()));
        }

        assertThat(forgeries).hasSizeGreaterThan(100);
        assertAllRefused(run);
        assertThat(lab.ledger().effects()).hasSize(before);
        approvals().approvals().approve(id, kind.approval(ANN));
        assertThat(lab.continueRun(agent, run.runId()).isCompleted()).isTrue();
    }

    private static ContinueRequest.Builder request(RunOutput run) {
        return ContinueRequest.builder(run.runId());
    }

    /** What a forged requirement may say of itself, each with one thing that is not so but for the first. */
    private static Map<String, RequirementInfo> infos(RunOutput run, RunOutput other) {
        RequirementInfo real = awaited(run).info();
        ToolCall call = real.toolCall();
        CallKey key = call.key();
        Map<String, RequirementInfo> infos = new LinkedHashMap<>();
        infos.put("the real one", real);
        infos.put("that of another run", awaited(other).info());
        infos.put("another run", info(real, real.id(), other.runId(), call));
        infos.put("another requirement", info(real, awaited(other).id(), run.runId(), call));
        infos.put("an unknown requirement", info(real, "none", run.runId(), call));
        infos.put("another tool", info(real, real.id(), run.runId(), new ToolCall(key, "wipe", call.arguments())));
        infos.put(
                "other arguments",
                info(
                        real,
                        real.id(),
                        run.runId(),
                        new ToolCall(key, "pay", ToolArguments.of("{\"item\":\"1000000\"}"))));
        infos.put(
                "another call",
                info(
                        real,
                        real.id(),
                        run.runId(),
                        new ToolCall(new CallKey(run.runId(), 9, 0), "pay", call.arguments())));
        return infos;
    }

    private static RequirementInfo info(RequirementInfo like, String id, String runId, ToolCall call) {
        return new RequirementInfo(id, runId, like.path(), call, like.createdAt(), Optional.empty());
    }

    /** All answers that a requirement could give, whatever its kind. */
    private static List<Resolution> answers(RequirementInfo info) {
        Confirmation confirmation = new Confirmation(info, true);
        UserInput input = new UserInput(info, List.of());
        ExternalExecution outside = new ExternalExecution(info);
        OutcomeUnknown doubt = new OutcomeUnknown(info, 1);
        return List.of(
                confirmation.confirm(),
                confirmation.confirm(Map.of("item", "1")),
                confirmation.reject(),
                input.provide(Map.of("item", "1")),
                outside.result("paid"),
                outside.error("no"),
                new UserFeedback(info, List.of()).answers().build(),
                doubt.runAgain(),
                doubt.giveUp("no"));
    }

    @ParameterizedTest
    @EnumSource(PauseKind.class)
    @Tag("APPR-6")
    @Tag("APPR-8")
    void aDecisionThatDoesNotFitTheRecordIsNone(PauseKind kind) {
        Runner agent = agent(kind, GATE);
        RunOutput other = waiting(agent, kind);
        RunOutput run = waiting(agent, kind);
        String id = awaited(run).recordId();
        Decision good = kind.approval(ANN);
        badDecisions(kind, record(run), record(other))
                .forEach((what, decision) ->
                        forge(what, () -> approvals().approvals().approve(id, decision)));
        for (String wrong : List.of(id + "x", id.toUpperCase(), id.substring(1), "", "1", run.runId())) {
            forge("approves '" + wrong + "'", () -> approvals().approvals().approve(wrong, good));
        }
        forge(
                "rejects with an answer",
                () -> approvals().approvals().reject(id, Decision.by(ANN).result("x")));
        forge(
                "cancels with an answer",
                () -> approvals().approvals().cancel(id, Decision.by(ANN).runAgain()));
        forge("rejects without the role", () -> approvals().approvals().reject(id, Decision.by(ADMIN)));
        forge("cancels without the role", () -> approvals().approvals().cancel(id, Decision.by(ADMIN)));
        for (ApprovalStatus expected : ApprovalStatus.values()) {
            for (ApprovalStatus next : List.of(ApprovalStatus.PENDING, ApprovalStatus.EXPIRED)) {
                forge(expected + " to " + next, () -> approvals().approvals().update(id, expected, next, good));
            }
            if (expected != ApprovalStatus.PENDING) {
                forge(
                        "expected " + expected,
                        () -> approvals().approvals().update(id, expected, ApprovalStatus.APPROVED, good));
            }
        }
        forge("deletes it", () -> {
            approvals().approvals().delete(id, good);
            return id;
        });

        assertThat(forgeries).hasSizeGreaterThan(40);
        assertAllRefused(run);
        approvals().approvals().approve(id, good);
        assertThat(lab.continueRun(agent, run.runId()).isCompleted()).isTrue();
    }

    private Map<String, Decision> badDecisions(PauseKind kind, ApprovalRecord record, ApprovalRecord other) {
        Decision plain = Decision.by(ANN);
        Map<String, Decision> answers = new LinkedHashMap<>();
        answers.put("nothing", plain);
        answers.put("arguments", plain.argumentsJson("{\"item\":\"2\"}"));
        answers.put("arguments without one", plain.argumentsJson("{}"));
        answers.put("arguments of a wrong type", plain.argumentsJson("{\"item\":2}"));
        answers.put("arguments with one more", plain.argumentsJson("{\"item\":\"2\",\"more\":1}"));
        answers.put("a list of arguments", plain.argumentsJson("[\"2\"]"));
        answers.put("values", plain.valuesJson("{\"item\":\"2\"}"));
        answers.put("values without one", plain.valuesJson("{}"));
        answers.put("values of a wrong type", plain.valuesJson("{\"item\":null}"));
        answers.put("values with one more", plain.valuesJson("{\"item\":\"2\",\"more\":1}"));
        answers.put("a list of values", plain.valuesJson("[\"2\"]"));
        answers.put("a result", plain.result("paid"));
        answers.put("an error", plain.error("no"));
        answers.put("run again", plain.runAgain());
        answers.put("a result and an error", plain.result("paid").error("no"));
        answers.put("a result and run again", plain.result("paid").runAgain());
        answers.put(
                "arguments and values", plain.argumentsJson("{\"item\":\"2\"}").valuesJson("{\"item\":\"2\"}"));
        switch (kind) {
            case CONFIRMATION -> answers.remove("nothing");
            case EDIT -> answers.keySet().removeAll(List.of("nothing", "arguments"));
            case USER_INPUT -> answers.remove("values");
            case EXTERNAL_EXECUTION -> answers.keySet().removeAll(List.of("a result", "an error"));
            case OUTCOME_UNKNOWN -> answers.keySet().removeAll(List.of("a result", "run again"));
        }
        answers.put("without the role", kind.approval(ADMIN));
        answers.put("a role in other letters", kind.approval(Actor.of("ann", "Finance")));
        answers.put("by who asked for it", kind.approval(EVE));
        answers.put("of what another record shows", kind.approval(ANN).seen(other.shownDigest()));
        answers.put("of nothing that was seen", kind.approval(ANN).seen(""));
        answers.put(
                "of the same in other letters",
                kind.approval(ANN).seen(record.shownDigest().toUpperCase()));
        return answers;
    }

    @ParameterizedTest
    @EnumSource(PauseKind.class)
    @Tag("APPR-6")
    @Tag("APPR-15")
    @Tag("HITL-12")
    void whatWasDecidedAndWhatWasContinuedIsSentOnceMore(PauseKind kind) {
        Runner agent = agent(kind, GATE);
        RunOutput run = waiting(agent, kind);
        String id = awaited(run).recordId();
        Decision good = kind.approval(ANN);
        approvals().approvals().approve(id, good);
        List<Callable<?>> decisions = new ArrayList<>();
        for (Actor actor : List.of(ANN, Actor.of("bob", "finance"), EVE)) {
            decisions.add(() -> approvals().approvals().approve(id, kind.approval(actor)));
            decisions.add(() -> approvals().approvals().reject(id, Decision.by(actor)));
            decisions.add(() -> approvals().approvals().cancel(id, Decision.by(actor)));
            for (ApprovalStatus expected : ApprovalStatus.values()) {
                decisions.add(() ->
                        approvals().approvals().update(id, expected, ApprovalStatus.REJECTED, Decision.by(actor)));
            }
        }

        for (Callable<?> decision : decisions) {
            assertThat(catchThrowable(decision::call)).isInstanceOf(AlreadyDecidedException.class);
        }
        assertThat(lab.continueRun(agent, run.runId()).isCompleted()).isTrue();
        for (Callable<?> decision : decisions) {
            assertThat(catchThrowable(decision::call)).isInstanceOf(AlreadyDecidedException.class);
        }
        Requirement settled = lab.find(agent, run.runId()).requirements().get(0);
        for (ContinueRequest again : List.of(
                request(run).build(),
                request(run).askAnew(id).build(),
                request(run).drop(id, "").build(),
                request(run).answers(answers(settled.info())).build())) {
            assertThat(catchThrowable(() -> lab.continueRun(agent, again))).isInstanceOf(RunNotPausedException.class);
        }
        assertThat(lab.ledger().effects()).isEqualTo(kind.effects);
    }

    private void forge(String what, Callable<?> forgery) {
        forgeries.put(what, forgery);
    }

    private void assertAllRefused(RunOutput run) {
        RunState state = lab.db().load(run.runId()).orElseThrow();
        ApprovalRecord record = record(run);
        List<String> effects = lab.ledger().effects();
        forgeries.forEach((what, forgery) -> {
            Throwable refusal = catchThrowable(forgery::call);
            assertThat(refusal).as(what).isInstanceOfAny(KernException.class, IllegalArgumentException.class);
            assertThat(refusal.getMessage()).as(what).isNotBlank();
        });
        assertThat(lab.db().load(run.runId())).contains(state);
        assertThat(record(run)).isEqualTo(record);
        assertThat(lab.ledger().effects()).isEqualTo(effects);
    }
}
