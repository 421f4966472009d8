package ai.kern.testkit;

import ai.kern.db.Changeset;
import ai.kern.db.Db;
import ai.kern.db.DbException;
import ai.kern.db.LeaseKeeper;
import ai.kern.db.LeaseRenewal;
import ai.kern.db.RunState;
import ai.kern.db.Session;
import ai.kern.model.Model;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import ai.kern.run.CallKey;
import ai.kern.run.Run;
import ai.kern.tool.ToolHook;
import ai.kern.tool.ToolInvocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One fault at one place of an agent's work: before or after a commit, a tool's body, or a question to the model. A plan without
 * a fault records the places that the work passes; each of them can then be the place of a fault when the same work is done
 * anew. A plan stands for one process: give its decorators to one agent. Safe for use by many threads.
 *
 * <pre>{@code
 * FaultPlan recording = FaultPlan.recording();
 * work(recording);                                     // builder.db(plan.db(db)).toolHooks(plan.toolHook())
 * for (FaultPlan.Point point : recording.points()) {
 *     FaultPlan plan = FaultPlan.of(point, FaultPlan.stop());
 *     try { work(plan); } catch (FaultPlan.EngineStop stop) { … }   // now another process takes over
 * }
 * }</pre>
 */
public final class FaultPlan {
    private final Predicate<Point> place;
    private final Runnable fault;
    private final List<Point> points = new CopyOnWriteArrayList<>();
    private final List<String> runs = new CopyOnWriteArrayList<>();
    private final AtomicInteger commits = new AtomicInteger();
    private final AtomicInteger questions = new AtomicInteger();
    private final AtomicBoolean struck = new AtomicBoolean();
    private final List<LeaseKeeper> keepers = new CopyOnWriteArrayList<>();
    private volatile @Nullable EngineStop stop;

    private FaultPlan(Predicate<Point> place, Runnable fault) {
        this.place = place;
        this.fault = fault;
    }

    /** A plan without a fault. */
    public static FaultPlan recording() {
        return new FaultPlan(point -> false, () -> {});
    }

    /** A plan whose fault strikes once, at a place that was recorded: {@link #stop()}, {@link #failure()}, or one that waits. */
    public static FaultPlan of(Point place, Runnable fault) {
        return atFirst(Objects.requireNonNull(place, "place")::equals, fault);
    }

    /** A plan whose fault strikes once, at the first place that fits, if there is one. */
    public static FaultPlan atFirst(Predicate<Point> place, Runnable fault) {
        return new FaultPlan(Objects.requireNonNull(place, "place"), Objects.requireNonNull(fault, "fault"));
    }

    /** The end of the process, as far as that can be had inside one: an error, and nothing that the plan decorates goes on. */
    public static Runnable stop() {
        return () -> {
            throw new EngineStop();
        };
    }

    /** The failure of the database: before a commit nothing of it is stored, after it only its answer is lost. */
    public static Runnable failure() {
        return () -> {
            throw new DbException("the test kit let the database fail", new IllegalStateException("as planned"));
        };
    }

    /** The places that were passed, in the order of the commits; those between two commits by name. */
    public List<Point> points() {
        return points.stream().sorted().toList();
    }

    /** The trees of runs that were committed to or were about to be, in order; also those whose starter never got an answer. */
    public List<String> runs() {
        return List.copyOf(runs);
    }

    /** Whether the fault has struck. */
    public boolean hasStruck() {
        return struck.get();
    }

    /** A database in which the fault may strike around each commit. */
    public Db db(Db inner) {
        return new PlannedDb(inner);
    }

    /** A hook that lets the fault strike around each body; the last of the agent's hooks, to be near the body. */
    public ToolHook toolHook() {
        return this::around;
    }

    /** A model in which the fault may strike around each question. */
    public Model model(Model inner) {
        return new PlannedModel(inner);
    }

