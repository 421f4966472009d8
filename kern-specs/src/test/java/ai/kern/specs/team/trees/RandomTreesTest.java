package ai.kern.specs.team.trees;

import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.Ledger;
import ai.kern.specs.support.OneDoor;
import ai.kern.specs.support.Seed;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever tree of teams it is, in whatever portions and order what waits is settled, and wherever all is built anew: nothing is
 * misrouted, lost or run twice. The seed of a failure is in its message, with the tree; {@code -Dkern.seed=…} plays that tree alone,
 * and {@code -Dkern.rounds=…} says how many are played in memory. Each tree chooses its door.
 */
@OneDoor
@Tag("TEAM-2")
@Tag("TEAM-3")
@Tag("TEAM-4")
@Tag("TEAM-5")
@Tag("TEAM-6")
@Tag("TEAM-8")
@Tag("TEAM-9")
@Tag("TEAM-10")
@Tag("TEAM-11")
class RandomTreesTest extends EngineSpec {
    private static final int IN_MEMORY = Seed.rounds(5_000);
    private static final int MEMORY_FOR_EACH_DURABLE = 25;

    /** How many trees stay in the database when they are over. */
    private static final int KEPT = 20;

    private final Tally tally = new Tally();
    private final Deque<String> sessions = new ArrayDeque<>();

    @Test
    void nothingIsMisroutedLostOrRunTwice() throws Exception {
        if (Seed.given().isPresent()) {
            play(Seed.given().get());
            return;
        }
        int trees = lab.kind().isDurable() ? Math.max(1, IN_MEMORY / MEMORY_FOR_EACH_DURABLE) : IN_MEMORY;
        Random seeds = new Random();
        for (int tree = 0; tree < trees; tree++) {
            play(new Seed(seeds.nextLong()));
        }
        tally.requireVariety();
    }

    private void play(Seed seed) throws Exception {
        Chance chance = new Chance(seed.random());
        PlannedRun plan = new TreeGenerator(chance).tree();
        Ledger ledger = new Ledger(lab.folder().resolve("effects-of-" + seed.value() + ".txt"));
        Playthrough tree =
                new Playthrough(lab, ledger, plan, chance, UnaryOperator.identity(), Playthrough.Answering::asPlanned);
        seed.play(plan, () -> sessions.add(tree.play()));
        tally.count(tree.features());
        ledger.clear();
        if (sessions.size() > KEPT) {
            lab.db().deleteSession(sessions.remove());
        }
    }
}
