package ai.kern.specs.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalDb;
import ai.kern.approval.AuditKind;
import ai.kern.approval.Decision;
import ai.kern.run.Actor;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.run.Runner;
import ai.kern.specs.support.Lab;
import ai.kern.specs.support.StoreKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Processes that continue the same runs at the same moments. */
@Tag("HITL-11")
@Tag("HITL-10")
@Tag("DB-4")
class ManyProcessesTest {
    private static final int PROCESSES = 4;
    private static final int RUNS = 8;

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({
        "SQLITE, two protected calls of one tool",
        "POSTGRES, two protected calls of one tool",
        "SQLITE, two members wait",
        "POSTGRES, two members wait",
        "POSTGRES, a team in a team"
    })
    @Tag("TEAM-3")
    @Tag("TEAM-5")
    void eachProtectedCallStartsOnceAndTheLosersLearnTheState(StoreKind store, String name) {
        Scenario scenario = Scenario.named(name);
        try (Lab lab = new Lab(store, folder)) {
            Players players = scenario.players();
            Runner runner = players.runner(lab);
            List<String> runs = IntStream.range(0, RUNS)
                    .mapToObj(i -> lab.run(runner, "go").runId())
                    .toList();

            List<List<String>> told = continueTogether(store, List.of(ChildProgram.CONTINUE, name), runs);

            for (int i = 0; i < RUNS; i++) {
                assertOneWon(told, i);
                RunOutput run = lab.find(runner, runs.get(i));
                new Auditor(scenario, lab, run.runId()).judge(run);
                assertThat(Auditor.doubts(run)).isZero();
            }
            assertThat(new Shop(lab.ledger()).effects()).hasSize((int) scenario.bodies() * RUNS);
            players.verify();
        }
    }

    @ParameterizedTest
    @EnumSource(value = StoreKind.class, mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
    @Tag("APPR-7")
    @Tag("APPR-15")
    void eachApprovedCallStartsOnceUnderItsApproval(StoreKind store) {
        try (Lab lab = new Lab(store, folder)) {
            Agent agent = ChildProgram.approved(lab);
            ApprovalDb approvals = (ApprovalDb) lab.db();
            List<String> runs = IntStream.range(0, RUNS)
                    .mapToObj(i -> lab.run(agent, "go").runId())
                    .toList();
            runs.stream()
                    .flatMap(run -> approvals.approvals().ofRun(run).stream())
                    .forEach(record -> approvals.approvals().approve(record.id(), Decision.by(Actor.of("ann"))));

            List<List<String>> told = continueTogether(store, List.of(ChildProgram.CONTINUE_APPROVED), runs);

            for (int run = 0; run < RUNS; run++) {
                assertOneWon(told, run);
                assertThat(lab.find(agent, runs.get(run)).status()).isEqualTo(RunStatus.COMPLETED);
                assertThat(approvals.auditTrail().ofRun(runs.get(run)))
                        .filteredOn(entry -> entry.kind() == AuditKind.START)
                        .hasSize(2);
            }
            assertThat(lab.ledger().effects())
                    .filteredOn("pay a"::equals)
                    .hasSize(RUNS)
                    .hasSameSizeAs(lab.ledger().effects().stream()
                            .filter("pay b"::equals)
                            .toList());
            assertThat(approvals.auditTrail().verify().findings()).isEmpty();
        }
    }

    private List<List<String>> continueTogether(StoreKind store, List<String> what, List<String> runs) {
        List<Child> children = new ArrayList<>();
        try {
            for (int i = 1; i <= PROCESSES; i++) {
                List<String> arguments = new ArrayList<>(what);
                arguments.add("child" + i);
                arguments.addAll(runs);
                children.add(Child.start("child" + i, store, folder, arguments.toArray(String[]::new)));
            }
            for (String run : runs) {
                children.forEach(child -> child.await(child.name() + "-" + run + ChildProgram.READY));
                Signals.send(folder.resolve(ChildProgram.GO + "-" + run), "go");
            }
            return children.stream().map(Child::lines).toList();
        } finally {
            children.forEach(Child::close);
        }
    }

    private static void assertOneWon(List<List<String>> told, int run) {
        List<String> lines = told.stream().map(printed -> printed.get(run)).toList();
        assertThat(lines).filteredOn(line -> line.startsWith(ChildProgram.WON)).containsExactly("won COMPLETED");
        assertThat(lines)
                .filteredOn(line -> !line.startsWith(ChildProgram.WON))
                .hasSize(PROCESSES - 1)
                .allSatisfy(line -> assertThat(line).startsWith(ChildProgram.CONFLICT))
                .allSatisfy(line -> assertThat(Arrays.stream(RunStatus.values()).map(status -> " is " + status))
                        .anyMatch(line::contains));
    }
}
