package ai.kern.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tools in classes that are compiled here, the way that a test's own classes are not. */
@Tag("TOOL-1")
class ForeignModuleTest {
    private static final String HIDDEN_TOOL = """
            package acme.tools;
            import ai.kern.tool.Param;
            import ai.kern.tool.Tool;
            class Files {
                @Tool public String read(@Param(name = "path") String path) { return "read " + path; }
            }
            """;

    private static final String PUBLIC_TOOL = """
            package acme.tools;
            import ai.kern.tool.Param;
            import ai.kern.tool.Tool;
            public class Files {
                @Tool public String read(@Param(name = "path") String path) { return "read " + path; }
            }
            """;

    private static final String HIDDEN_RECORD = """
            package acme.tools;
            import ai.kern.tool.Param;
            import ai.kern.tool.Tool;
            public class Files {
                @Tool public String read(@Param(name = "args") Args args) { return "read " + args.path(); }
                record Args(String path) {}
            }
            """;

    @TempDir
    Path folder;

    private void compile(String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "-d",
                folder.resolve("classes").toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                "-nowarn"));
        all.addAll(List.of(arguments));
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, System.err, all.toArray(new String[0])))
                .isZero();
    }

    private String source(String path, String text) throws Exception {
        Path file = folder.resolve("source").resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text).toString();
    }

    /** An object of {@code acme.tools.Files} in a module of its own, which exports only the package of its maker. */
    private Object inModule(String directives, String tools) throws Exception {
        compile(
                "--add-reads",
                "acme.tools=ALL-UNNAMED",
                source("module-info.java", "module acme.tools { exports acme.maker; " + directives + " }"),
                source("acme/tools/Files.java", tools),
                source("acme/tools/Factory.java", """
                        package acme.tools;
                        public class Factory { public static Object make() { return new Files(); } }
                        """),
                source("acme/maker/Maker.java", """
                        package acme.maker;
                        public class Maker { public static Object make() { return acme.tools.Factory.make(); } }
                        """));
        ModuleLayer boot = ModuleLayer.boot();
        Configuration configuration = boot.configuration()
                .resolve(ModuleFinder.of(folder.resolve("classes")), ModuleFinder.of(), Set.of("acme.tools"));
        ModuleLayer.Controller layer = ModuleLayer.defineModulesWithOneLoader(
                configuration, List.of(boot), ForeignModuleTest.class.getClassLoader());
        Module module = layer.layer().findModule("acme.tools").orElseThrow();
        layer.addReads(module, ForeignModuleTest.class.getModule());
        return Class.forName("acme.maker.Maker", true, module.getClassLoader())
                .getMethod("make")
                .invoke(null);
    }

    private static Object call(Object tools, String arguments) throws Exception {
        ToolDefinition tool = ToolSet.collect(List.of(tools)).find("read").orElseThrow();
        return tool.body().call(tool.parameters().check(arguments), new StubContext());
    }

    @Test
    void aClassThatItsModuleDoesNotOpenIsAnErrorThatNamesTheCure() throws Exception {
        Object hidden = inModule("", HIDDEN_TOOL);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ToolSet.collect(List.of(hidden)))
                .withMessageContainingAll(
                        "acme.tools.Files.read(String)",
                        "module acme.tools does not open package acme.tools",
                        "opens acme.tools to ai.kern.core, tools.jackson.databind;");
    }

    @Test
    void aPublicClassThatIsNotExportedNeedsToBeOpenedToo() throws Exception {
        Object hidden = inModule("", PUBLIC_TOOL);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ToolSet.collect(List.of(hidden)))
                .withMessageContaining("opens acme.tools to ai.kern.core");
    }

    @Test
    void aRecordThatItsModuleDoesNotOpenIsAnErrorBeforeTheModelCallsTheTool() throws Exception {
        Object hidden = inModule("exports acme.tools;", HIDDEN_RECORD);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ToolSet.collect(List.of(hidden)))
                .withMessageContainingAll("'args'", "acme.tools.Files$Args", "opens acme.tools to ai.kern.core");
    }

    @Test
    void aClassThatItsModuleOpensIsATool() throws Exception {
        assertThat(call(inModule("opens acme.tools;", HIDDEN_TOOL), "{\"path\":\"x\"}"))
                .isEqualTo("read x");
    }

    @Test
    void aRecordThatItsModuleOpensIsAParameter() throws Exception {
        assertThat(call(inModule("opens acme.tools;", HIDDEN_RECORD), "{\"args\":{\"path\":\"x\"}}"))
                .isEqualTo("read x");
    }

    @Test
    void aPublicClassThatItsModuleExportsIsATool() throws Exception {
        assertThat(call(inModule("exports acme.tools;", PUBLIC_TOOL), "{\"path\":\"x\"}"))
                .isEqualTo("read x");
    }

    @Test
    void aParameterWithoutANameIsAnErrorThatNamesTheCure() throws Exception {
        compile(source("Nameless.java", """
                public class Nameless {
                    @ai.kern.tool.Tool public void read(String path) {}
                }
                """));
        Object nameless;
        try (var loader = new java.net.URLClassLoader(
                new java.net.URL[] {folder.resolve("classes").toUri().toURL()})) {
            nameless = loader.loadClass("Nameless").getConstructor().newInstance();
        }

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ToolSet.collect(List.of(nameless)))
                .withMessageContainingAll("Nameless.read(String)", "parameter 1", "-parameters", "@Param(name");
    }
}
