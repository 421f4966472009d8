package ai.kern.specs.tool;

import static ai.kern.testkit.ScriptedAnswer.call;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.kern.agent.Agent;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.ExternalExecution;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.requirement.UserInput;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.Lab;
import ai.kern.specs.support.ProcessDied;
import ai.kern.testkit.ScriptedCall;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import ai.kern.tool.ToolContext;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The ways on which a call of the tool {@code work} comes to its result {@value #RESULT}. */
enum CarriedCall {
    FREE {
        @Override
        RunOutput carry(Lab lab, ScriptedModel model, FunctionTool.Builder<Work> work) {
            return lab.run(lab.agent(model, work), "Work.");
        }
    },
    CONFIRMED {
        @Override
        RunOutput carry(Lab lab, ScriptedModel model, FunctionTool.Builder<Work> work) {
            Agent agent = lab.agent(model, work.requiresConfirmation());
            return lab.continueAll(
                    agent, lab.run(agent, "Work."), requirement -> ((Confirmation) requirement).confirm());
        }
    },
    WITH_INPUT {
        @Override
        RunOutput carry(Lab lab, ScriptedModel model, FunctionTool.Builder<Work> work) {
            Agent agent = lab.agent(model, work.requiresUserInput("how"));
            return lab.continueAll(
                    agent,
                    lab.run(agent, "Work."),
                    requirement -> ((UserInput) requirement).provide(Map.of("how", "well")));
        }
    },
    EXTERNAL {
        @Override
        RunOutput carry(Lab lab, ScriptedModel model, FunctionTool.Builder<Work> work) {
            Agent agent = lab.agent(model, work.externalExecution());
            return lab.continueAll(
                    agent, lab.run(agent, "Work."), requirement -> ((ExternalExecution) requirement).result(RESULT));
        }
    },
    /** The process died while the free call ran, and another one ran it again. */
    RECOVERED {
        @Override
        RunOutput carry(Lab lab, ScriptedModel model, FunctionTool.Builder<Work> work) {
            return recoverAfterDeath(lab, model, work);
        }
    },
    /** The process died while the call ran, and a person said what came of it. */
    IN_DOUBT_AND_TOLD {
        @Override
        RunOutput carry(Lab lab, ScriptedModel model, FunctionTool.Builder<Work> work) {
            RunOutput inDoubt = recoverAfterDeath(lab, model, work.onceOnly());
            return lab.continueAll(
                    lab.agent(model, work), inDoubt, requirement -> ((OutcomeUnknown) requirement).result(RESULT));
        }
    },
    /** The process died while the call ran, and a person let it run again. */
    IN_DOUBT_AND_RUN_AGAIN {
        @Override
        RunOutput carry(Lab lab, ScriptedModel model, FunctionTool.Builder<Work> work) {
            RunOutput inDoubt = recoverAfterDeath(lab, model, work.onceOnly());
            lab.expireLeases();
            return lab.continueAll(
                    lab.agent(model, work), inDoubt, requirement -> ((OutcomeUnknown) requirement).runAgain());
        }
    };

    static final String RESULT = "the work is done";

    record Work(Optional<String> how) {}

    /** A tool that does the work. */
    static FunctionTool.Builder<Work> work() {
        return FunctionTool.builder("work").parameters(Work.class).call((arguments, context) -> RESULT);
    }

    /** What the model asks for. */
    static ScriptedCall toWork() {
        return call("work");
    }

    /** Runs the agent until the call has its result and the run has gone on from there. */
    abstract RunOutput carry(Lab lab, ScriptedModel model, FunctionTool.Builder<Work> work);

    private static RunOutput recoverAfterDeath(Lab lab, ScriptedModel model, FunctionTool.Builder<Work> work) {
        AtomicReference<ToolContext> died = new AtomicReference<>();
        work.call((arguments, context) -> {
            if (died.compareAndSet(null, context)) {
                throw new ProcessDied();
            }
            return RESULT;
        });
        assertThatExceptionOfType(ProcessDied.class).isThrownBy(() -> lab.run(lab.agent(model, work), "Work."));
        lab.expireLeases();
        lab.restart();
        return lab.recover(lab.agent(model, work), died.get().runId());
    }
}
