package ai.kern.models.openai;

import ai.kern.model.ModelListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes each piece as one line. */
final class Heard implements ModelListener {
    private final List<String> pieces = new CopyOnWriteArrayList<>();

    List<String> pieces() {
        return pieces;
    }

    @Override
    public void onText(String piece) {
        pieces.add("text " + piece);
    }

    @Override
    public void onReasoning(String piece) {
        pieces.add("reasoning " + piece);
    }

    @Override
    public void onToolCall(int index, String toolName) {
        pieces.add("call " + index + " " + toolName);
    }

    @Override
    public void onArguments(int index, String piece) {
        pieces.add("arguments " + index + " " + piece);
    }
}
