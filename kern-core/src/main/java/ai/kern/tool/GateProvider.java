package ai.kern.tool;

import ai.kern.db.Contribution;
import ai.kern.db.Db;
import ai.kern.run.KernException;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.Run;
import ai.kern.run.RunStatus;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Works a kind of gate: takes part in the pause, the answer, the claim, the outcome and the change of a run's status, each time
 * by contributing rows to the engine's own commit, so that what belongs together is stored together or not at all. Providers
 * are found by {@link java.util.ServiceLoader}, both as modules ({@code provides}) and on the class path
 * ({@code META-INF/services}). Safe for use by many threads.
 *
 * <p>What a method throws keeps the call from running: it reaches the caller, and nothing of the step is stored.
 */
public interface GateProvider {
    /** The name under which calls behind its gates are stored; never changes. */
    String name();

    /** The annotations that it serves, each marked by {@link GateMark}. */
    Set<Class<? extends Annotation>> marks();

    /**
     * The gate that a mark stands for.
     *
     * @throws IllegalArgumentException if its values contradict each other or are not what they should be
     */
    Gate gate(Annotation mark);

    /**
     * A call comes to a gate.
     *
     * @param call the call; one that was started behind a gate has the document of its last requirement, under whose terms its
     *     outcome is asked about; any other has none, also where it was started before there was a gate
     * @return what is stored with the call's requirement and beside it, or why the call can never pass
     */
    GateQuestion ask(Db db, GatedCall call);

    /**
     * What was decided about calls that wait.
     *
     * @param waiting calls whose requirement is open and is settled by the gate alone
     * @return the decisions by requirement id; a call without one is not decided
     * @throws KernException if what was decided cannot be told for one of them
     */
    Map<String, GateDecision> decisions(Db db, List<GatedCall> waiting);

    /**
     * What a caller is told who continues a run without bringing anything while these calls alone keep it from going on.
     *
     * @param run one of those that wait
     * @param undecided all such calls of its tree, one or more
     */
    KernException pending(Run run, List<GatedCall> undecided);

    /**
     * A call's requirement is settled: by a caller, where the gate does not decide, or because a decision of the gate is taken
     * over, or since the question was dropped or replaced.
     *
     * @throws ai.kern.run.InvalidResolutionException if the answer lacks what the gate needs
     */
    List<Contribution> settled(Db db, GatedCall call, GateDecision decision);

    /**
     * A call that was let through is about to be started.
     *
     * @param call the call, with the attempt that is to start and the arguments that were shown
     * @param arguments the arguments with which it starts: those that were shown, changed ones, or those with the values that
     *     were provided; JSON text
     * @return whether it may, by what the gate knows now, and what is stored with the claim; a condition among these that does
     *     not hold fails the commit with a conflict, and the gate is asked again
     * @throws KernException if the call is not what was let through
     */
    GateClaim claim(Db db, GatedCall call, String arguments);

    /**
     * An attempt ended.
     *
     * @param text the result or the error, with masks where redacted values of the call's arguments occur in it
     */
    List<Contribution> ended(GatedCall call, OutcomeStatus status, String text);

    /** The status of a run that has or had calls behind the gate changes. */
    List<Contribution> statusChanged(Run run, RunStatus next);
}
