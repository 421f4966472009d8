package ai.kern.specs.doors;

import ai.kern.db.RunQuery;
import ai.kern.event.RunEvent;
import ai.kern.event.RunStream;
import ai.kern.model.Message;
import ai.kern.model.Model;
import ai.kern.model.ModelException;
import ai.kern.model.ModelListener;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import ai.kern.model.ToolCallRequest;
import ai.kern.model.Usage;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.OneDoor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** A specification of doors by themselves: each test calls the doors that it is about. */
@OneDoor
abstract class DoorSpec extends EngineSpec {

    /** The run that a test has started, where its door does not tell. */
    final String onlyRun() {
        return lab.db().runs(RunQuery.all()).items().get(0).id();
    }

    static List<RunEvent> read(RunStream stream) {
        List<RunEvent> events = new ArrayList<>();
        stream.forEach(events::add);
        return events;
    }

    static List<String> names(List<RunEvent> events) {
        return events.stream().map(RunEvent::name).toList();
    }

    /** A model that says its answer in many pieces. */
    static final class Talking implements Model {
        private final int pieces;
        private final IntConsumer said;

        Talking(int pieces) {
            this(pieces, count -> {});
        }

        /** @param said is told how many pieces were handed on */
        Talking(int pieces, IntConsumer said) {
            this.pieces = pieces;
            this.said = said;
        }

        @Override
        public String id() {
            return "talking";
        }

        @Override
        public ModelResponse respond(ModelRequest request) {
            return answered("a".repeat(pieces));
        }

        @Override
        public ModelResponse respond(ModelRequest request, ModelListener listener) {
            for (int piece = 0; piece < pieces; piece++) {
                listener.onText("a");
                said.accept(piece + 1);
            }
            return respond(request);
        }
    }

    /** A model that thinks until it is interrupted or told to answer. */
    static final class Thinking implements Model {
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch answering = new CountDownLatch(1);
        private volatile boolean interrupted;

        @Override
        public String id() {
            return "thinking";
        }

        @Override
        public ModelResponse respond(ModelRequest request) {
            asked.countDown();
            try {
                if (!answering.await(30, TimeUnit.SECONDS)) {
                    throw new AssertionError("nobody let the model answer");
                }
            } catch (InterruptedException giveUp) {
                interrupted = true;
                Thread.currentThread().interrupt();
                throw ModelException.builder("interrupted").build();
            }
            return answered("thought");
        }

        void awaitQuestion() {
            try {
                if (!asked.await(30, TimeUnit.SECONDS)) {
                    throw new AssertionError("nobody asked the model");
                }
            } catch (InterruptedException stopped) {
                throw new AssertionError(stopped);
            }
        }

        void mayAnswer() {
            answering.countDown();
        }

        boolean wasInterrupted() {
            return interrupted;
        }
    }

    private static ModelResponse answered(String text) {
        return new ModelResponse(new Message.Assistant(text, List.<ToolCallRequest>of(), Optional.empty()), Usage.NONE);
    }
}
