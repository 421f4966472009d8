package ai.kern.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ToolkitTest {
    static class Files {
        @Tool
        String read(@Param(name = "path") String path) {
            return "read " + path;
        }

        @Tool
        String write(@Param(name = "path") String path, @Param(name = "text") String text) {
            return "wrote " + path;
        }

        @Tool(requiresConfirmation = true)
        String delete(@Param(name = "path") String path) {
            return "deleted " + path;
        }
    }

    private static final Toolkit FILES = Toolkit.of(new Files());

    private static ToolSet collect(Object... sources) {
        return ToolSet.collect(List.of(sources));
    }

    private static ToolDefinition tool(Toolkit toolkit, String name) {
        return collect(toolkit).find(name).orElseThrow();
    }

    @Test
    @Tag("TOOL-1")
    void aToolkitHoldsToolsOfEveryKind() {
        Toolkit all = Toolkit.of(
                new Files(),
                FunctionTool.builder("now").call((args, context) -> 1).build(),
                FunctionTool.builder("later").call((args, context) -> 1),
                Toolkit.of(List.of(new UserInputTools())));

        assertThat(collect(all).names()).containsExactly("delete", "read", "write", "now", "later", "get_user_input");
    }

    @Test
    void includeAndExcludeChooseTools() {
        assertThat(collect(FILES.include("read", "write")).names()).containsExactly("read", "write");
        assertThat(collect(FILES.include("read").include("write")).names()).containsExactly("read", "write");
        assertThat(collect(FILES.exclude("read")).names()).containsExactly("delete", "write");
        assertThat(collect(FILES.include("read", "write").exclude("write")).names())
                .containsExactly("read");
        assertThat(collect(FILES).names()).containsExactly("delete", "read", "write");
    }

    @Test
    void listsMarkTheirToolsOnly() {
        Toolkit marked = FILES.requiresConfirmation("read", "delete")
                .requiresUserInput("write", "path")
                .stopAfterCall("read")
                .showResult("write");

        assertThat(tool(marked, "read").protection()).isEqualTo(Protection.CONFIRMATION);
        assertThat(tool(marked, "delete").protection()).isEqualTo(Protection.CONFIRMATION);
        assertThat(tool(marked, "write").protection()).isEqualTo(Protection.USER_INPUT);
        assertThat(tool(marked, "write").userInputFields()).containsExactly("path");
        assertThat(tool(marked, "write").modelParameters().propertyNames()).containsExactly("text");
        assertThat(tool(marked, "read").stopAfterCall()).isTrue();
        assertThat(tool(marked, "write").stopAfterCall()).isFalse();
        assertThat(tool(marked, "write").showResult()).isTrue();
        assertThat(tool(FILES.externalExecution("read"), "read").protection()).isEqualTo(Protection.EXTERNAL_EXECUTION);
        assertThat(tool(FILES, "read").protection()).isEqualTo(Protection.NONE);
    }

    @Test
    @Tag("TOOL-4")
    void aNameThatTheToolkitLacksIsAnErrorThatListsTheNamesThereAre() {
        assertUnknown(FILES.requiresConfirmation("delte"), "requiresConfirmation(\"delte\")");
        assertUnknown(FILES.requiresUserInput("delte"), "requiresUserInput(\"delte\")");
        assertUnknown(FILES.externalExecution("read", "delte"), "externalExecution(\"delte\")");
        assertUnknown(FILES.stopAfterCall("delte"), "stopAfterCall(\"delte\")");
        assertUnknown(FILES.showResult("delte"), "showResult(\"delte\")");
        assertUnknown(FILES.include("delte"), "include(\"delte\")");
        assertUnknown(FILES.exclude("delte"), "exclude(\"delte\")");
        assertUnknown(Toolkit.of(FILES.requiresConfirmation("delte")), "requiresConfirmation(\"delte\")");
    }

    private static void assertUnknown(Toolkit toolkit, String list) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> collect(toolkit))
                .withMessageContainingAll(list, "delete, read, write");
    }

    @Test
    @Tag("TOOL-4")
    void aToolThatWasLeftOutCannotBeProtected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> collect(FILES.exclude("delete").requiresConfirmation("delete")))
                .withMessageContainingAll("requiresConfirmation(\"delete\")", "read, write");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> collect(FILES.requiresConfirmation("delete").exclude("delete")));
        assertThatIllegalArgumentException().isThrownBy(FILES::requiresConfirmation);
    }

    @Test
    @Tag("TOOL-3")
    void aListAndAnAnnotationExcludeEachOther() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> collect(FILES.externalExecution("delete")))
                .withMessageContainingAll("tool delete", "requiresConfirmation and externalExecution");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> collect(FILES.requiresUserInput("delete", "path")))
                .withMessageContainingAll("tool delete", "requiresConfirmation and requiresUserInput");
    }

    @Test
    @Tag("TOOL-3")
    void twoListsExcludeEachOther() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> collect(FILES.requiresConfirmation("read").externalExecution("read")))
                .withMessageContainingAll("tool read", "requiresConfirmation and externalExecution");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> collect(
                        Toolkit.of(FILES.requiresUserInput("write", "path")).requiresUserInput("write", "text")))
                .withMessageContainingAll("tool write", "userInputFields", "[path]", "[text]");
    }

    @Test
    @Tag("TOOL-5")
    void twoToolsOfOneNameAreAnErrorThatNamesBoth() {
        FunctionTool read =
                FunctionTool.builder("read").call((args, context) -> 1).build();

        for (Object sources :
                List.of(List.of(new Files(), read), Toolkit.of(new Files(), read), List.of(FILES, read))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> collect(sources))
                    .withMessageContainingAll("two tools have the name read", "Files.read(String)", "a function");
        }
        assertThat(collect(FILES.exclude("read"), read).names()).containsExactly("delete", "write", "read");
        assertThatIllegalArgumentException().isThrownBy(() -> collect(new Files(), new Files()));
    }

    @Test
    void toolsComeFromCollectionsArraysAndDefinitions() {
        ToolDefinition now =
                FunctionTool.builder("now").call((args, context) -> 1).build().definition();

        ToolSet tools = collect(new Object[] {new Files()}, List.of(List.of(now)));

        assertThat(tools.names()).containsExactly("delete", "read", "write", "now");
        assertThat(tools.find("now")).containsSame(now);
        assertThat(tools.find("Now")).isEmpty();
        assertThat(tools.specs()).extracting("name").isEqualTo(tools.names());
        assertThat(ToolSet.collect(List.of()).all()).isEmpty();
    }

    @Test
    void whatIsNoToolIsAnErrorThatSaysWhatIsOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> collect(Files.class))
                .withMessageContaining("give an instance");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> collect("delete"))
                .withMessageContainingAll("java.lang.String", "no method with @Tool");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ToolSet.collect(java.util.Arrays.asList(new Files(), null)))
                .withMessageContaining("null");
        assertThatIllegalArgumentException().isThrownBy(() -> collect(new int[] {1}));
    }
}
