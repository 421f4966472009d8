package ai.kern.specs.support;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.event.RunEvent;
import ai.kern.run.CallKey;
import ai.kern.run.RunOutput;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks that the events of one stream come in the order that is documented, over all runs of a tree. */
public final class EventOrder {
    private final List<RunEvent> seen = new ArrayList<>();
    private final Map<String, OneRun> runs = new LinkedHashMap<>();

    /** Takes the next event. */
    public void next(RunEvent event) {
        assertThat(event.header().sequence()).as("sequence of %s", event).isEqualTo(seen.size() + 1L);
        if (!seen.isEmpty()) {
            assertThat(root().isOver()).as("%s behind the last one", event).isFalse();
        }
        seen.add(event);
        runs.computeIfAbsent(event.header().runId(), id -> new OneRun()).next(event);
    }

    private OneRun root() {
        return runs.values().iterator().next();
    }

    /** The events of one run. */
    private static final class OneRun {
        private final Set<CallKey> begun = new HashSet<>();
        private final Set<CallKey> over = new HashSet<>();
        private final StringBuilder said = new StringBuilder();
        private boolean isAsking;
        private @Nullable RunEvent last;

        boolean isOver() {
            return last != null && last.isLast();
        }

        void next(RunEvent event) {
            if (last == null) {
                assertThat(event).isInstanceOfAny(RunEvent.RunStarted.class, RunEvent.RunContinued.class);
            } else {
                assertThat(last.isLast()).as("%s behind the last one", event).isFalse();
                assertThat(event).isNotInstanceOfAny(RunEvent.RunStarted.class, RunEvent.RunContinued.class);
            }
            last = event;
            checkRequest(event);
            checkCall(event);
        }

        private void checkRequest(RunEvent event) {
            if (event instanceof RunEvent.ModelRequestStarted) {
                assertThat(isAsking).isFalse();
                isAsking = true;
                said.setLength(0);
            } else if (event instanceof RunEvent.ModelRequestCompleted completed) {
                assertThat(isAsking).isTrue();
                assertThat(completed.text()).as("what the pieces say").isEqualTo(said.toString());
                isAsking = false;
            } else if (event instanceof RunEvent.RunContent content) {
                assertThat(isAsking).isTrue();
                assertThat(content.text()).isNotEmpty();
                if (content.kind() == RunEvent.ContentKind.TEXT) {
                    said.append(content.text());
                }
            } else if (!event.isLast()) {
                assertThat(isAsking).as("a request is under way at %s", event).isFalse();
            }
        }

        private void checkCall(RunEvent event) {
            if (event instanceof RunEvent.ToolCallStarted started) {
                assertThat(over).as("calls that were over before %s", event).doesNotContain(started.call());
                begun.add(started.call());
            } else if (event instanceof RunEvent.ToolCallCompleted completed) {
                end(completed.call());
            } else if (event instanceof RunEvent.ToolCallError error) {
                end(error.call());
            }
        }

        private void end(CallKey call) {
            assertThat(over.add(call)).as("%s has one result", call).isTrue();
            begun.remove(call);
        }
    }

    /** Checks that the stream has told how the run stands. */
    public void endsWith(RunOutput output) {
        RunEvent last = seen.get(seen.size() - 1);
        switch (output.status()) {
            case PAUSED -> {
                assertThat(last).isInstanceOf(RunEvent.RunPaused.class);
                assertThat(((RunEvent.RunPaused) last).requirements()).isEqualTo(output.activeRequirements());
            }
            case COMPLETED -> {
                assertThat(last).isInstanceOf(RunEvent.RunCompleted.class);
                assertThat(((RunEvent.RunCompleted) last).content()).isEqualTo(output.content());
                assertThat(seen.get(seen.size() - 2)).isInstanceOf(RunEvent.RunContentCompleted.class);
                assertThat(root().begun).as("calls without an end").isEmpty();
            }
            case CANCELLED -> assertThat(last).isInstanceOf(RunEvent.RunCancelled.class);
            default -> throw new AssertionError("a stream has no result of a run that is " + output.status());
        }
    }
}
