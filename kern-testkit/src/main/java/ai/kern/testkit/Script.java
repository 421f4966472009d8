package ai.kern.testkit;

import ai.kern.model.Message;
import ai.kern.model.ModelRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * What a model of the test kit answers to which request. A lambda will do; implementations are safe for use by many threads.
 *
 * <p>{@link #byTurn} looks only at the transcript, so that a model built anew in another process goes on where the last one
 * stopped, and any number of runs may play one script at once.
 */
@FunctionalInterface
public interface Script {

    /**
     * The answer to a request.
     *
     * @throws AssertionError if the script has none
     */
    ScriptedAnswer answerTo(ModelRequest request);

    /** Answer <i>n</i> (from 0) to a transcript that holds <i>n</i> messages of the assistant. */
    static Script byTurn(ScriptedAnswer... answers) {
        return new TurnScript(List.of(answers), false);
    }

    /**
     * Answer <i>n</i> (from 0) to a transcript that holds <i>n</i> messages of the assistant after the user's last one, so
     * that every run of a session plays the script from its beginning.
     */
    static Script byTurnSinceUser(ScriptedAnswer... answers) {
        return new TurnScript(List.of(answers), true);
    }

    /** One answer after the other, whatever the requests. Lives in this process alone. */
    static Script inOrder(ScriptedAnswer... answers) {
        List<ScriptedAnswer> all = List.of(answers);
        AtomicInteger next = new AtomicInteger();
        return request -> {
            int index = next.getAndIncrement();
            if (index >= all.size()) {
                throw new AssertionError("The script has run out: it has " + all.size()
                        + " answers, and this is request " + (index + 1));
            }
            return all.get(index);
        };
    }

    /**
     * A script for each of several agents or teams that share a model, told apart by their instructions.
     *
     * @param scripts the scripts by words that stand in the instructions of the one and of no other; a request whose
     *     instructions have the words of none, or of several, is an {@link AssertionError}
     */
    static Script byInstructions(Map<String, Script> scripts) {
        List<Map.Entry<String, Script>> all = List.copyOf(scripts.entrySet());
        return request -> {
            String instructions = instructions(request);
            List<Map.Entry<String, Script>> fitting = all.stream()
                    .filter(script -> instructions.contains(script.getKey()))
                    .toList();
            if (fitting.size() != 1) {
                throw new AssertionError("Exactly one script must fit the instructions of whoever asks, and these do: "
                        + keys(fitting) + ". There are scripts for " + keys(all) + ", and the instructions are: "
                        + instructions);
            }
            return fitting.get(0).getValue().answerTo(request);
        };
    }

    private static List<String> keys(List<Map.Entry<String, Script>> scripts) {
        return scripts.stream().map(Map.Entry::getKey).sorted().toList();
    }

    /** What the model was told first, empty where that is nothing: a lambda may tell by it who asks. */
    static String instructions(ModelRequest request) {
        return request.messages().stream()
                .filter(Message.System.class::isInstance)
                .map(Message::text)
                .collect(Collectors.joining("\n"));
    }

    /** The text of the user's last message, empty where there is none: a lambda may choose its script by it. */
    static String lastUserText(ModelRequest request) {
        String text = "";
        for (Message message : request.messages()) {
            text = message instanceof Message.User ? message.text() : text;
        }
        return text;
    }
}
