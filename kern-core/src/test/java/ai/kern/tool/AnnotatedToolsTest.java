package ai.kern.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("TOOL-1")
class AnnotatedToolsTest {
    private static final ToolContext CONTEXT = new StubContext();

    private static ToolDefinition only(Object object) {
        ToolSet tools = ToolSet.collect(List.of(object));
        assertThat(tools.all()).hasSize(1);
        return tools.all().get(0);
    }

    private static @Nullable Object call(ToolDefinition tool, String arguments) throws Exception {
        return tool.body().call(tool.parameters().check(arguments), CONTEXT);
    }

    static class FileTools {
        final List<String> deleted = new ArrayList<>();

        @Tool(description = "Delete a file.", requiresConfirmation = true)
        String deleteFile(@Param(name = "path", description = "Relative path") String where, ToolContext context) {
            deleted.add(where);
            return "deleted " + where + " in " + context.runId();
        }

        String notATool(String text) {
            return text;
        }
    }

    @Test
    void aMethodIsAToolWithItsNameDescriptionAndSchema() throws Exception {
        FileTools files = new FileTools();

        ToolDefinition tool = only(files);

        assertThat(tool.name()).isEqualTo("delete_file");
        assertThat(tool.description()).isEqualTo("Delete a file.");
        assertThat(tool.protection()).isEqualTo(Protection.CONFIRMATION);
        assertThat(tool.spec().parametersSchema())
                .isEqualTo(
                        "{\"type\":\"object\",\"properties\":{\"path\":{\"type\":\"string\",\"description\":\"Relative path\"}},"
                                + "\"required\":[\"path\"],\"additionalProperties\":false}");
        assertThat(call(tool, "{\"path\":\"a.txt\"}")).isEqualTo("deleted a.txt in run");
        assertThat(files.deleted).containsExactly("a.txt");
    }

    @ParameterizedTest
    @CsvSource({
        "deleteFile,delete_file",
        "deleteURLNow,delete_url_now",
        "URL,url",
        "getURL,get_url",
        "read,read",
        "md5Sum,md5_sum",
        "a1B2,a1_b2",
        "already_snake,already_snake",
        "HTTPServerError,http_server_error"
    })
    void aMethodsNameBecomesSnakeCase(String method, String tool) {
        assertThat(ToolNames.snakeCase(method)).isEqualTo(tool);
    }

    static class Options {
        @Tool(
                name = "pay-Now",
                requiresConfirmation = true,
                idempotent = true,
                editable = true,
                timeout = "PT30S",
                parallel = false,
                stopAfterCall = true,
                showResult = true)
        void pay() {}

        @Tool(onceOnly = true, cacheFor = "PT1H")
        void look() {}
    }

    @Test
    void everyMarkIsRead() {
        ToolSet tools = ToolSet.collect(List.of(new Options()));
        ToolDefinition pay = tools.find("pay-Now").orElseThrow();
        ToolDefinition look = tools.find("look").orElseThrow();

        assertThat(List.of(pay.idempotent(), pay.editable(), pay.stopAfterCall(), pay.showResult()))
                .containsOnly(true);
        assertThat(List.of(look.idempotent(), look.editable(), look.stopAfterCall(), look.showResult()))
                .containsOnly(false);
        assertThat(pay.protection()).isEqualTo(Protection.CONFIRMATION);
        assertThat(look.protection()).isEqualTo(Protection.NONE);
        assertThat(pay.parallel()).isFalse();
        assertThat(look.parallel()).isTrue();
        assertThat(pay.onceOnly()).isFalse();
        assertThat(look.onceOnly()).isTrue();
        assertThat(pay.timeout()).contains(Duration.ofSeconds(30));
        assertThat(look.timeout()).isEmpty();
        assertThat(pay.cacheFor()).isEmpty();
        assertThat(look.cacheFor()).contains(Duration.ofHours(1));
    }

    static class Parameters {
        @Tool
        String join(
                String text,
                @Nullable String nullable,
                @Param(required = false) Integer notRequired,
                Optional<LocalDate> day,
                List<Long> numbers,
                int... more) {
            return text + "|" + nullable + "|" + notRequired + "|" + day + "|" + numbers + "|" + more.length;
        }
    }

