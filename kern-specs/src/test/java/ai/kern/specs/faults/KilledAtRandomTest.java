package ai.kern.specs.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.kern.specs.faults.Workload.Finding;
import ai.kern.specs.support.Lab;
import ai.kern.specs.support.StoreKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * JVMs that play a scenario by several threads, and are killed at random instants: a pair at a time, one on each durable store.
 * How many is set by {@code -Dkills}. Scenarios and instants follow from a seed, which is in each test's name;
 * {@code -Dseed} plays those of an earlier run again, as far as two machines are at the same place after the same time.
 */
@Tag("HITL-13")
@Tag("RUN-11")
@Tag("DB-4")
class KilledAtRandomTest {
    private static final int PAIRS = Integer.getInteger("kills", 40) / 2;
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final int LONGEST_LIFE_IN_MILLIS = 200;

    @TempDir
    Path folder;

    private static final AtomicInteger JUDGED = new AtomicInteger();
    private static final AtomicInteger UNFINISHED = new AtomicInteger();

    @AfterAll
    static void publish() {
        int failed = PAIRS - JUDGED.get();
        FaultDocument.publish(
                "JVMs killed at random instants", 2 * PAIRS, failed == 0 ? FaultReport.KEPT : failed + " pairs FAILED");
    }

    /** A pair of JVMs. */
    private record Pair(int number, Scenario scenario, int lifeInMillis) {
        static Pair of(int number, Random random) {
            List<Scenario> all = Scenario.all();
            return new Pair(number, all.get(random.nextInt(all.size())), random.nextInt(LONGEST_LIFE_IN_MILLIS));
        }

        @Override
        public String toString() {
            return "-Dseed=" + SEED + " " + number + ": " + scenario + ", " + lifeInMillis + " ms";
        }
    }

    @TestFactory
    Stream<DynamicTest> aJvmThatIsKilledAtAnyInstantLosesNothingAndRepeatsNothing() {
        Random random = new Random(SEED);
        Stream<DynamicTest> kills = IntStream.rangeClosed(1, PAIRS)
                .mapToObj(number -> Pair.of(number, random))
                .map(pair -> dynamicTest(pair.toString(), () -> kill(pair)));
        return Stream.concat(
                kills,
                Stream.of(dynamicTest(
                        "some were in the middle of a run",
                        () -> assertThat(UNFINISHED).hasPositiveValue())));
    }

    private void kill(Pair pair) throws Exception {
        List<Lab> labs = new ArrayList<>();
        List<Child> children = new ArrayList<>();
        try {
            for (StoreKind store : List.of(StoreKind.SQLITE, StoreKind.POSTGRES)) {
                Lab lab = new Lab(store, folderOf(pair, store));
                labs.add(lab);
                children.add(Child.start(
                        "child",
                        store,
                        lab.folder(),
                        ChildProgram.WORK,
                        pair.scenario().name()));
            }
            for (Child child : children) {
                child.await(ChildProgram.REACHED);
                Thread.sleep(pair.lifeInMillis() / children.size());
                child.kill();
            }
            for (Lab lab : labs) {
                Finding found = Workload.judge(pair.scenario(), lab);
                UNFINISHED.addAndGet(found.unfinished());
            }
            JUDGED.incrementAndGet();
        } finally {
            children.forEach(Child::close);
            labs.forEach(Lab::close);
        }
    }

    private Path folderOf(Pair pair, StoreKind store) throws IOException {
        return Files.createDirectory(folder.resolve(pair.number() + "-" + store));
    }
}
