package ai.kern.testkit;

import ai.kern.db.Changeset;
import ai.kern.db.Db;
import ai.kern.db.Execution;
import ai.kern.db.LeaseRenewal;
import ai.kern.db.RunState;
import ai.kern.db.Session;
import ai.kern.run.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A database that fails where it is told to: before a commit, after it, by an exception, by the end of the process or by
 * answering late. Each fault strikes once. It also records the points at which a fault could have struck. Safe for use by many
 * threads.
 *
 * <pre>{@code
 * FaultyDb recording = new FaultyDb(db);
 * scenario(recording);
 * for (FaultPoint point : recording.points()) {
 *     FaultyDb faulty = new FaultyDb(freshDb).strike(point, Fault.stop());
 *     assertThatThrownBy(() -> scenario(faulty)).isInstanceOf(Fault.EngineStop.class);
 *     // another process takes over
 * }
 * }</pre>
 */
public final class FaultyDb extends DbDecorator {
    private final AtomicInteger commits = new AtomicInteger();
    private final List<FaultPoint> points = new CopyOnWriteArrayList<>();
    private final List<Armed> armed = new CopyOnWriteArrayList<>();
    private volatile @Nullable Error stopped;

    /** A database without faults so far. */
    public FaultyDb(Db inner) {
        super(inner);
    }

    /** Lets a fault strike at a point, once. */
    public FaultyDb strike(FaultPoint point, Fault fault) {
        armed.add(new Armed(point, fault));
        return this;
    }

    /** The points that were passed so far, in order; a commit that failed by itself has none after it. */
    public List<FaultPoint> points() {
        return List.copyOf(points);
    }

    /** Whether all faults have struck. */
    public boolean hasStruck() {
        return armed.isEmpty();
    }

    @Override
    public void commit(Changeset changeset) {
        requireRunning();
        int commit = commits.incrementAndGet();
        pass(new FaultPoint(commit, FaultPoint.Moment.BEFORE, describe(changeset)));
        super.commit(changeset);
        pass(new FaultPoint(commit, FaultPoint.Moment.AFTER, describe(changeset)));
    }

    private void pass(FaultPoint point) {
        points.add(point);
        for (Armed next : List.copyOf(armed)) {
            if (next.point().isAt(point.commit(), point.moment()) && armed.remove(next)) {
                strike(next.fault(), point);
            }
        }
    }

    private void strike(Fault fault, FaultPoint point) {
        try {
            fault.strike(point);
        } catch (Error stop) {
            stopped = stop;
            leases().close();
            throw stop;
        }
    }

    private void requireRunning() {
        Error stop = stopped;
        if (stop != null) {
            throw stop;
        }
    }

    private static String describe(Changeset changeset) {
        List<String> parts = new ArrayList<>();
        changeset.runs().forEach(run -> parts.add("run " + run.status()));
        if (!changeset.entries().isEmpty()) {
            parts.add(changeset.entries().size() + " entries");
        }
        changeset.executions().stream().map(Execution::phase).forEach(phase -> parts.add(phase.name()));
        changeset.requirements().forEach(requirement -> parts.add("asks " + requirement.type()));
        changeset.settlements().forEach(settlement -> parts.add("settles as " + settlement.status()));
        return String.join(", ", parts);
    }

    @Override
    public Optional<Run> find(String runId) {
        requireRunning();
        return super.find(runId);
    }

    @Override
    public Optional<RunState> load(String runId) {
        requireRunning();
        return super.load(runId);
    }

    @Override
    public Optional<Session> findSession(String sessionId) {
        requireRunning();
        return super.findSession(sessionId);
    }

    @Override
    public Map<String, String> sessionState(String sessionId) {
        requireRunning();
        return super.sessionState(sessionId);
    }

    @Override
    public Set<String> renew(LeaseRenewal renewal) {
        requireRunning();
        return super.renew(renewal);
    }

    private record Armed(FaultPoint point, Fault fault) {}
}
