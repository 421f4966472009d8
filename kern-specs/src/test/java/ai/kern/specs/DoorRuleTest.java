package ai.kern.specs;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.run.Runner;
import ai.kern.specs.support.Door;
import ai.kern.specs.support.Doors;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A test that calls one door of a runner proves what it proves for that door alone. So runs are started, continued, retried and
 * recovered through {@link Door}, which the specifications are given one after the other ({@link Doors}); who calls a door
 * directly is named here, with the reason.
 */
class DoorRuleTest {
    /** What starts a run or takes one up. */
    private static final Set<String> DOORS = Set.of(
            "run",
            "continueRun",
            "retry",
            "recover",
            "runAsync",
            "continueRunAsync",
            "retryAsync",
            "stream",
            "continueStream",
            "retryStream",
            "start");

    /** Who may call a door, by the class or the package, and why. */
    private static final Map<String, String> CALLERS = Map.ofEntries(
            entry("ai.kern.specs.support.Door", "it is the choice between the doors"),
            entry("ai.kern.specs.support.Lab", "recovering has one door"),
            entry("ai.kern.specs.doors", "it is about single doors"),
            entry("ai.kern.specs.hitl.ContinuingTest", "the form that takes a run's object is of one door"),
            entry("ai.kern.specs.models.AgentReplayTest", "it sends what was recorded, request by request"),
            entry("ai.kern.specs.approval.GateNeedsStoreTest", "it is about every door of a member"),
            entry("ai.kern.specs.approval.TamperedTrailTest", "its runs fill a trail that is then forged"),
            entry("ai.kern.specs.approval.AuditProgramPostgresTest", "its run fills a trail for a program"),
            entry("ai.kern.specs.db.ErrorSecrecyTest", "it asks what a store's error says, whoever meets it"),
            entry("ai.kern.specs.db.PostgresSourceTest", "it asks where a store has its connections from"),
            entry("ai.kern.specs.approval.RedactionSweepTest", "one of its sweeps reads what a stream tells"),
            entry("ai.kern.specs.db.PostgresRoundTripTest", "it counts what one run sends to the server"),
            entry("ai.kern.specs.approval.DecisionRoundTripTest", "it counts what a decision on its run sends"),
            entry("ai.kern.specs.db.QueryPlanTest", "its runs are rows to query"),
            entry("ai.kern.specs.db.ApprovalQueryPlanTest", "its runs have records to query"),
            entry("ai.kern.specs.faults.FullDiskTest", "its server is no store of the doors' specifications"),
            entry("ai.kern.specs.faults.PausedRunsTest", "its runs fill a file that a small process opens"),
            entry("ai.kern.specs.upgrade", "its runs are stored once, for releases to come"));

    private static List<JavaCodeUnitAccess<?>> calls;

    @Test
    void nobodyElseCallsADoor() {
        assertThat(calls())
                .filteredOn(call -> !CALLERS.containsKey(caller(call))
                        && !CALLERS.containsKey(call.getOriginOwner().getPackageName()))
                .extracting(JavaCodeUnitAccess::getDescription)
                .as("calls of a door that go by support.Door")
                .isEmpty();
    }

    @Test
    void whoIsNamedCallsOne() {
        Set<String> callers = new TreeSet<>();
        calls().forEach(call ->
                callers.addAll(List.of(caller(call), call.getOriginOwner().getPackageName())));

        assertThat(callers).containsAll(CALLERS.keySet());
    }

    private static List<JavaCodeUnitAccess<?>> calls() {
        if (calls == null) {
            calls = new ClassFileImporter()
                    .importPackages("ai.kern.specs").stream()
                            .flatMap(DoorRuleTest::accesses)
                            .filter(access -> isDoor(access.getTarget()))
                            .toList();
        }
        return calls;
    }

    /** Calls, and references to methods. */
    private static Stream<JavaCodeUnitAccess<?>> accesses(JavaClass type) {
        return type.getCodeUnitAccessesFromSelf().stream().map(access -> (JavaCodeUnitAccess<?>) access);
    }

    private static boolean isDoor(AccessTarget target) {
        return DOORS.contains(target.getName()) && target.getOwner().isAssignableTo(Runner.class);
    }

    /** The file's class, whose inner ones and lambdas belong to it. */
    private static String caller(JavaCodeUnitAccess<?> call) {
        return call.getOriginOwner().getName().replaceFirst("\\$.*", "");
    }
}
