package ai.kern.specs.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.db.DbException;
import ai.kern.db.postgres.PostgresDb;
import ai.kern.specs.support.EmbeddedServer;
import ai.kern.specs.support.Lab;
import ai.kern.specs.support.PostgresServer;
import ai.kern.specs.support.StoreKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real failures of PostgreSQL under runs: connections that the server ends, and a server that is away for a while. How many runs
 * there are is set by {@code -Dcycles}.
 */
@Tag("RUN-11")
@Tag("RUN-13")
@Tag("HITL-13")
class PostgresFaultTest {
    private static final int CYCLES = Integer.getInteger("cycles", 500);
    private static final int AT_A_TIME = 100;
    private static final Duration AWAY = Duration.ofSeconds(5);
    private static final int LONGEST_PEACE_IN_MILLIS = 20;
    private static final Scenario SCENARIO = Scenario.named("a mixed batch");

    @TempDir
    Path folder;

    private Lab lab(String name) throws IOException {
        return new Lab(StoreKind.POSTGRES, Files.createDirectory(folder.resolve(name)));
    }

    @Test
    void runsOutliveConnectionsThatAreEndedAtRandomMoments() throws Exception {
        String result = "FAILED";
        try {
            assertThat(endConnectionsUnderRuns())
                    .as("connections that were ended")
                    .isPositive();
            result = FaultReport.KEPT;
        } finally {
            FaultDocument.publish("runs while connections to PostgreSQL are ended", CYCLES, result);
        }
    }

    private int endConnectionsUnderRuns() throws Exception {
        Random random = new Random();
        int ended = 0;
        for (int done = 0; done < CYCLES; done += AT_A_TIME) {
            int cycles = Math.min(AT_A_TIME, CYCLES - done);
            try (Lab lab = lab("from-" + done);
                    Workload workload = Workload.start(SCENARIO, lab, cycles)) {
                while (workload.isWorking()) {
                    ended += PostgresServer.require().disconnectOne(PostgresServer.SCHEMA);
                    Thread.sleep(random.nextInt(LONGEST_PEACE_IN_MILLIS));
                }
                workload.join();
                assertThat(Workload.judge(SCENARIO, lab).runs()).isGreaterThanOrEqualTo(cycles);
            }
        }
        return ended;
    }

    @Test
    void runsOutliveAServerThatIsAwayForAWhile() throws Exception {
        EmbeddedServer server = PostgresServer.require().requireOwn();
        try (Lab lab = lab("outage");
                Workload workload = Workload.start(SCENARIO, lab, Integer.MAX_VALUE)) {
            workload.awaitEnded(10);
            server.stop();
            try {
                assertThatThrownBy(PostgresFaultTest::openImpatiently)
                        .isInstanceOf(DbException.class)
                        .hasMessageContaining("cannot be reached");
                Thread.sleep(AWAY.toMillis());
            } finally {
                server.startAgain();
            }
            workload.awaitEnded(10);
            workload.finish();
            assertThat(Workload.judge(SCENARIO, lab).runs()).isGreaterThanOrEqualTo(20);
        }
    }

    private static void openImpatiently() {
        PostgresDb.builder()
                .url(PostgresServer.require().url())
                .connectTimeout(Duration.ofMillis(250))
                .open()
                .close();
    }
}
