package ai.kern.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What methods say of the methods that override them. */
@Tag("TOOL-1")
class OverriddenToolsTest {
    private static final ToolContext CONTEXT = new StubContext();

    private static ToolDefinition only(Object object) {
        ToolSet tools = ToolSet.collect(List.of(object));
        assertThat(tools.all()).hasSize(1);
        return tools.all().get(0);
    }

    private static @Nullable Object call(ToolDefinition tool, String arguments) throws Exception {
        return tool.body().call(tool.parameters().check(arguments), CONTEXT);
    }

    interface Saver<T> {
        @Tool(description = "Save it.", requiresConfirmation = true)
        String save(@Param(name = "item", description = "What to save.") T item);
    }

    record Note(String text) {}

    static class NoteSaver implements Saver<Note> {
        @Override
        public String save(Note note) {
            return "saved " + note.text();
        }
    }

    @Test
    void aMarkOnAnInterfaceHoldsForItsImplementation() throws Exception {
        ToolDefinition tool = only(new NoteSaver());

        assertThat(tool.protection()).isEqualTo(Protection.CONFIRMATION);
        assertThat(tool.description()).isEqualTo("Save it.");
        assertThat(tool.parameters().property("item").orElseThrow()).contains("\"text\"", "What to save.");
        assertThat(call(tool, "{\"item\":{\"text\":\"hi\"}}")).isEqualTo("saved hi");
    }

    interface Reader {
        @Tool(requiresConfirmation = true)
        String read(@Param(name = "path") String path);
    }

    @Test
    void aMarkOnAnInterfaceHoldsForALambda() throws Exception {
        Reader reader = path -> "read " + path;

        ToolDefinition tool = only(reader);

        assertThat(tool.protection()).isEqualTo(Protection.CONFIRMATION);
        assertThat(call(tool, "{\"path\":\"x\"}")).isEqualTo("read x");
    }

    abstract static class Base {
        @Tool(description = "General.", idempotent = true)
        abstract String pay(@Param(name = "to") String to);
    }

    static class Middle extends Base {
        @Override
        @Tool(requiresConfirmation = true, timeout = "PT5S")
        String pay(String recipient) {
            return "middle " + recipient;
        }
    }

    static class Leaf extends Middle {
        @Override
        @Tool(description = "Special.", timeout = "PT5S")
        String pay(String whom) {
            return "leaf " + whom;
        }
    }

    @Test
    void marksOfOverriddenMethodsAreUnited() throws Exception {
        ToolDefinition tool = only(new Leaf());

        assertThat(tool.protection()).isEqualTo(Protection.CONFIRMATION);
        assertThat(tool.idempotent()).isTrue();
        assertThat(tool.timeout()).contains(Duration.ofSeconds(5));
        assertThat(tool.description()).isEqualTo("Special.");
        assertThat(call(tool, "{\"to\":\"ann\"}")).isEqualTo("leaf ann");
    }

    static class Silent extends Middle {
        @Override
        String pay(String to) {
            return "silent " + to;
        }
    }

    @Test
    void anOverrideWithoutAMarkLosesNone() throws Exception {
        ToolDefinition tool = only(new Silent());

        assertThat(tool.protection()).isEqualTo(Protection.CONFIRMATION);
        assertThat(call(tool, "{\"to\":\"ann\"}")).isEqualTo("silent ann");
    }

    static class OtherTimeout extends Middle {
        @Override
        @Tool(timeout = "PT6S")
        String pay(String to) {
            return to;
        }
    }

    static class OtherName extends Leaf {
        @Override
        @Tool(name = "transfer")
        String pay(String to) {
            return to;
        }
    }

    static class ThirdName extends OtherName {
        @Override
        @Tool(name = "send")
        String pay(String to) {
            return to;
        }
    }

    static class OtherParameterName extends Middle {
        @Override
        String pay(@Param(name = "recipient") String to) {
            return to;
        }
    }

    @Test
    void marksThatContradictEachOtherAreErrors() {
        assertInvalid(new OtherTimeout(), "OtherTimeout.pay(String)", "timeout", "PT6S", "PT5S");
        assertThat(only(new OtherName()).name()).isEqualTo("transfer");
        assertInvalid(new ThirdName(), "ThirdName.pay(String)", "name", "send", "transfer");
        assertInvalid(new OtherParameterName(), "parameter 1", "recipient", "to");
    }

    static class ExternalOverride extends Middle {
        @Override
        @Tool(externalExecution = true)
        String pay(String to) {
            return to;
        }
    }

    @Test
    @Tag("TOOL-3")
    void protectionsOfOverriddenMethodsExcludeEachOtherToo() {
        assertInvalid(new ExternalOverride(), "pay", "requiresConfirmation and externalExecution");
    }

    interface Generic<T extends Comparable<T>> {
        @Tool
        default String first(@Param(name = "values") List<T> values, @Param(name = "array") T[] array) {
            return values.get(0) + " of " + array.length;
        }
    }

    static class Dates implements Generic<Day> {}

    record Day(int day) implements Comparable<Day> {
        @Override
        public int compareTo(Day other) {
            return day - other.day;
        }
    }

    static class OverriddenDates implements Generic<Day> {
        @Override
        public String first(List<Day> values, Day[] array) {
            return "mine";
        }
    }

    @Test
    void typeVariablesAreResolvedThroughTheClassesAbove() throws Exception {
        String arguments = "{\"values\":[{\"day\":3}],\"array\":[{\"day\":4}]}";

        assertThat(call(only(new Dates()), arguments)).isEqualTo("Day[day=3] of 1");
        assertThat(call(only(new OverriddenDates()), arguments)).isEqualTo("mine");
    }

    static class Hiding {
        @Tool(name = "hidden")
        private String run() {
            return "hiding";
        }
    }

    static class Hidden extends Hiding {
        @Tool(name = "own", requiresConfirmation = true)
        public String run() {
            return "hidden";
        }
    }

    @Test
    void aPrivateMethodIsOverriddenByNobody() throws Exception {
        ToolSet tools = ToolSet.collect(List.of(new Hidden()));

        assertThat(call(tools.find("hidden").orElseThrow(), "{}")).isEqualTo("hiding");
        assertThat(call(tools.find("own").orElseThrow(), "{}")).isEqualTo("hidden");
        assertThat(tools.find("hidden").orElseThrow().protection()).isEqualTo(Protection.NONE);
    }

    private static void assertInvalid(Object source, String... parts) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ToolSet.collect(List.of(source)))
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }
}
