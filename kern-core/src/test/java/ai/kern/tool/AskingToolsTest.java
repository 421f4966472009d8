package ai.kern.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("HITL-15")
class AskingToolsTest {
    private static final ToolDefinition INPUT = ToolSet.collect(List.of(new UserInputTools()))
            .find("get_user_input")
            .orElseThrow();
    private static final ToolDefinition FEEDBACK =
            ToolSet.collect(List.of(new UserFeedbackTools())).find("ask_user").orElseThrow();

    @Test
    void theToolsAskAPersonAndHaveNothingToRun() {
        assertThat(INPUT.protection()).isEqualTo(Protection.ASKED_INPUT);
        assertThat(FEEDBACK.protection()).isEqualTo(Protection.ASKED_QUESTIONS);
        for (ToolDefinition tool : List.of(INPUT, FEEDBACK)) {
            assertThat(tool.description()).isNotBlank();
            assertThat(tool.modelParameters()).isEqualTo(tool.parameters());
            assertThatIllegalStateException()
                    .isThrownBy(() -> tool.body().call(ToolArguments.of("{}"), new StubContext()))
                    .withMessageContaining(tool.name());
        }
    }

    @Test
    void fieldsAreRequiredUnlessTheModelSaysOtherwise() {
        UserInputTools.Form form = INPUT.parameters().check("""
                        {"fields":[{"name":"recipient","type":"string","description":"E-mail"},
                        {"name":"copies","type":"integer","description":"","required":false},
                        {"name":"urgent","type":"boolean","description":"","required":null}]}""").as(UserInputTools.Form.class);

        assertThat(form.fields())
                .containsExactly(
                        new UserInputTools.Field("recipient", UserInputTools.FieldType.STRING, "E-mail", true),
                        new UserInputTools.Field("copies", UserInputTools.FieldType.INTEGER, "", false),
                        new UserInputTools.Field("urgent", UserInputTools.FieldType.BOOLEAN, "", true));
    }

    @Test
    void theSchemaOfFieldsTellsTheModelWhatItMayAskFor() {
        assertThat(INPUT.spec().parametersSchema())
                .contains("\"enum\":[\"string\",\"integer\",\"number\",\"boolean\"]")
                .contains("\"required\":[\"name\",\"type\",\"description\"]")
                .doesNotContain("$ref");
    }

    @Test
    void brokenFieldsAreAnAnswerToTheModel() {
        assertRefused(INPUT, "{\"fields\":[]}", "fields: is empty");
        assertRefused(INPUT, "{}", "fields: is missing");
        assertRefused(
                INPUT,
                "{\"fields\":[{\"name\":\"a\",\"type\":\"string\",\"description\":\"\"},"
                        + "{\"name\":\"a\",\"type\":\"number\",\"description\":\"\"}]}",
                "two have the name 'a'");
        assertRefused(
                INPUT,
                "{\"fields\":[{\"name\":\" \",\"type\":\"string\",\"description\":\"\"}]}",
                "fields[0]: a field's name is blank");
        assertRefused(
                INPUT,
                "{\"fields\":[{\"name\":\"a\",\"type\":\"date\",\"description\":\"\"}]}",
                "fields[0].type: must be one of");
    }

    @Test
    void questionsAreSingleChoiceAndRequiredUnlessTheModelSaysOtherwise() {
        UserFeedbackTools.Questions questions = FEEDBACK.parameters().check("""
                        {"questions":[
                        {"id":"city","text":"Where?","options":[{"id":"paris","label":"Paris"},
                          {"id":"rome","label":"Rome","description":"Warm"}]},
                        {"id":"days","text":"When?","multiple":true,"required":false,
                          "options":[{"id":"mo","label":"Monday"},{"id":"tu","label":"Tuesday"}]}]}""").as(UserFeedbackTools.Questions.class);

        assertThat(questions.questions().get(0))
                .isEqualTo(new UserFeedbackTools.Question(
                        "city",
                        "Where?",
                        List.of(
                                new UserFeedbackTools.Option("paris", "Paris", Optional.empty()),
                                new UserFeedbackTools.Option("rome", "Rome", Optional.of("Warm"))),
                        false,
                        true));
        assertThat(questions.questions().get(1).multiple()).isTrue();
        assertThat(questions.questions().get(1).required()).isFalse();
    }

    @Test
    void brokenQuestionsAreAnAnswerToTheModel() {
        String two = "[{\"id\":\"a\",\"label\":\"A\"},{\"id\":\"b\",\"label\":\"B\"}]";
        String question = "{\"id\":\"q\",\"text\":\"Which?\",\"options\":" + two + "}";
        assertRefused(FEEDBACK, "{\"questions\":[]}", "questions: is empty");
        assertRefused(
                FEEDBACK,
                "{\"questions\":[{\"id\":\"q\",\"text\":\"Which?\",\"options\":[{\"id\":\"a\",\"label\":\"A\"}]}]}",
                "question 'q' has 1 options; give at least 2");
        assertRefused(
                FEEDBACK,
                "{\"questions\":[{\"id\":\"q\",\"text\":\"Which?\",\"options\":" + two.replace("\"b\"", "\"a\"")
                        + "}]}",
                "options of question 'q': two have the id 'a'");
        assertRefused(
                FEEDBACK, "{\"questions\":[" + question + "," + question + "]}", "questions: two have the id 'q'");
        assertRefused(FEEDBACK, "{\"questions\":[" + question.replace("\"q\"", "\"\"") + "]}", "id is blank");
        assertRefused(
                FEEDBACK, "{\"questions\":[" + question.replace("Which?", " ") + "]}", "text of question 'q' is blank");
        assertRefused(
                FEEDBACK,
                "{\"questions\":[" + question.replace("\"A\"", "\"\"") + "]}",
                "label of option 'a' is blank");
    }

    private static void assertRefused(ToolDefinition tool, String arguments, String part) {
        assertThatThrownBy(() -> tool.parameters().check(arguments))
                .isInstanceOf(InvalidArgumentsException.class)
                .hasMessageContaining(part);
    }
}
