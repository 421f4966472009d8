package ai.kern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import ai.kern.model.Message;
import ai.kern.model.ToolCallRequest;
import ai.kern.testkit.TranscriptRule.Kind;
import ai.kern.testkit.TranscriptRule.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;

class TranscriptRuleTest {
    private static final Message USER = new Message.User("hi");
    private static final Message A_AND_B =
            Message.Assistant.calling(new ToolCallRequest("a", "x", "{}"), new ToolCallRequest("b", "y", "{}"));

    @Test
    void resultsInTheOrderOfTheCallsAreFine() {
        assertThatNoException()
                .isThrownBy(() -> TranscriptRule.check(List.of(
                        new Message.System("s"),
                        USER,
                        A_AND_B,
                        result("a", "x"),
                        result("b", "y"),
                        Message.Assistant.of("done"),
                        USER,
                        A_AND_B,
                        result("a", "x"),
                        result("b", "y"))));
        assertThat(TranscriptRule.violation(List.of())).isEmpty();
    }

    @Test
    void aCallWithoutAResultAtTheEnd() {
        assertThat(violation(USER, A_AND_B, result("a", "x")))
                .isEqualTo(new Violation(Kind.RESULT_MISSING, "b", "call b of y has no result"));
    }

    @Test
    void aCallWithoutAResultBeforeTheNextMessage() {
        for (Message next : List.of(USER, Message.Assistant.of("well"), new Message.System("s"), A_AND_B)) {
            assertThat(violation(USER, A_AND_B, result("a", "x"), next).kind()).isEqualTo(Kind.RESULT_MISSING);
        }
    }

    @Test
    void aResultWithoutACall() {
        assertThat(violation(USER, result("a", "x")).kind()).isEqualTo(Kind.CALL_MISSING);
        assertThat(violation(USER, A_AND_B, result("a", "x"), result("c", "x")).kind())
                .isEqualTo(Kind.CALL_MISSING);
    }

    @Test
    void twoResultsOfOneCall() {
        assertThat(violation(USER, A_AND_B, result("a", "x"), result("a", "x")).kind())
                .isEqualTo(Kind.CALL_MISSING);
        assertThat(violation(USER, A_AND_B, result("a", "x"), result("b", "y"), result("b", "y"))
                        .kind())
                .isEqualTo(Kind.CALL_MISSING);
    }

    @Test
    void resultsInAnotherOrder() {
        assertThat(violation(USER, A_AND_B, result("b", "y"), result("a", "x")))
                .satisfies(violation -> assertThat(violation.kind()).isEqualTo(Kind.OUT_OF_ORDER))
                .satisfies(violation ->
                        assertThat(violation.text()).contains("expected the one of a, found the one of b"));
    }

    @Test
    void aResultUnderAnotherToolsName() {
        assertThat(violation(USER, A_AND_B, result("a", "y")).text())
                .isEqualTo("call a is one of x, its result says y");
    }

    @Test
    void theErrorShowsTheTranscript() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> TranscriptRule.check(List.of(USER, A_AND_B)))
                .withMessageContainingAll("OpenAI would refuse", USER.toString(), A_AND_B.toString());
    }

    private static Violation violation(Message... transcript) {
        return TranscriptRule.violation(List.of(transcript)).orElseThrow();
    }

    private static Message result(String callId, String toolName) {
        return new Message.ToolResult(callId, toolName, "ok", false);
    }
}
