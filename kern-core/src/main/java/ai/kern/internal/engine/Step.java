package ai.kern.internal.engine;

import ai.kern.requirement.PauseType;
import ai.kern.run.KernException;
import ai.kern.run.OutcomeStatus;
import java.util.List;
import java.util.Optional;

/** What comes next in a run. */
sealed interface Step {

    /** All calls have their results: the model is asked, with tools unless the run has used up its calls. */
    record AskModel(boolean withTools) implements Step {}

    /** The run has its result. */
    record Complete() implements Step {}

    /** The run cannot go on. */
    record Fail(KernException cause) implements Step {}

    /** The run cannot end with the model's answer; the model is told why, and asked once more. */
    record Repair(String told) implements Step {}

    /** These calls can never run; the model is told why. */
    record Refuse(List<Refusal> refusals) implements Step {}

    /** These calls run, beside each other. */
    record RunFree(List<Start> starts) implements Step {}

    /** These calls are executed by runs of members, which begin or go on beside each other. */
    record Delegate(List<Delegated> calls) implements Step {}

    /** This call was let through; it runs by itself. */
    record RunSettled(Start start) implements Step {}

    /** This call was let through, but its tool is not what was shown any more. */
    record Changed(RequirementRecord requirement, String difference) implements Step {}

    /** Somebody must settle something; what is missing is asked first. */
    record Pause(List<Ask> missing) implements Step {}

    /**
     * A call for members.
     *
     * @param begin how it begins; empty if it has begun, and who works on it is stored
     */
    record Delegated(CallRecord call, Optional<Start> begin) {
        boolean isBegun() {
            return begin.isEmpty();
        }
    }

    /** A call that can never run, and what the model is told. */
    record Refusal(CallRecord call, String message) {
        Documents.Outcome outcome() {
            return Documents.Outcome.of(OutcomeStatus.REFUSED, ErrorText.of(message));
        }
    }

    /** A requirement that is to be made. */
    record Ask(CallRecord call, PauseType type, Documents.Asked asked) {}
}
