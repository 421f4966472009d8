package ai.kern.testkit;

import ai.kern.model.Message;
import ai.kern.model.ModelRequest;
import java.util.List;

/** A script that finds its place by the transcript alone. */
record TurnScript(List<ScriptedAnswer> answers, boolean sinceUser) implements Script {

    @Override
    public ScriptedAnswer answerTo(ModelRequest request) {
        int turns = sinceUser ? turnsSinceUser(request) : turns(request);
        if (turns >= answers.size()) {
            List<Message> messages = request.messages();
            throw new AssertionError("The script has run out: it has " + answers.size() + " answers, and the transcript"
                    + " already holds " + turns + " messages of the assistant"
                    + (sinceUser ? " after the user's last one" : "") + ". It ends in "
                    + (messages.isEmpty() ? "nothing" : messages.get(messages.size() - 1)));
        }
        return answers.get(turns);
    }

    /** How many of the assistant's messages a transcript holds. */
    static int turns(ModelRequest request) {
        return (int) request.messages().stream()
                .filter(Message.Assistant.class::isInstance)
                .count();
    }

    private static int turnsSinceUser(ModelRequest request) {
        int turns = 0;
        for (Message message : request.messages()) {
            if (message instanceof Message.User) {
                turns = 0;
            } else if (message instanceof Message.Assistant) {
                turns++;
            }
        }
        return turns;
    }
}
