package ai.kern.specs.team;

import ai.kern.model.Message;
import ai.kern.model.Model;
import ai.kern.model.ModelRequest;
import ai.kern.testkit.Script;
import ai.kern.testkit.ScriptedModel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the model of a leader or a member says in a scenario, and what it was asked, however often it is built anew. */
final class Part {
    private final Script script;
    private final List<ScriptedModel> models = new CopyOnWriteArrayList<>();
    private final List<ModelRequest> requests = new CopyOnWriteArrayList<>();

    Part(Script script) {
        this.script = script;
    }

    /** The model, newly built. */
    Model model() {
        ScriptedModel model = ScriptedModel.playing(request -> {
            requests.add(request);
            return script.answerTo(request);
        });
        models.add(model);
        return model;
    }

    /** What was asked, in order. */
    List<ModelRequest> requests() {
        return List.copyOf(requests);
    }

    /** The results of calls in the last request, in their order. */
    List<String> told() {
        return requests.get(requests.size() - 1).messages().stream()
                .filter(Message.ToolResult.class::isInstance)
                .map(Message::text)
                .toList();
    }

    /** Repeats the first mistake that one of the models found. */
    void verify() {
        models.forEach(ScriptedModel::verify);
    }
}
