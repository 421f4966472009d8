package ai.kern.cookbook.demo;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.cookbook.CookbookModel;
import ai.kern.model.Message;
import ai.kern.model.ModelRequest;
import ai.kern.testkit.ScriptedAnswer;
import java.util.Map;

/** The model of the demo, which plays a script of its own where the environment names no other. */
final class DemoModel {
    private DemoModel() {}

    /**
     * The model that an environment names.
     *
     * @throws DemoException if its key or base URL will not do
     */
    static CookbookModel open(Map<String, String> environment) {
        try {
            return CookbookModel.open(environment, DemoModel::answer);
        } catch (IllegalStateException wrongSettings) {
            throw new DemoException(String.valueOf(wrongSettings.getMessage()), wrongSettings);
        }
    }

    private static ScriptedAnswer answer(ModelRequest request) {
        Message last = request.messages().get(request.messages().size() - 1);
        if (!(last instanceof Message.ToolResult)) {
            return calls(call("delete_file", "{\"path\":\".env\"}"), call("create_file", "{\"path\":\"test.txt\"}"));
        }
        boolean deleted = request.messages().stream()
                .filter(Message.ToolResult.class::isInstance)
                .map(Message.ToolResult.class::cast)
                .anyMatch(result ->
                        result.toolName().equals("delete_file") && result.text().startsWith("deleted"));
        return deleted
                ? text("I deleted .env and created test.txt.")
                : text("I created test.txt. I did not delete .env, since that was not allowed.");
    }
}
