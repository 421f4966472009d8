package ai.kern.specs.upgrade;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalDb;
import ai.kern.db.internal.MovableTimeOffset;
import ai.kern.requirement.AwaitingDecision;
import ai.kern.run.Run;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.PostgresServer;
import ai.kern.specs.support.StoreKind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;

/** The database of a dump, opened with today's code, which has brought its tables up to date. */
final class UpgradedDump implements AutoCloseable {
    private final StoredDump dump;
    private final String schema;
    private final ApprovalDb db;

    private UpgradedDump(StoredDump dump, String schema, ApprovalDb db) {
        this.dump = dump;
        this.schema = schema;
        this.db = db;
    }

    /** Makes a database of a dump, in a folder or a schema of its own, and opens it. */
    static UpgradedDump open(StoredDump dump, Path folder) throws SQLException {
        String schema = PostgresServer.newSchema();
        dump.load(folder, schema);
        // The processes that wrote it are gone, whenever that was.
        MovableTimeOffset time = new MovableTimeOffset();
        time.move(Duration.ofDays(1));
        return new UpgradedDump(dump, schema, (ApprovalDb) StoredDump.open(dump.store(), folder, schema, time));
    }

    ApprovalDb db() {
        return db;
    }

    Run run(Sample sample) {
        return StoredDump.run(db, sample);
    }

    RunOutput found(Desk desk, Sample sample) {
        return desk.agent(db, sample.model()).find(run(sample).id()).orElseThrow();
    }

    /** Takes a run up as a user would, until it has ended. */
    RunOutput broughtToItsEnd(Desk desk, Sample sample, Answering answering) {
        Agent agent = desk.agent(db, sample.model());
        RunOutput run = found(desk, sample);
        if (sample.isLeftAlone()) {
            run = agent.recover(run.runId());
        }
        if (run.isPaused()) {
            new Administrators(db).decideTogether(run.runId(), answering);
            run = agent.continueRun(
                    run,
                    run.activeRequirements().stream()
                            .filter(open -> !(open instanceof AwaitingDecision))
                            .map(answering::to)
                            .toList());
        }
        return run;
    }

    @Override
    public void close() {
        db.close();
        if (dump.store() == StoreKind.POSTGRES) {
            PostgresServer.require().drop(schema);
        }
    }
}
