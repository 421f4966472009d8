package ai.kern.specs.misuse;

import static ai.kern.specs.misuse.Refusals.assertNullRefused;
import static ai.kern.specs.misuse.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.agent.AgentBuilder;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.run.RunHook;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import ai.kern.tool.Tool;
import ai.kern.tool.Toolkit;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentBuilderMisuseTest {

    static class Clock {
        @Tool
        String now() {
            return "now";
        }
    }

    static class Unmarked {
        String now() {
            return "now";
        }
    }

    static class KeptConfirmation {
        @Tool(requiresConfirmation = true, cacheFor = "PT1M")
        String now() {
            return "now";
        }
    }

    static class WrongTimeout {
        @Tool(timeout = "30s")
        String now() {
            return "now";
        }
    }

    static class WrongName {
        @Tool(name = "what time is it?")
        String now() {
            return "now";
        }
    }

    static class NotReadyYet {
        @Tool
        CompletableFuture<String> now() {
            return CompletableFuture.completedFuture("now");
        }
    }

    private static AgentBuilder builder() {
        return Agent.builder().model(ScriptedModel.of(ScriptedAnswer.text("done")));
    }

    private static FunctionTool.Builder<Map<String, Object>> now() {
        return FunctionTool.builder("now").call((arguments, context) -> "now");
    }

    @Test
    void anAgentWithoutModel() {
        assertRefused(
                IllegalStateException.class, () -> Agent.builder().name("Files").build(), "needs a model", "model(");
    }

    @Test
    void aNullInPlaceOfAPart() {
        assertNullRefused(() -> builder().model(null), "model");
        assertNullRefused(() -> builder().instructions(null), "instructions");
        assertNullRefused(() -> builder().db(null), "db");
        assertNullRefused(() -> builder().batch(null), "batch");
        assertNullRefused(() -> builder().clock(null), "clock");
        assertNullRefused(() -> builder().contextPropagator(null), "propagator");
        assertNullRefused(() -> builder().id(null), "id");
        assertNullRefused(() -> builder().name(null), "name");
    }

    @Test
    void aNullAmongTheHooks() {
        assertNullRefused(() -> builder().runHooks(new RunHook() {}, null), "run hook", "null");
        assertNullRefused(() -> builder().toolHooks(invocation -> invocation.proceed(), null), "tool hook", "null");
    }

    @Test
    void aNullAmongTheTools() {
        assertRefused(
                IllegalArgumentException.class,
                () -> builder().tools(new Clock(), null).build(),
                "a tool is null",
                "leave it out");
        assertRefused(
                IllegalArgumentException.class,
                () -> builder().tools(Arrays.asList(new Clock(), null)).build(),
                "a tool is null",
                "leave it out");
    }

    @Test
    void aNullAmongTheObjects() {
        Map<String, Object> objects = new HashMap<>();
        objects.put("clock", null);

        assertNullRefused(() -> builder().objects(objects).build(), "object 'clock'", "leave it out");
        assertNullRefused(
                () -> builder().objects(Collections.singletonMap(null, 1)).build(), "name of an object");
    }

    @Test
    void aNameOrIdThatNoDatabaseKeepsAsItIs() {
        assertRefused(IllegalArgumentException.class, () -> builder().id(" "), "agent's id", "not blank");
        assertRefused(IllegalArgumentException.class, () -> builder().name(""), "agent's name", "not blank");
        assertRefused(IllegalArgumentException.class, () -> builder().name("a\nb"), "agent's name", "control");
        assertRefused(
                IllegalArgumentException.class,
                () -> builder().id("x".repeat(201)),
                "agent's id",
                "1 to 200",
                "this one has 201");
    }

    @Test
    void anAgentOnADurableDatabaseWithoutAStableId(@TempDir Path folder) {
        try (SqliteDb db = SqliteDb.open(folder.resolve("kern.db"))) {
            assertRefused(
                    IllegalStateException.class,
                    () -> builder().db(db).build(),
                    "durable database",
                    "id(…)",
                    "name(…)");
            assertRefused(
                    IllegalStateException.class,
                    () -> builder().db(db).name("!!!").build(),
                    "durable database",
                    "letters or digits");
            assertThat(builder().db(db).name("Files of Ann").build().id()).isEqualTo("files-of-ann");
        }
    }

    @Test
    void aNegativeLimit() {
        assertRefused(IllegalArgumentException.class, () -> builder().toolCallLimit(-1), "0 or more", "not -1");
    }

    @Test
    void aClassInPlaceOfItsObject() {
        assertRefused(
                IllegalArgumentException.class,
                () -> builder().tools(Clock.class).build(),
                "AgentBuilderMisuseTest$Clock",
                "give an instance of it");
    }

    @Test
    void anObjectWithoutATool() {
        assertRefused(
                IllegalArgumentException.class,
                () -> builder().tools(new Unmarked()).build(),
                "Unmarked",
                "no method with @Tool",
                "Add one, or give a FunctionTool");
        assertRefused(
                IllegalArgumentException.class,
                () -> builder().tools("now").build(),
                "java.lang.String is no tool",
                "Add one, or give a FunctionTool");
    }

    @Test
    void aFunctionToolWithoutAFunction() {
        assertRefused(
                IllegalStateException.class,
                () -> builder().tools(FunctionTool.builder("now")).build(),
                "tool now does nothing",
                "add call(...)");
    }

    @Test
    void parametersBehindTheCallWhoseTypeTheyDecide() {
        assertRefused(
                IllegalStateException.class,
                () -> now().parameters("{\"type\":\"object\"}"),
                "tool now",
                "parameters stands before call");
    }

    @Test
    void aNameThatNoModelTakes() {
        assertRefused(
                IllegalArgumentException.class,
                () -> builder().tools(new WrongName()).build(),
                "'what time is it?'",
                "a-z A-Z 0-9 _ -",
                "Give it another name");
        assertRefused(
                IllegalArgumentException.class,
                () -> builder()
                        .tools(FunctionTool.builder("").call((a, c) -> 1))
                        .build(),
                "Give it another name");
    }

    @Test
    void aDurationThatIsNone() {
        assertRefused(
                IllegalArgumentException.class,
                () -> builder().tools(new WrongTimeout()).build(),
                "now",
                "'30s'",
                "such as PT30S");
        assertRefused(
                IllegalArgumentException.class,
                () -> builder().tools(now().timeout(Duration.ZERO)).build(),
                "tool now",
                "timeout is PT0S",
                "at least 1 ms");
        assertRefused(
                IllegalArgumentException.class,
                () -> builder().tools(now().cacheFor(Duration.ofSeconds(-1))).build(),
                "tool now",
                "cacheFor is PT-1S",
                "at least 1 ms");
        assertRefused(
                IllegalArgumentException.class,
                () -> builder()
                        .tools(now().timeout(ChronoUnit.FOREVER.getDuration()))
                        .build(),
                "tool now",
                "timeout",
                "at most 365 days");
    }

    @Test
    void aResultThatIsNotThereYet() {
        assertRefused(
                IllegalArgumentException.class,
                () -> builder().tools(new NotReadyYet()).build(),
                "now",
                "CompletableFuture",
                "return the value");
    }

    @Test
    void marksThatContradictEachOther() {
        assertRefused(
                IllegalArgumentException.class,
                () -> builder().tools(now().idempotent().onceOnly()).build(),
                "tool now",
                "idempotent and onceOnly",
                "Keep one of them");
    }

    @Test
    void aMarkThatWouldBeIgnored() {
        assertRefused(
                IllegalArgumentException.class,
                () -> builder().tools(now().editable()).build(),
                "tool now",
                "editable has no effect",
                "calls are free",
                "Leave it out");
        assertRefused(
                IllegalArgumentException.class,
                () -> builder().tools(new KeptConfirmation()).build(),
                "tool now",
                "cacheFor has no effect",
                "a person confirms",
                "Leave it out");
    }

    @Test
    void inputOfAPersonThatTheToolHasNoPlaceFor() {
        assertRefused(
                IllegalArgumentException.class,
                () -> builder().tools(now().requiresUserInput()).build(),
                "tool now",
                "no parameters that a person could give");
        assertRefused(
                IllegalArgumentException.class,
                () -> builder()
                        .tools(FunctionTool.builder("send")
                                .parameters("{\"type\":\"object\",\"properties\":{\"to\":{\"type\":\"string\"}}}")
                                .requiresUserInput("recipient")
                                .call((arguments, context) -> 1))
                        .build(),
                "tool send",
                "'recipient'",
                "its parameters are to");
    }

    @Test
    void aListOfAToolkitThatNamesNothing() {
        assertRefused(
                IllegalArgumentException.class,
                () -> builder()
                        .tools(Toolkit.of(new Clock()).requiresConfirmation())
                        .build(),
                "requiresConfirmation() names no tool");
    }

    @Test
    void aSchemaThatIsNone() {
        assertRefused(
                IllegalArgumentException.class,
                () -> FunctionTool.builder("now").parameters("{\"type\":\"string\"}"),
                "tool now",
                "not of type object",
                "start with");
        assertRefused(
                IllegalArgumentException.class,
                () -> FunctionTool.builder("now").parameters("type: object"),
                "tool now",
                "is not JSON");
    }

    @Test
    void whatIsBuiltDoesNotChangeWithItsBuilder() {
        AgentBuilder builder = builder().name("First");
        Agent first = builder.build();
        builder.name("Second").tools(List.of(new Clock()));

        assertThat(first.name()).isEqualTo("First");
        assertThat(first.id()).isEqualTo("first");
    }
}
