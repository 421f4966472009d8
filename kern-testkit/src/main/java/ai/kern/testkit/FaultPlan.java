package ai.kern.testkit;

import ai.kern.db.Db;
import ai.kern.db.LeaseKeeper;
import ai.kern.model.Model;
import ai.kern.model.ModelListener;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import ai.kern.run.CallKey;
import ai.kern.testkit.FaultPoint.Moment;
import ai.kern.testkit.FaultPoint.Place;
import ai.kern.tool.ToolHook;
import ai.kern.tool.ToolInvocation;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One fault at one place of an agent's work: before or after a commit, a tool's body, or a question to the model. A plan without
 * a fault records the places that the work passes; each of them can then be the place of a fault when the same work is done
 * anew. A plan stands for one process: give its decorators to one agent. Safe for use by many threads.
 *
 * <pre>{@code
 * FaultPlan recording = FaultPlan.recording();
 * work(recording);                                     // builder.db(plan.db(db)).toolHooks(plan.toolHook())
 * for (FaultPoint point : recording.points()) {
 *     FaultPlan plan = FaultPlan.of(point, Fault.stop());
 *     try { work(plan); } catch (Fault.EngineStop stop) { … }   // now another process takes over
 * }
 * }</pre>
 *
 * <p>A fault that throws an {@link Error} ends that process: whatever the plan decorates throws the same error from then on,
 * whether it reads, writes, asks or acts, and no lease is renewed any more. Closing the database still works.
 */
public final class FaultPlan {
    private final Predicate<FaultPoint> place;
    private final Fault fault;
    private final List<FaultPoint> points = new CopyOnWriteArrayList<>();
    private final List<String> runs = new CopyOnWriteArrayList<>();
    private final AtomicInteger commits = new AtomicInteger();
    private final AtomicInteger questions = new AtomicInteger();
    private final AtomicBoolean struck = new AtomicBoolean();
    private final List<LeaseKeeper> keepers = new CopyOnWriteArrayList<>();
    private volatile @Nullable Error stop;

    private FaultPlan(Predicate<FaultPoint> place, Fault fault) {
        this.place = place;
        this.fault = fault;
    }

    /** A plan without a fault. */
    public static FaultPlan recording() {
        return new FaultPlan(point -> false, point -> {});
    }

    /** A plan whose fault strikes once, at a place that was recorded. */
    public static FaultPlan of(FaultPoint place, Fault fault) {
        return atFirst(Objects.requireNonNull(place, "place")::equals, fault);
    }

    /** A plan whose fault strikes once, at the first place that fits, if there is one. */
    public static FaultPlan atFirst(Predicate<FaultPoint> place, Fault fault) {
        return new FaultPlan(Objects.requireNonNull(place, "place"), Objects.requireNonNull(fault, "fault"));
    }

    /**
     * The places that were passed, in the order of the commits; those between two commits by name. What failed by itself has
     * none after it.
     */
    public List<FaultPoint> points() {
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
        FaultyDb faulty = new FaultyDb(inner, this);
        keepers.add(faulty.leases());
        return faulty;
    }

    /** A hook that lets the fault strike around each body; the last of the agent's hooks, to be near the body. */
    public ToolHook toolHook() {
        return this::around;
    }

    /** A model in which the fault may strike around each question. */
    public Model model(Model inner) {
        return new FaultyModel(inner);
    }

    private @Nullable Object around(ToolInvocation invocation) throws Exception {
        CallKey key = invocation.context().callKey();
        String call = invocation.toolName() + " " + key.sequence() + "-" + key.index() + ", attempt "
                + invocation.context().attempt();
        pass(new FaultPoint(commits.get(), Place.BODY, call, Moment.BEFORE));
        Object result = invocation.proceed();
        pass(new FaultPoint(commits.get(), Place.BODY, call, Moment.AFTER));
        return result;
    }

    /** Counts a commit that is about to be tried, and returns its number. */
    int beginCommit(String rootId) {
        if (!runs.contains(rootId)) {
            runs.add(rootId);
        }
        return commits.incrementAndGet();
    }

    void pass(FaultPoint point) {
        requireRunning();
        points.add(point);
        if (place.test(point) && struck.compareAndSet(false, true)) {
            try {
                fault.strike(point);
            } catch (Error end) {
                stop = end;
                keepers.forEach(LeaseKeeper::close);
                throw end;
            }
        }
        requireRunning();
    }

    void requireRunning() {
        Error stopped = stop;
        if (stopped != null) {
            throw stopped;
        }
    }

    private final class FaultyModel implements Model {
        private final Model inner;

        FaultyModel(Model inner) {
            this.inner = inner;
        }

        @Override
        public String id() {
            return inner.id();
        }

        @Override
        public ModelResponse respond(ModelRequest request) {
            return asked(() -> inner.respond(request));
        }

        @Override
        public ModelResponse respond(ModelRequest request, ModelListener listener) {
            return asked(() -> inner.respond(request, listener));
        }

        private ModelResponse asked(Supplier<ModelResponse> asking) {
            String question = "question " + questions.incrementAndGet();
            pass(new FaultPoint(commits.get(), Place.MODEL, question, Moment.BEFORE));
            ModelResponse response = asking.get();
            pass(new FaultPoint(commits.get(), Place.MODEL, question, Moment.AFTER));
            return response;
        }
    }
}
