package ai.kern.specs.doors;

import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.failure;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalGate;
import ai.kern.db.Db;
import ai.kern.model.Message;
import ai.kern.model.ModelRequest;
import ai.kern.specs.support.LedgerTools;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedCall;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The doors of two processes race for one run, in a random order and with random delays: whoever is first, the run is left in a
 * state that some order of the calls explains. The seed of a failure is in its message; {@code -Dkern.seed=…} repeats what was
 * called, and {@code -Dkern.rounds=…} says how often.
 */
@Tag("RUN-1")
@Tag("RUN-9")
@Tag("HITL-11")
@Tag("STR-1")
@Tag("STR-3")
class RacingDoorsTest extends DoorSpec {
    private static final int ROUNDS = Integer.getInteger("kern.rounds", 8);

    /** The longest that a tool or the model takes. */
    private static final long LONGEST_DELAY = TimeUnit.MILLISECONDS.toNanos(3);

    /** What stands before the tool {@code pay}. */
    enum Guard {
        CONFIRMATION {
            @Override
            FunctionTool.Builder<?> before(FunctionTool.Builder<LedgerTools.Item> tool) {
                return tool.requiresConfirmation();
            }
        },
        APPROVAL {
            @Override
            FunctionTool.Builder<?> before(FunctionTool.Builder<LedgerTools.Item> tool) {
                return tool.gate(ApprovalGate.required());
            }
        };

        abstract FunctionTool.Builder<?> before(FunctionTool.Builder<LedgerTools.Item> tool);
    }

    @ParameterizedTest
    @EnumSource
    void aRunIsLeftAsSomeOrderOfTheCallsExplains(Guard guard) {
        long seed = Optional.ofNullable(Long.getLong("kern.seed")).orElseGet(() -> new Random().nextLong());
        Random random = new Random(seed);
        Db here = lab.db();
        lab.restart();
        Db there = lab.db();
        for (int round = 0; round < ROUNDS; round++) {
            AtomicInteger failures = new AtomicInteger(random.nextInt(3));
            ScriptedModel model = model("round " + round, failures);
            DoorRace race = new DoorRace(lab, agent(guard, model, here), agent(guard, model, there), random);
            try {
                race.run("round " + round);
                model.verify();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("With -Dkern.seed=" + seed + " in round " + round + ":\n" + race.story(), e);
            }
        }
    }

    /** Looks once and pays twice, fails as often as it is to, pays once more, and is done. */
    private static ScriptedModel model(String round, AtomicInteger failures) {
        return ScriptedModel.playing(request -> {
            delay();
            return switch (turns(request)) {
                case 0 -> calls(pays("look", round, "x"), pays("pay", round, "a"), pays("pay", round, "b"));
                case 1 -> failures.getAndDecrement() > 0 ? failure("out of service") : calls(pays("pay", round, "c"));
                default -> text("done");
            };
        });
    }

    private static int turns(ModelRequest request) {
        return (int) request.messages().stream()
                .filter(Message.Assistant.class::isInstance)
                .count();
    }

    private static ScriptedCall pays(String tool, String round, String item) {
        return ScriptedAnswer.call(tool, "{\"item\":\"" + round + " " + item + "\"}");
    }

    private Agent agent(Guard guard, ScriptedModel model, Db db) {
        return lab.builder(
                        model,
                        lab.tool("look", (item, context) -> {
                            delay();
                            return "seen";
                        }),
                        guard.before(lab.tool("pay", (item, context) -> {
                            delay();
                            return "paid";
                        })))
                .db(db)
                .build();
    }

    private static void delay() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        if (random.nextBoolean()) {
            LockSupport.parkNanos(random.nextLong(LONGEST_DELAY));
        }
    }
}
