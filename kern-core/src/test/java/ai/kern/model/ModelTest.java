package ai.kern.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A model that does not stream is heard all the same, and a request says only what can be answered. */
class ModelTest {
    private static final ModelRequest REQUEST = new ModelRequest(List.of(new Message.User("hi")), List.of());

    @Test
    void aModelThatDoesNotStreamHandsOnItsAnswerInOnePiece() {
        var message = new Message.Assistant(
                "Both at once.",
                List.of(new ToolCallRequest("a", "pay", "{\"to\":1}"), new ToolCallRequest("b", "list", "")),
                Optional.empty());
        Heard heard = new Heard();

        ModelResponse response = answering(message).respond(REQUEST, heard);

        assertThat(response.message()).isEqualTo(message);
        assertThat(heard.pieces)
                .containsExactly("text Both at once.", "call 0 pay", "arguments 0 {\"to\":1}", "call 1 list");
    }

    @Test
    void aListenerThatOverridesNothingHearsNothing() {
        ModelResponse response = answering(Message.Assistant.of("hello")).respond(REQUEST, new ModelListener() {});

        assertThat(response.message().text()).isEqualTo("hello");
    }

    @Test
    void whatAListenerThrowsReachesTheCaller() {
        Model model = answering(Message.Assistant.of("hello"));
        var deaf = new IllegalStateException("deaf");

        assertThatThrownBy(() -> model.respond(REQUEST, new ModelListener() {
                    @Override
                    public void onText(String piece) {
                        throw deaf;
                    }
                }))
                .isSameAs(deaf);
    }

    @Test
    void aCallCannotBeForcedWithoutATool() {
        assertThatThrownBy(() -> REQUEST.withToolChoice(ToolChoice.REQUIRED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none is on offer");
    }

    @Test
    void onlyAToolOnOfferCanBeForced() {
        var request = new ModelRequest(List.of(new Message.User("hi")), List.of(new ToolSpec("pay", "", "{}")));

        assertThat(request.withToolChoice(ToolChoice.tool("pay")).toolChoice().toolName())
                .contains("pay");
        assertThatThrownBy(() -> request.withToolChoice(ToolChoice.tool("wipe")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("wipe", "[pay]");
    }

    @Test
    void aChoiceNamesAToolExactlyWhereItForcesOne() {
        assertThatThrownBy(() -> new ToolChoice(ToolChoice.Mode.TOOL, Optional.empty()))
                .hasMessageContaining("names a tool");
        assertThatThrownBy(() -> new ToolChoice(ToolChoice.Mode.AUTO, Optional.of("pay")))
                .hasMessageContaining("names no tool");
    }

    @Test
    void anOutputSchemaHasANameThatServersTake() {
        assertThatThrownBy(() -> new OutputSchema("an invoice", "{}")).hasMessageContaining("'an invoice'");
    }

    private static Model answering(Message.Assistant message) {
        return new Model() {
            @Override
            public String id() {
                return "fixed";
            }

            @Override
            public ModelResponse respond(ModelRequest request) {
                return ModelResponse.of(message);
            }
        };
    }

    private static final class Heard implements ModelListener {
        private final List<String> pieces = new ArrayList<>();

        @Override
        public void onText(String piece) {
            pieces.add("text " + piece);
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
}
