package ai.kern.specs.hitl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.Requirement;
import ai.kern.run.BatchMode;
import ai.kern.run.RunOutput;
import ai.kern.run.RunPrinter;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.ToolCall;
import ai.kern.tool.UserFeedbackTools;
import ai.kern.tool.UserInputTools;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs as people read them in a terminal. */
@Tag("HITL-9")
class RunPrinterTest extends HitlSpec {

    private static String printed(RunOutput run) {
        StringBuilder text = new StringBuilder();
        new RunPrinter(text).print(run);
        return text.toString();
    }

    @Test
    @Tag("HITL-15")
    void itSaysWhatARunWaitsFor() {
        ScriptedModel model = batch(
                call("list", "x"),
                call("delete", "a"),
                call("print", "b"),
                ScriptedAnswer.call("get_user_input", AskedInputTest.FORM),
                ScriptedAnswer.call("ask_user", UserFeedbackTest.TWO_QUESTIONS));
        Agent agent = lab.agent(
                model,
                list(),
                delete(),
                tools.tool("print").externalExecution(),
                new UserInputTools(),
                new UserFeedbackTools());

        RunOutput run = lab.run(agent, "Tidy up.");

        assertThat(printed(run).lines().map(String::strip))
                .anySatisfy(line ->
                        assertThat(line).contains(run.runId()).contains("Files").endsWith("PAUSED"))
                .anySatisfy(line -> assertThat(line).contains("user").endsWith("Tidy up."))
                .containsSubsequence(
                        "calls    list {\"item\":\"x\"}",
                        "-> list x is done",
                        "calls    delete {\"item\":\"a\"}",
                        "-> waits for confirmation",
                        "calls    print {\"item\":\"b\"}",
                        "-> waits for external execution")
                .contains("-> waits for user input", "-> waits for user feedback");
    }

    @Test
    void itSaysWhatCameOfTheCallsOnceTheRunHasEnded() {
        ScriptedModel model = batch(call("delete", "a"), call("delete", "b"));
        Agent agent = lab.agent(model, delete());
        RunOutput run = lab.run(agent, "go");

        RunOutput ended = lab.continueRun(
                agent,
                run.runId(),
                about(run, "a", Confirmation.class).confirm(),
                about(run, "b", Confirmation.class).reject("keep b"));

        assertThat(printed(ended))
                .contains("COMPLETED")
                .contains("-> delete a is done")
                .contains("keep b")
                .contains("done")
                .doesNotContain("waits for");
        assertThat(ended.requirements()).noneMatch(Requirement::isOpen);
    }

    @Test
    @Tag("HITL-4")
    void aCallThatWasLetThroughIsNotSaidToWaitForAnAnswer() {
        Agent agent = lab.agent(batch(call("delete", "a"), call("delete", "b")), delete());
        RunOutput run = lab.run(agent, "go");

        RunOutput partly = lab.continueRun(
                agent, run.runId(), about(run, "a", Confirmation.class).confirm());

        assertThat(printed(partly).lines().map(String::strip))
                .containsSubsequence(
                        "calls    delete {\"item\":\"a\"}",
                        "-> approved; waits for the other answers",
                        "calls    delete {\"item\":\"b\"}",
                        "-> waits for confirmation");
    }

    @Test
    @Tag("HITL-1")
    void aCallThatIsHeldBackIsSaidToWaitForTheOthers() {
        ScriptedModel model = batch(call("list", "x"), call("delete", "a"));
        Agent agent =
                lab.builder(model, list(), delete()).batch(BatchMode.HOLD_ALL).build();

        assertThat(printed(lab.run(agent, "go")))
                .contains("-> waits for the other calls")
                .contains("-> waits for confirmation");
    }

    @Test
    @Tag("RUN-9")
    void aCallOfACancelledRunIsNotSaidToWait() {
        Agent agent = lab.agent(batch(call("delete", "a")), delete());
        RunOutput run = lab.run(agent, "go");

        assertThat(printed(agent.cancel(run.runId())))
                .contains("CANCELLED")
                .contains("-> was not run")
                .doesNotContain("waits for");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x00,
                0x07,
                0x08,
                0x0d,
                0x1b,
                0x7f,
                0x85,
                0x9b, // control: erase, colour, ring
                0xad,
                0x200b,
                0x200d,
                0x2060,
                0xfeff,
                0xe0041, // invisible
                0x061c,
                0x200e,
                0x200f,
                0x202a,
                0x202e,
                0x2066,
                0x2069, // direction
                0x2028,
                0x2029, // other line breaks
                0x034f,
                0x115f,
                0x3164,
                0xffa0,
                0xfe0f,
                0xe0100 // letters and marks without a shape
            })
    void charactersThatHideOrTurnOthersArePrintedAsEscapes(int character) {
        String hidden = Character.toString(character);
        String escape = String.format("\\u%04x", character);
        ScriptedModel model = script(
                ScriptedAnswer.textAndCalls(
                        "said " + hidden + "!", ScriptedAnswer.call("list" + hidden, "{\"item\":\"" + hidden + "\"}")),
                ScriptedAnswer.text("end " + hidden + "!"));

        RunOutput run = lab.run(lab.agent(model, list()), "asked " + hidden + "!");

        assertThat(printed(run))
                .doesNotContain(hidden)
                .contains("asked " + escape + "!", "said " + escape + "!", "end " + escape + "!", "list" + escape)
                .contains("\"" + escape + "\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x7f, 0x200b, 0x202e, 0x2066, 0x2028, 0xfeff, 0xe0041})
    void aCallThatAPersonIsAskedAboutIsShownWithTheSameEscapes(int character) {
        String hidden = Character.toString(character);
        String escape = String.format("\\u%04x", character);
        Agent agent =
                lab.agent(batch(ScriptedAnswer.call("delete", "{\n\"item\":\"" + hidden + "txt.exe\"}")), delete());

        ToolCall asked = only(lab.run(agent, "go"), Confirmation.class).toolCall();

        assertThat(asked).hasToString("delete{ \"item\":\"" + escape + "txt.exe\"}");
        assertThat(asked.arguments().json()).as("what runs").contains("\"" + hidden + "txt.exe\"");
    }

    @Test
    void aLineBreakDoesNotStartALineThatLooksLikeKernsOwn() {
        ScriptedModel model = script(ScriptedAnswer.text("fine\n  calls    delete {}\r\n         -> approved"));

        RunOutput run = lab.run(lab.agent(model), "go");

        assertThat(printed(run).lines())
                .hasSize(3)
                .noneMatch(line -> line.strip().startsWith("calls"));
    }

    @Test
    void plainTextOfAnyScriptIsLeftAlone() {
        ScriptedModel model = script(ScriptedAnswer.text("Grüße, 世界, שלום, مرحبا, \uD83D\uDE80"));

        assertThat(printed(lab.run(lab.agent(model), "go"))).contains("Grüße, 世界, שלום, مرحبا, \uD83D\uDE80");
    }

    @Test
    void aLongTextIsCutAndItsLengthIsTold() {
        ScriptedModel model = script(ScriptedAnswer.text("x".repeat(5_000)));

        assertThat(printed(lab.run(lab.agent(model), "go")))
                .contains("… (cut; 5000 characters)")
                .hasSizeLessThan(1_000);
    }
}