    @Test
    void argumentsReachTheirParametersAndAbsentOnesAreEmpty() throws Exception {
        ToolDefinition tool = only(new Parameters());

        assertThat(tool.parameters().propertyNames())
                .containsExactly("text", "nullable", "notRequired", "day", "numbers", "more");
        assertThat(call(tool, "{\"text\":\"a\",\"numbers\":[9007199254740993],\"more\":[1,2]}"))
                .isEqualTo("a|null|null|Optional.empty|[9007199254740993]|2");
        assertThat(
                        call(
                                tool,
                                "{\"text\":\"a\",\"numbers\":[],\"more\":[],\"day\":\"2026-01-31\",\"nullable\":\"b\",\"notRequired\":3}"))
                .isEqualTo("a|b|3|Optional[2026-01-31]|[]|0");
    }

    @Test
    @Tag("TOOL-2")
    void anArgumentThatItsParameterCannotTakeIsRefusedByTheCheck() {
        ToolSchema schema = only(new Parameters()).parameters();

        assertThatThrownBy(
                        () -> schema.check("{\"text\":\"a\",\"numbers\":[9223372036854775808],\"more\":[3000000000]}"))
                .isInstanceOf(InvalidArgumentsException.class)
                .hasMessageContaining("numbers[0]: ")
                .hasMessageContaining("more[0]: ");
    }

    static class Throwing {
        @Tool
        void checked() throws FileNotFoundException {
            throw new FileNotFoundException("gone");
        }

        @Tool
        void error() {
            throw new AssertionError("broken");
        }

        @Tool
        void interrupted() throws InterruptedException {
            throw new InterruptedException("stop");
        }
    }

    @Test
    void whatAMethodThrowsReachesTheCallerAsItIs() {
        ToolSet tools = ToolSet.collect(List.of(new Throwing()));

        assertThatThrownBy(() -> call(tools.find("checked").orElseThrow(), "{}"))
                .isExactlyInstanceOf(FileNotFoundException.class)
                .hasMessage("gone");
        assertThatThrownBy(() -> call(tools.find("error").orElseThrow(), "{}"))
                .isExactlyInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> call(tools.find("interrupted").orElseThrow(), "{}"))
                .isExactlyInstanceOf(InterruptedException.class);
    }

    static class Statics {
        @Tool
        private static String twice(String text) {
            return text + text;
        }
    }

    @Test
    void staticAndPrivateMethodsWork() throws Exception {
        assertThat(call(only(new Statics()), "{\"text\":\"ab\"}")).isEqualTo("abab");
    }

    static class Overloaded {
        @Tool
        void send(String text) {}

        @Tool
        void send(int number) {}
    }

    @Test
    @Tag("TOOL-5")
    void overloadedMethodsAreTwoToolsOfOneName() {
        assertInvalid(new Overloaded(), "send", "Overloaded.send(String)", "Overloaded.send(int)");
    }

    static class Plain {
        void method() {}
    }

    static class BadName {
        @Tool(name = "delete file")
        void method() {}
    }

    static class BadDuration {
        @Tool(timeout = "30s")
        void method() {}
    }

    static class ZeroDuration {
        @Tool(cacheFor = "PT0S")
        void method() {}
    }

    static class BadType {
        @Tool
        void method(List<?> anything) {}
    }

    static class Later {
        @Tool
        CompletableFuture<String> method() {
            return new CompletableFuture<>();
        }
    }

    static class OptionalPrimitive {
        @Tool
        void method(@Param(required = false) boolean force) {}
    }

    static class MethodVariable {
        @Tool
        <T> void method(T anything) {}
    }

    @Test
    void whatCannotBeAToolIsAnErrorThatNamesItAndTheCure() {
        assertInvalid(new Plain(), "AnnotatedToolsTest$Plain", "no method with @Tool");
        assertInvalid(new BadName(), "'delete file'", "BadName.method()", "1 to 64");
        assertInvalid(new BadDuration(), "BadDuration.method()", "'30s'", "PT30S");
        assertInvalid(new ZeroDuration(), "cacheFor", "at least 1 ms");
        assertInvalid(new BadType(), "BadType.method(List)", "'anything'", "?", "use a type");
        assertInvalid(new Later(), "Later.method()", "CompletableFuture", "return the value");
        assertInvalid(new OptionalPrimitive(), "'force'", "boolean", "wrapper class");
        assertInvalid(new MethodVariable(), "'anything'", "type variable T");
    }

    private static void assertInvalid(Object source, String... parts) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ToolSet.collect(List.of(source)))
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }
}
