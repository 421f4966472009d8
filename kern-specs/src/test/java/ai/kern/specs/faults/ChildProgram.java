package ai.kern.specs.faults;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalGate;
import ai.kern.requirement.Resolution;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunOutput;
import ai.kern.run.Runner;
import ai.kern.specs.support.Lab;
import ai.kern.specs.support.LedgerTools;
import ai.kern.specs.support.StoreKind;
import ai.kern.testkit.FaultPlan;
import ai.kern.testkit.FaultPoint;
import ai.kern.testkit.FaultPoint.Moment;
import ai.kern.testkit.FaultPoint.Place;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** What the processes of tests do, in JVMs of their own, on a store that a test has opened. */
final class ChildProgram {
    static final String CONTINUE = "continue";
    static final String CONTINUE_APPROVED = "continue-approved";
    static final String HALT = "halt";
    static final String WORK = "work";
    static final String READY = ".ready";
    static final String GO = "go";
    static final String REACHED = "reached";

    /** Before the state of the run that a child brought to its end. */
    static final String WON = "won ";

    /** Before the message of the conflict that a child met. */
    static final String CONFLICT = "conflict ";

    private final StoreKind store;
    private final Path folder;

    private ChildProgram(StoreKind store, Path folder) {
        this.store = store;
        this.folder = folder;
    }

    /** The store and its folder, what to do, and what for. */
    public static void main(String[] arguments) throws Exception {
        endWithTheParent();
        ChildProgram program = new ChildProgram(StoreKind.valueOf(arguments[0]), Path.of(arguments[1]));
        switch (arguments[2]) {
            case CONTINUE ->
                program.continueTogether(
                        Scenario.named(arguments[3]),
                        arguments[4],
                        List.of(arguments).subList(5, arguments.length));
            case CONTINUE_APPROVED ->
                program.continueApproved(arguments[3], List.of(arguments).subList(4, arguments.length));
            case WORK -> program.work(Scenario.named(arguments[3]));
            case HALT ->
                program.haltAt(
                        Scenario.named(arguments[3]),
                        new FaultPoint(
                                Integer.parseInt(arguments[4]),
                                Place.valueOf(arguments[5]),
                                arguments[6],
                                Moment.valueOf(arguments[7])));
            default -> throw new IllegalArgumentException(arguments[2]);
        }
    }

    private static void endWithTheParent() {
        ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
        parent.onExit().thenRun(() -> Runtime.getRuntime().halt(1));
    }

    /** Plays a scenario again and again, by several threads, until it is killed; tells the parent when the first run has ended. */
    private void work(Scenario scenario) throws Exception {
        try (Lab lab = Lab.joining(store, folder);
                Workload workload = Workload.start(scenario, lab, Integer.MAX_VALUE)) {
            workload.awaitEnded(1);
            Signals.send(folder.resolve(REACHED), scenario.name());
            workload.join();
        }
    }

    /** Continues runs, each at the moment at which the parent lets all children go. */
    private void continueTogether(Scenario scenario, String name, List<String> runIds) throws Exception {
        try (Lab lab = Lab.joining(store, folder)) {
            for (String runId : runIds) {
                Runner runner = scenario.players().runner(lab);
                RunOutput paused = lab.find(runner, runId);
                Signals.send(folder.resolve(name + "-" + runId + READY), runId);
                Signals.await(folder.resolve(GO + "-" + runId));
                System.out.println(answered(lab, runner, runId, new Person(lab, false).answers(paused)));
            }
        }
    }

    /** The same with runs that an administrator has let through. */
    private void continueApproved(String name, List<String> runIds) throws Exception {
        try (Lab lab = Lab.joining(store, folder)) {
            for (String runId : runIds) {
                Agent agent = approved(lab);
                Signals.send(folder.resolve(name + "-" + runId + READY), runId);
                Signals.await(folder.resolve(GO + "-" + runId));
                System.out.println(answered(lab, agent, runId));
            }
        }
    }

    /** An agent of which an administrator decides what it pays. */
    static Agent approved(Lab lab) {
        return lab.agent(
                ScriptedModel.of(
                        ScriptedAnswer.calls(LedgerTools.call("pay", "a"), LedgerTools.call("pay", "b")),
                        ScriptedAnswer.text("done")),
                lab.tool("pay").gate(ApprovalGate.required()));
    }

    private static String answered(Lab lab, Runner runner, String runId, Resolution... answers) {
        try {
            return WON + lab.continueRun(runner, runId, answers).status();
        } catch (RunConflictException conflict) {
            return CONFLICT + conflict.getMessage();
        }
    }

    /** Plays a scenario up to a place, tells the parent, and waits there to be killed. */
    private void haltAt(Scenario scenario, FaultPoint point) {
        List<FaultPlan> self = new ArrayList<>();
        FaultPlan plan = FaultPlan.of(point, reached -> {
            Signals.send(folder.resolve(REACHED), self.get(0).runs().get(0));
            waitForTheEnd();
        });
        self.add(plan);
        try (Lab lab = Lab.joining(store, folder)) {
            FaultCell.play(scenario, lab, scenario.players(), plan);
        }
    }

    private static void waitForTheEnd() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException unexpected) {
            throw new IllegalStateException("interrupted before the parent killed this process", unexpected);
        }
    }
}