    private @Nullable Object around(ToolInvocation invocation) throws Exception {
        CallKey key = invocation.context().callKey();
        String call = invocation.toolName() + " " + key.sequence() + "-" + key.index() + ", attempt "
                + invocation.context().attempt();
        pass(new Point(commits.get(), Place.BODY, call, Moment.BEFORE));
        Object result = invocation.proceed();
        pass(new Point(commits.get(), Place.BODY, call, Moment.AFTER));
        return result;
    }

    private void pass(Point point) {
        requireRunning();
        points.add(point);
        if (place.test(point) && struck.compareAndSet(false, true)) {
            try {
                fault.run();
            } catch (EngineStop planned) {
                stop = planned;
                keepers.forEach(LeaseKeeper::close);
                throw planned;
            }
        }
        requireRunning();
    }

    private void requireRunning() {
        EngineStop stopped = stop;
        if (stopped != null) {
            throw stopped;
        }
    }

    /** What a fault can strike. */
    public enum Place {
        /** A commit of the database. */
        COMMIT,
        /** The body of a tool. */
        BODY,
        /** A question to the model. */
        MODEL
    }

    /** Before or after it. */
    public enum Moment {
        /** It has not happened. */
        BEFORE,
        /** It has happened, and nobody was told yet. */
        AFTER
    }

    /**
     * A place where a fault can strike.
     *
     * @param step the number of the commit, from 1; of the last commit before it for other places
     * @param place what is there
     * @param name what it is about, in words; the same each time the same work is done
     * @param moment before or after it
     */
    public record Point(int step, Place place, String name, Moment moment) implements Comparable<Point> {
        public Point {
            Objects.requireNonNull(place, "place");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(moment, "moment");
        }

        @Override
        public int compareTo(Point other) {
            int byStep = Integer.compare(step, other.step);
            int byPlace = byStep != 0 ? byStep : place.compareTo(other.place);
            int byName = byPlace != 0 ? byPlace : name.compareTo(other.name);
            return byName != 0 ? byName : moment.compareTo(other.moment);
        }

        @Override
        public String toString() {
            return moment.name().toLowerCase(Locale.ROOT)
                    + switch (place) {
                        case COMMIT -> " commit " + step + " (" + name + ")";
                        case BODY -> " the body of " + name;
                        case MODEL -> " " + name + " to the model";
                    };
        }
    }

    /** Stands for the end of a process. No engine handles it. */
    public static final class EngineStop extends Error {
        private static final long serialVersionUID = 1L;

        private EngineStop() {
            super("the test kit stopped the engine");
        }
    }

    private final class PlannedModel implements Model {
        private final Model inner;

        PlannedModel(Model inner) {
            this.inner = inner;
        }

        @Override
        public String id() {
            return inner.id();
        }

        @Override
        public ModelResponse respond(ModelRequest request) {
            String question = "question " + questions.incrementAndGet();
            pass(new Point(commits.get(), Place.MODEL, question, Moment.BEFORE));
            ModelResponse response = inner.respond(request);
            pass(new Point(commits.get(), Place.MODEL, question, Moment.AFTER));
            return response;
        }
    }

    private final class PlannedDb extends DbDecorator {
        PlannedDb(Db inner) {
            super(inner);
            keepers.add(leases());
        }

        @Override
        public void commit(Changeset changeset) {
            requireRunning();
            int number = commits.incrementAndGet();
            if (!runs.contains(changeset.rootId())) {
                runs.add(changeset.rootId());
            }
            String what = describe(changeset);
            pass(new Point(number, Place.COMMIT, what, Moment.BEFORE));
            super.commit(changeset);
            pass(new Point(number, Place.COMMIT, what, Moment.AFTER));
        }

        private static String describe(Changeset changeset) {
            List<String> parts = new ArrayList<>();
            changeset.runs().forEach(run -> parts.add(run.status().name()));
            changeset
                    .executions()
                    .forEach(execution ->
                            parts.add(execution.phase() + " " + execution.call().sequence() + "-"
                                    + execution.call().index()));
            changeset.requirements().forEach(requirement -> parts.add("asks " + requirement.type()));
            changeset.settlements().forEach(settlement -> parts.add("settles"));
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
    }
}
