package ai.kern.specs.upgrade;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.failure;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.model.Usage;
import ai.kern.run.RunStatus;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedCall;
import ai.kern.testkit.ScriptedModel;
import java.util.List;
import java.util.Locale;

/**
 * A state in which a run is stored, in a session that has the sample's name. The scripts are part of what is frozen: a new kind of
 * state is a new sample at the end of the list, which only the dumps from then on hold.
 */
enum Sample {
    CONFIRMATION_OPEN(State.ASKED, List.of("pay a"), List.of(), Call.PAY_A),
    CONFIRMATION_PARTLY(State.PARTLY_APPROVED, List.of("pay a", "pay b"), List.of("pay a"), Call.PAY_A, Call.PAY_B),
    EDITABLE_OPEN(State.ASKED, List.of("adjust what the person wrote"), List.of(), Call.ADJUST),
    USER_INPUT_OPEN(State.ASKED, List.of("mail ann a"), List.of(), Call.MAIL),
    USER_INPUT_PARTLY(
            State.PARTLY_APPROVED, List.of("mail ann a", "pay b"), List.of("mail ann a"), Call.MAIL, Call.PAY_B),
    ASKED_INPUT_OPEN(State.ASKED, List.of(), List.of(), Call.FORM),
    ASKED_INPUT_PARTLY(State.PARTLY_APPROVED, List.of("pay b"), List.of(), Call.FORM, Call.PAY_B),
    FEEDBACK_OPEN(State.ASKED, List.of(), List.of(), Call.QUESTION),
    FEEDBACK_PARTLY(State.PARTLY_APPROVED, List.of("pay b"), List.of(), Call.QUESTION, Call.PAY_B),
    EXTERNAL_OPEN(State.ASKED, List.of(), List.of(), Call.FETCH),
    EXTERNAL_PARTLY(State.PARTLY_APPROVED, List.of("pay b"), List.of(), Call.FETCH, Call.PAY_B),
    UNKNOWN_OPEN(State.IN_DOUBT, List.of("ship a"), List.of(), Call.SHIP),
    UNKNOWN_BESIDE_SETTLED(State.IN_DOUBT, List.of("ship a", "pay b"), List.of("pay b"), Call.SHIP, Call.PAY_B),
    /** The free call has run, and the others wait. */
    ALL_KINDS_OPEN(
            State.ASKED,
            List.of("pay a", "mail ann a"),
            List.of(),
            Call.LOOK,
            Call.PAY_A,
            Call.MAIL,
            Call.FORM,
            Call.QUESTION,
            Call.FETCH),
    UNICODE_OPEN(State.ASKED, List.of("pay " + Texts.ODD), List.of(), Call.PAY_ODD),
    PENDING(State.STARTED, List.of(), List.of()),
    RUNNING(State.STARTED, List.of(), List.of()),
    RUNNING_WITH_FREE_CLAIM(State.CLAIMED, List.of("look a"), List.of("look a"), Call.LOOK),
    RUNNING_WITH_PROTECTED_CLAIM(State.CLAIMED, List.of("ship a"), List.of(), Call.SHIP),
    COMPLETED(State.ENDED, List.of(), List.of(), Call.LOOK, Call.REMEMBER),
    APPROVED(State.APPROVED, List.of(), List.of(), Call.PAY_A, Call.MAIL, Call.FORM, Call.QUESTION, Call.FETCH),
    REJECTED(State.REJECTED, List.of(), List.of(), Call.PAY_A, Call.MAIL, Call.FORM, Call.QUESTION, Call.FETCH),
    GIVEN_UP(State.GIVEN_UP, List.of(), List.of(), Call.SHIP),
    FAILED(State.FAILED, List.of(), List.of()),
    CANCELLED(State.CANCELLED, List.of(), List.of(), Call.PAY_A),
    RECORD_PENDING(State.ASKED, List.of("wipe a"), List.of(), Call.WIPE),
    RECORD_VOTED(State.VOTED, List.of("purge a"), List.of(), Call.PURGE),
    RECORD_INPUT_PENDING(State.ASKED, List.of("post ann a"), List.of(), Call.POST),
    RECORD_EXTERNAL_PENDING(State.ASKED, List.of(), List.of(), Call.ORDER),
    RECORDS_AND_ANSWERS(
            State.ASKED, List.of("wipe a", "pay a", "post ann a"), List.of(), Call.WIPE, Call.PAY_A, Call.POST),
    RECORD_APPROVED(State.DECIDED_FOR, List.of("wipe a"), List.of("wipe a"), Call.WIPE),
    RECORD_REJECTED(State.DECIDED_AGAINST, List.of(), List.of(), Call.WIPE),
    RECORD_EXPIRED(State.EXPIRED, List.of(), List.of(), Call.ERASE),
    RECORD_USED(State.USED, List.of(), List.of(), Call.WIPE);

