package ai.kern.testkit;

import ai.kern.model.Model;
import ai.kern.model.ModelListener;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import ai.kern.model.ToolCallRequest;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A model that plays a {@link Script}, records what it was asked, and holds every transcript to OpenAI's rule
 * ({@link TranscriptRule}). Safe for use by many threads and by many runs at once.
 *
 * <pre>{@code
 * ScriptedModel model = ScriptedModel.of(calls(call("delete_file", "{\"path\":\"a\"}")), text("done"));
 * }</pre>
 *
 * <p>A request that breaks the rule, and one for which the script has no answer, is a mistake of the program under test or of
 * the test: both are an {@link AssertionError} and not an exception that a run would take for a failing model. Where an error
 * cannot reach the test, {@link #verify()} repeats it.
 */
public final class ScriptedModel implements Model {
    private final String id;
    private final Script script;
    private final List<ModelRequest> requests = new CopyOnWriteArrayList<>();
    private final List<AssertionError> mistakes = new CopyOnWriteArrayList<>();
    private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();

    private ScriptedModel(String id, Script script) {
        this.id = Objects.requireNonNull(id, "id");
        this.script = Objects.requireNonNull(script, "script");
    }

    /** Gives answer <i>n</i> (from 0) to a transcript that holds <i>n</i> messages of the assistant: {@link Script#byTurn}. */
    public static ScriptedModel of(ScriptedAnswer... answers) {
        return playing(Script.byTurn(answers));
    }

    /** Plays any script; a function of the request will do. */
    public static ScriptedModel playing(Script script) {
        return new ScriptedModel("scripted", script);
    }

    /** A model of this id with the same script, and without the requests and failures of this one. */
    public ScriptedModel named(String name) {
        return new ScriptedModel(name, script);
    }

    /** Lets the next request fail like this before the script goes on; several calls queue up. */
    public ScriptedModel failNext(RuntimeException failure) {
        failures.add(Objects.requireNonNull(failure, "failure"));
        return this;
    }

    /** {@code scripted}, unless it was {@linkplain #named named}. */
    @Override
    public String id() {
        return id;
    }

    /**
     * Plays the answer to a request.
     *
     * @throws AssertionError if the transcript breaks OpenAI's rule, or the script has run out
     */
    @Override
    public ModelResponse respond(ModelRequest request) {
        requests.add(Objects.requireNonNull(request, "request"));
        try {
            TranscriptRule.check(request.messages());
            @Nullable RuntimeException failure = failures.poll();
            if (failure != null) {
                throw failure;
            }
            return script.answerTo(request).play(TurnScript.turns(request) + 1);
        } catch (AssertionError mistake) {
            mistakes.add(mistake);
            throw mistake;
        }
    }

    /**
     * Plays the answer to a request in pieces of a few characters, the arguments of several calls in turn.
     *
     * @throws AssertionError as the other form does
     */
    @Override
    public ModelResponse respond(ModelRequest request, ModelListener listener) {
        ModelResponse response = respond(request);
        TextPieces.of(response.message().text()).forEach(listener::onText);
        List<ToolCallRequest> calls = response.message().toolCalls();
        for (int index = 0; index < calls.size(); index++) {
            listener.onToolCall(index, calls.get(index).toolName());
        }
        for (TextPieces.Piece piece :
                TextPieces.inTurn(calls.stream().map(ToolCallRequest::arguments).toList())) {
            listener.onArguments(piece.index(), piece.text());
        }
        return response;
    }

    /** What the model was asked, in order, failed requests included. A copy. */
    public List<ModelRequest> requests() {
        return List.copyOf(requests);
    }

    /**
     * The last request.
     *
     * @throws AssertionError if there was none
     */
    public ModelRequest lastRequest() {
        List<ModelRequest> all = requests();
        if (all.isEmpty()) {
            throw new AssertionError("The model was not asked anything");
        }
        return all.get(all.size() - 1);
    }

    /**
     * Repeats the first mistake that this model found, if it found one.
     *
     * @throws AssertionError with that mistake as its cause
     */
    public void verify() {
        Mistakes.verify(mistakes);
    }

    @Override
    public String toString() {
        return "ScriptedModel[" + id + ", asked " + requests.size() + " times]";
    }
}
