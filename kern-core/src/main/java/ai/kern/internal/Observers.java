package ai.kern.internal;

import ai.kern.event.DecisionNotice;
import ai.kern.event.ModelAnswer;
import ai.kern.event.ModelObservation;
import ai.kern.event.ModelQuestion;
import ai.kern.event.RunObservation;
import ai.kern.event.RunObserver;
import ai.kern.event.RunStretch;
import ai.kern.event.ToolEnd;
import ai.kern.event.ToolObservation;
import ai.kern.event.ToolStart;
import ai.kern.run.RunOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several observers as one, of which none can disturb what it observes: what one throws is logged the first time, and the others
 * hear all the same. Opened in order, ended in the reverse one. Safe for use by many threads.
 */
public final class Observers implements RunObserver {
    /** Nobody observes. */
    public static final Observers NONE = new Observers(List.of());

    private static final Logger LOG = LoggerFactory.getLogger(Observers.class);

    private final List<Followed<RunObserver>> observers;

    private Observers(List<RunObserver> observers) {
        this.observers = observers.stream()
                .map(observer -> new Followed<>(new Failures(observer), observer))
                .toList();
    }

    /** These observers, in this order. */
    public static Observers of(List<RunObserver> observers) {
        return observers.isEmpty() ? NONE : new Observers(observers);
    }

    /** Whether nobody observes. */
    public boolean isEmpty() {
        return observers.isEmpty();
    }

    @Override
    public RunObservation runBegins(RunStretch stretch) {
        return observers.isEmpty()
                ? RunObservation.NONE
                : new Runs(open(observers, observer -> observer.runBegins(stretch), RunObservation.NONE));
    }

    @Override
    public void decided(DecisionNotice decision) {
        observers.forEach(observer -> observer.tell(one -> one.decided(decision)));
    }

    private static <P, T> List<Followed<T>> open(List<Followed<P>> parents, Function<P, T> opening, T otherwise) {
        List<Followed<T>> opened = new ArrayList<>(parents.size());
        parents.forEach(parent -> opened.add(parent.open(opening, otherwise)));
        return List.copyOf(opened);
    }

    private static <T> void end(List<Followed<T>> observations, Consumer<T> ending) {
        for (int i = observations.size() - 1; i >= 0; i--) {
            observations.get(i).tell(ending);
        }
    }

    /** Takes what an observer throws, of any kind, and logs it once; only an error of the process itself is thrown on. */
    private static final class Failures {
        private final RunObserver observer;
        private final AtomicBoolean logged = new AtomicBoolean();

        Failures(RunObserver observer) {
            this.observer = observer;
        }

        void take(Throwable thrown) {
            if (thrown instanceof VirtualMachineError ofTheProcess && !(thrown instanceof StackOverflowError)) {
                throw ofTheProcess;
            }
            if (thrown instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            if (logged.compareAndSet(false, true)) {
                LOG.warn(
                        "an observer, a {}, threw; runs go on without what it would have noted, and it is not logged again",
                        observer.getClass().getName(),
                        thrown);
            }
        }
    }

    /** Something that an observer gave, or it itself. */
    private record Followed<T>(Failures failures, T part) {

        <R> Followed<R> open(Function<T, R> opening, R otherwise) {
            try {
                return new Followed<>(failures, Objects.requireNonNull(opening.apply(part), "the observation is null"));
            } catch (Throwable thrown) {
                failures.take(thrown);
                return new Followed<>(failures, otherwise);
            }
        }

        void tell(Consumer<T> telling) {
            try {
                telling.accept(part);
            } catch (Throwable thrown) {
                failures.take(thrown);
            }
        }
    }

    private record Runs(List<Followed<RunObservation>> observations) implements RunObservation {

        @Override
        public ModelObservation modelAsked(ModelQuestion question) {
            return new Models(open(observations, run -> run.modelAsked(question), ModelObservation.NONE));
        }

        @Override
        public ToolObservation toolBegins(ToolStart start) {
            return new Tools(open(observations, run -> run.toolBegins(start), ToolObservation.NONE));
        }

        @Override
        public void ended(RunOutput output) {
            end(observations, run -> run.ended(output));
        }

        @Override
        public void failed(Throwable cause) {
            end(observations, run -> run.failed(cause));
        }
    }

    private record Models(List<Followed<ModelObservation>> observations) implements ModelObservation {

        @Override
        public void answered(ModelAnswer answer) {
            end(observations, model -> model.answered(answer));
        }

        @Override
        public void failed(Throwable cause) {
            end(observations, model -> model.failed(cause));
        }
    }

    private record Tools(List<Followed<ToolObservation>> observations) implements ToolObservation {

        @Override
        public void ended(ToolEnd toolEnd) {
            end(observations, tool -> tool.ended(toolEnd));
        }
    }
}
