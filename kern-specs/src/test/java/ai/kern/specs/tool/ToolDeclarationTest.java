package ai.kern.specs.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.kern.agent.Agent;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import ai.kern.tool.Tool;
import ai.kern.tool.Toolkit;
import ai.kern.tool.UserInputTools;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Mistakes in the declaration of tools: {@code build()} of the agent finds them, on whatever way the tool was declared. */
class ToolDeclarationTest {

    static class Plain {
        @Tool
        String wipe(String path) {
            return "wiped " + path;
        }
    }

    static class Confirmed {
        @Tool(requiresConfirmation = true)
        String wipe(String path) {
            return "wiped " + path;
        }
    }

    static class TwoMarks {
        @Tool(requiresConfirmation = true, externalExecution = true)
        String wipe(String path) {
            return "wiped " + path;
        }
    }

    interface External {
        @Tool(externalExecution = true)
        String wipe(String path);
    }

    static class MarkedByInterface extends Confirmed implements External {
        @Override
        @Tool
        public String wipe(String path) {
            return "wiped " + path;
        }
    }

    static class NoSchema {
        @Tool
        String wipe(Thread thread) {
            return "wiped " + thread;
        }
    }

    private static FunctionTool.Builder<Map<String, Object>> wipe() {
        return FunctionTool.builder("wipe")
                .parameters("{\"type\":\"object\",\"properties\":{\"path\":{\"type\":\"string\"}}}")
                .call((arguments, context) -> "wiped");
    }

    private static void assertRefused(Object[] tools, String... message) {
        ScriptedModel model = ScriptedModel.of(ScriptedAnswer.text("done"));

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Agent.builder().model(model).tools(tools).build())
                .satisfies(refused -> assertThat(refused.getMessage()).contains(message));
    }

    private static Arguments way(String name, Object... tools) {
        return Arguments.of(Named.of(name, tools));
    }

    static Stream<Arguments> twoProtections() {
        return Stream.of(
                way("annotation", new TwoMarks()),
                way("superclass and interface", new MarkedByInterface()),
                way("builder", wipe().requiresConfirmation().requiresUserInput("path")),
                way("built tool", wipe().externalExecution().requiresUserInput("path")),
                way("toolkit over annotation", Toolkit.of(new Confirmed()).externalExecution("wipe")),
                way(
                        "toolkit over builder",
                        Toolkit.of(wipe().requiresConfirmation()).requiresUserInput("wipe")),
                way(
                        "two lists of one toolkit",
                        Toolkit.of(new Plain()).requiresConfirmation("wipe").externalExecution("wipe")),
                way(
                        "toolkit over toolkit",
                        Toolkit.of(Toolkit.of(new Plain()).externalExecution("wipe"))
                                .requiresConfirmation("wipe")),
                way("inside a list", List.of(new TwoMarks())));
    }

    @ParameterizedTest
    @MethodSource("twoProtections")
    @Tag("TOOL-3")
    void twoProtectionsOnOneToolAreRefused(Object[] tools) {
        assertRefused(tools, "wipe", "exclude each other", "Keep one of them");
    }

    static Stream<Arguments> unknownNames() {
        Map<String, UnaryOperator<Toolkit>> lists = Map.of(
                "requiresConfirmation", kit -> kit.requiresConfirmation("wype"),
                "requiresUserInput", kit -> kit.requiresUserInput("wype"),
                "externalExecution", kit -> kit.externalExecution("wype"),
                "stopAfterCall", kit -> kit.stopAfterCall("wype"),
                "showResult", kit -> kit.showResult("wype"),
                "include", kit -> kit.include("wype"),
                "exclude", kit -> kit.exclude("wype"));
        return lists.entrySet().stream()
                .flatMap(list -> Stream.of(new Plain(), wipe())
                        .map(source ->
                                Arguments.of(list.getKey(), list.getValue().apply(Toolkit.of(source)))));
    }

    @ParameterizedTest
    @MethodSource("unknownNames")
    @Tag("TOOL-4")
    void aNameThatTheToolkitLacksIsRefused(String list, Toolkit toolkit) {
        assertRefused(new Object[] {toolkit}, list + "(\"wype\")", "it has wipe");
    }

    static Stream<Arguments> namesThatAreNotThereAnyMore() {
        return Stream.of(
                way(
                        "left out",
                        Toolkit.of(new Plain(), new UserInputTools())
                                .exclude("wipe")
                                .requiresConfirmation("wipe")),
                way(
                        "not included",
                        Toolkit.of(new Plain(), new UserInputTools())
                                .include("get_user_input")
                                .requiresConfirmation("wipe")));
    }

    @ParameterizedTest
    @MethodSource("namesThatAreNotThereAnyMore")
    @Tag("TOOL-4")
    void aNameThatTheToolkitLeavesOutIsRefused(Object[] tools) {
        assertRefused(tools, "requiresConfirmation(\"wipe\")", "it has get_user_input");
    }

    static Stream<Arguments> twoOfOneName() {
        Plain one = new Plain();
        return Stream.of(
                way("two objects", new Plain(), new Confirmed()),
                way("one object twice", one, one),
                way("two builders", wipe(), wipe()),
                way("object and function", new Plain(), wipe().build()),
                way("toolkit and object", Toolkit.of(new Plain()).requiresConfirmation("wipe"), new Plain()),
                way("inside one toolkit", Toolkit.of(new Plain(), wipe())),
                way("two toolkits", Toolkit.of(new Plain()), Toolkit.of(wipe())),
                way("list and object", List.of(wipe()), new Plain()));
    }

    @ParameterizedTest
    @MethodSource("twoOfOneName")
    @Tag("TOOL-5")
    void twoToolsOfOneNameAreRefused(Object[] tools) {
        assertRefused(tools, "two tools have the name wipe", "Rename one of them, or leave it out");
    }

    static Stream<Arguments> noSchema() {
        record WithThread(Thread thread) {}
        return Stream.of(
                Arguments.of("annotation", (Supplier<Object>) NoSchema::new), Arguments.of("builder", (Supplier<Object>)
                        () -> FunctionTool.builder("wipe").parameters(WithThread.class)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("noSchema")
    @Tag("TOOL-1")
    void aTypeWithoutSchemaIsRefusedWithItsNameAndPlace(String way, Supplier<Object> tool) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Agent.builder()
                        .model(ScriptedModel.of(ScriptedAnswer.text("done")))
                        .tools(tool.get())
                        .build())
                .satisfies(refused -> assertThat(refused.getMessage()).contains("wipe", "thread", "java.lang.Thread"));
    }
}
