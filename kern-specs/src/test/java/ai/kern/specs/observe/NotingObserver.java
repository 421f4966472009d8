package ai.kern.specs.observe;

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
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Notes everything that it is told as one line, content included, and which of it came on another thread than its beginning. */
final class NotingObserver implements RunObserver {
    private final Queue<String> notes = new ConcurrentLinkedQueue<>();
    private final Queue<String> strayed = new ConcurrentLinkedQueue<>();

    List<String> notes() {
        return List.copyOf(notes);
    }

    /** What was ended by another thread than the one that began it. */
    List<String> strayed() {
        return List.copyOf(strayed);
    }

    void clear() {
        notes.clear();
    }

    private void end(Thread begun, String note) {
        notes.add(note);
        if (begun != Thread.currentThread()) {
            strayed.add(note);
        }
    }

    @Override
    public RunObservation runBegins(RunStretch stretch) {
        Thread thread = Thread.currentThread();
        notes.add("run " + stretch.door() + " by " + stretch.modelId());
        return new RunObservation() {
            @Override
            public ModelObservation modelAsked(ModelQuestion question) {
                return asked(question);
            }

            @Override
            public ToolObservation toolBegins(ToolStart start) {
                return begun(start);
            }

            @Override
            public void ended(RunOutput output) {
                end(thread, "run " + output.status());
            }

            @Override
            public void failed(Throwable cause) {
                end(thread, "run failed: " + cause.getClass().getSimpleName());
            }
        };
    }

    private ModelObservation asked(ModelQuestion question) {
        Thread thread = Thread.currentThread();
        notes.add("asked " + question.messages().get());
        return new ModelObservation() {
            @Override
            public void answered(ModelAnswer answer) {
                end(thread, "answered " + answer.message().get());
            }

            @Override
            public void failed(Throwable cause) {
                end(thread, "unanswered: " + cause.getClass().getSimpleName());
            }
        };
    }

    private ToolObservation begun(ToolStart start) {
        Thread thread = Thread.currentThread();
        String tool = start.call().toolName();
        notes.add("tool " + tool + start.call().arguments().json() + " attempt " + start.attempt());
        return new ToolObservation() {
            @Override
            public void ended(ToolEnd end) {
                end(
                        thread,
                        "tool " + tool + " " + end.status()
                                + end.errorType().map(type -> " of " + type).orElse("") + ": "
                                + end.text().get());
            }
        };
    }
}
