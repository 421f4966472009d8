package ai.kern.specs.team.trees;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.db.Db;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.specs.support.Lab;
import ai.kern.specs.support.Ledger;
import ai.kern.specs.support.Seed;
import ai.kern.specs.support.StoreKind;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What random trees prove of the engine they would not prove of one that gets something wrong: each such tree fails. */
@Tag("TEAM-3")
class MisroutingTest {
    private static final int TREES = Math.max(1, Seed.rounds(5_000) / 200);

    @TempDir
    Path folder;

    private final Seed seed = Seed.givenOrAny();
    private final Random random = seed.random();
    private Lab lab;
    private int number;

    @BeforeEach
    void openLab() {
        lab = new Lab(StoreKind.MEMORY, folder);
    }

    @AfterEach
    void closeLab() {
        lab.close();
    }

    @ParameterizedTest
    @EnumSource
    void eachTreeFailsInWhichTheEngineGetsSomethingWrong(Misrouting mistake) throws Exception {
        seed.play(mistake, () -> findEach(mistake));
    }

    private void findEach(Misrouting mistake) {
        int struck = 0;
        while (struck < TREES) {
            AtomicReference<String> runId = new AtomicReference<>("");
            Planned tree = planned();
            if (mistake.isToldIn(tree.plan())) {
                boolean isFound =
                        isFound(tree, db -> new MisroutingDb(db, mistake, runId), Playthrough.Answering::asPlanned);
                boolean isStruck = !runId.get().isEmpty();
                assertThat(isFound).as("%s is found in %s", mistake, tree).isEqualTo(isStruck);
                struck += isStruck ? 1 : 0;
            }
        }
    }

    @Test
    void eachTreeFailsInWhichTheAnswerToOneCallReachesAnother() throws Exception {
        seed.play("swapped answers", this::findEachSwappedAnswer);
    }

    private void findEachSwappedAnswer() {
        int struck = 0;
        while (struck < Math.max(1, TREES / 3)) {
            SwappedAnswers swapped = new SwappedAnswers();
            Planned tree = planned();
            boolean isFound = isFound(tree, UnaryOperator.identity(), swapped);
            assertThat(isFound).as("swapped answers are found in %s", tree).isEqualTo(swapped.isStruck());
            struck += swapped.isStruck() ? 1 : 0;
        }
    }

    /** A tree, and what chance goes on with when it is played. */
    private record Planned(int number, PlannedRun plan, Chance chance) {}

    private Planned planned() {
        Chance chance = new Chance(random);
        number++;
        return new Planned(number, new TreeGenerator(chance).tree(), chance);
    }

    private boolean isFound(Planned tree, UnaryOperator<Db> around, Playthrough.Answering answering) {
        Ledger ledger = new Ledger(folder.resolve("effects-of-" + tree.number() + ".txt"));
        try {
            new Playthrough(lab, ledger, tree.plan(), tree.chance(), around, answering).play();
            return false;
        } catch (AssertionError | RuntimeException found) {
            return true;
        } finally {
            ledger.clear();
        }
    }

    /** Gives one person's input what another was asked for. */
    private static final class SwappedAnswers implements Playthrough.Answering {
        private Optional<PlannedCall.Own> before = Optional.empty();
        private boolean struck;

        boolean isStruck() {
            return struck;
        }

        @Override
        public Resolution answer(Requirement requirement, PlannedCall.Own call) {
            boolean isInput = call.tool() == OwnTool.SEND && call.fate() != Fate.REJECTED;
            PlannedCall.Own answered = isInput && !struck ? before.orElse(call) : call;
            struck |= answered != call;
            before = isInput ? Optional.of(call) : before;
            return Playthrough.Answering.asPlanned(requirement, answered);
        }
    }
}