    private final State state;
    private final List<String> approved;
    private final List<String> rejected;
    private final List<ScriptedCall> calls;

    Sample(State state, List<String> approved, List<String> rejected, ScriptedCall... calls) {
        this.state = state;
        this.approved = approved;
        this.rejected = rejected;
        this.calls = List.of(calls);
    }

    /** How far the run went before its process ended. */
    enum State {
        ASKED(RunStatus.PAUSED),
        PARTLY_APPROVED(RunStatus.PAUSED),
        IN_DOUBT(RunStatus.PAUSED),
        STARTED(RunStatus.RUNNING),
        CLAIMED(RunStatus.RUNNING),
        ENDED(RunStatus.COMPLETED),
        APPROVED(RunStatus.COMPLETED),
        REJECTED(RunStatus.COMPLETED),
        GIVEN_UP(RunStatus.COMPLETED),
        FAILED(RunStatus.ERROR),
        CANCELLED(RunStatus.CANCELLED),
        /** One of two administrators has approved. */
        VOTED(RunStatus.PAUSED),
        /** An administrator has approved, and nobody has continued the run. */
        DECIDED_FOR(RunStatus.PAUSED),
        DECIDED_AGAINST(RunStatus.PAUSED),
        EXPIRED(RunStatus.PAUSED),
        /** What an administrator approved has run. */
        USED(RunStatus.COMPLETED);

        private final RunStatus status;

        State(RunStatus status) {
            this.status = status;
        }
    }

    /** Texts that some store or some JSON library could spoil. */
    static final class Texts {
        static final String ODD = "\u0000 \u00e9 \u6f22 \ud83d\ude00 \u202e\u2028 'quoted' \\ \"";

        private Texts() {}
    }

    private static final class Call {
        static final ScriptedCall PAY_A = call("pay", "a");
        static final ScriptedCall PAY_B = call("pay", "b");
        static final ScriptedCall ADJUST = call("adjust", "a");
        static final ScriptedCall SHIP = call("ship", "a");
        static final ScriptedCall FETCH = call("fetch", "a");
        static final ScriptedCall MAIL = call("mail", "a");
        static final ScriptedCall LOOK = call("look", "a");
        static final ScriptedCall REMEMBER = call("remember", "b");
        static final ScriptedCall WIPE = call("wipe", "a");
        static final ScriptedCall PURGE = call("purge", "a");
        static final ScriptedCall ERASE = call("erase", "a");
        static final ScriptedCall POST = call("post", "a");
        static final ScriptedCall ORDER = call("order", "a");
        static final ScriptedCall PAY_ODD =
                call("pay", "\\u0000 \u00e9 \u6f22 \ud83d\ude00 \u202e\\u2028 'quoted' \\\\ \\\"");
        static final ScriptedCall FORM = ScriptedAnswer.call("get_user_input", """
                {"fields":[{"name":"name","type":"string","description":"Your name"}]}""");
        static final ScriptedCall QUESTION = ScriptedAnswer.call("ask_user", """
                {"questions":[{"id":"city","text":"Where to?","options":[
                  {"id":"paris","label":"Paris"},{"id":"rome","label":"Rome","description":"The eternal one."}]}]}""");

        private Call() {}
    }

    State state() {
        return state;
    }

    /** Whether all of its calls succeed, if a person says yes to what is open. */
    boolean canSucceed() {
        return state != State.DECIDED_AGAINST && state != State.EXPIRED;
    }

    /** The session, and so the name of the run. */
    String session() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    RunStatus status() {
        return this == PENDING ? RunStatus.PENDING : state.status;
    }

    /** Whether the run has not ended. */
    boolean isAtWork() {
        return !status().isEnded();
    }

    /** Whether its process ended while it was at work. */
    boolean isLeftAlone() {
        return status() == RunStatus.PENDING || status() == RunStatus.RUNNING;
    }

    /** What is done from then on, if a person gives this answer to all that is open. */
    List<String> effects(Answering answering) {
        return answering == Answering.APPROVE ? approved : rejected;
    }

    List<ScriptedCall> toolCalls() {
        return calls;
    }

    /** The model, before the run was stored and after it. */
    ScriptedModel model() {
        if (state == State.FAILED) {
            return ScriptedModel.of(failure("the model is out of order"));
        }
        ScriptedAnswer last = text("done").usage(new Usage(10, 5, 3, 1));
        return calls.isEmpty()
                ? ScriptedModel.of(last)
                : ScriptedModel.of(calls(calls.toArray(ScriptedCall[]::new)).usage(new Usage(100, 50, 30, 10)), last);
    }
}
