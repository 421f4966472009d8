package ai.kern.cookbook;

import static ai.kern.cookbook.ShellScript.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.cookbook.OtherProcess.Ended;
import ai.kern.cookbook.audit.AuditProgram;
import ai.kern.testkit.Script;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedOpenAiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every program of the cookbook can be found, is described as it is, has a test, and fails where it does not hold. */
class ExamplesTest {
    private static final Path SOURCES = ROOT.resolve("cookbook/src/main/java");
    private static final Path TESTS = ROOT.resolve("cookbook/src/test/java/ai/kern/cookbook");

    @TempDir
    Path folder;

    static Set<String> names() {
        return Examples.all().keySet();
    }

    private static String source(Example example) throws IOException {
        return Files.readString(SOURCES.resolve(example.getClass().getName().replace('.', '/') + ".java"));
    }

    private static String testSources() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> tests = Files.list(TESTS)) {
            for (Path test : tests.filter(file -> file.toString().endsWith("ExamplesTest.java"))
                    .toList()) {
                all.append(Files.readString(test));
            }
        }
        return all.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"agents", "approvals", "teams"})
    void everyProgramOfAPackageIsListed(String name) throws IOException {
        List<String> listed = Examples.all().entrySet().stream()
                .filter(example -> example.getKey().startsWith(name + "/"))
                .map(example -> example.getValue().getClass().getSimpleName() + ".java")
                .toList();

        try (Stream<Path> files = Files.list(SOURCES.resolve("ai/kern/cookbook").resolve(name))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .filteredOn(file -> !file.equals("package-info.java"))
                    .isNotEmpty()
                    .containsExactlyInAnyOrderElementsOf(listed);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void aProgramSaysHowItIsRunAndIsOnThePage(String name) throws IOException {
        Example example = Examples.all().get(name);

        assertThat(source(example).replaceAll("\\s*\\n \\*\\s*|\\s+", " "))
                .contains("{@code ./kern example " + name + "}");
        assertThat(Files.readString(ROOT.resolve("docs/examples.md")))
                .contains("| `" + name + "` | " + example.shows() + " |\n");
    }

    @ParameterizedTest
    @MethodSource("names")
    void aProgramHasATest(String name) throws IOException {
        assertThat(testSources()).contains("run(\"" + name + "\")");
    }

    @Test
    void thePageNamesNoProgramThatThereIsNot() throws IOException {
        assertThat(Files.readString(ROOT.resolve("docs/examples.md")).lines())
                .filteredOn(line -> line.startsWith("| `"))
                .hasSameSizeAs(names());
    }

    private Ended program(Map<String, String> environment, String... arguments) throws Exception {
        return OtherProcess.java(folder, environment, "", ExampleProgram.class, arguments);
    }

    @Test
    void withoutANameAllAreListed() throws Exception {
        Ended ended = program(Map.of());

        assertThat(ended.exitCode()).isZero();
        List<String> listed = new ArrayList<>();
        ended.out().lines().forEach(line -> listed.add(line.substring(0, line.indexOf(' '))));
        assertThat(listed).containsExactlyElementsOf(names());
    }

    @Test
    void aProgramRunsInAProcessOfItsOwnAndLeavesNothingBehind() throws Exception {
        Ended ended = program(Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary()), "approvals/basic");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out())
                .startsWith("No OPENAI_API_KEY or OPENAI_BASE_URL is set: a scripted server")
                .contains("Checked: the approved call ran once.");
        try (Stream<Path> left = Files.list(temporary())) {
            assertThat(left).noneMatch(file -> file.getFileName().toString().startsWith("kern-example"));
        }
    }

    @Test
    void aProgramLeavesItsDatabaseInAFolderThatIsNamedAndIsNotPlayedOverIt() throws Exception {
        Ended ended = program(Map.of(), "approvals/basic", "--dir", "tried");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        Ended verified = OtherProcess.java(folder, Map.of(), "", AuditProgram.class, "verify", "--db", "tried/app.db");
        assertThat(verified.out()).contains("Read:        4 entries of 1 run", "GOOD");

        Ended again = program(Map.of(), "approvals/basic", "--dir", "tried");
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.err()).contains("--dir tried is not empty");
    }

    @Test
    void theCommandThatAProgramTellsOfVerifiesTheTrailThatItLeaves() throws Exception {
        Ended ended = program(Map.of(), "approvals/verify-the-trail", "--dir", "a trail");
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        String found = lineOf(ended, "Found: ");

        Ended verified = kern(lineOf(ended, "Afterwards: "));

        assertThat(verified.out())
                .contains("1 checkpoint, 1 kept elsewhere", "First bad:   " + found + "\n")
                .doesNotContain("Not checked", "Also bad");
        assertThat(verified.exitCode()).isEqualTo(1);
    }

    private static String lineOf(Ended ended, String begin) {
        List<String> lines =
                ended.out().lines().filter(line -> line.startsWith(begin)).toList();
        assertThat(lines).as(ended.out()).hasSize(1);
        return lines.get(0).substring(begin.length());
    }

    /** Calls a command that somebody was told, in a folder in which {@code ./kern} has been built. */
    private Ended kern(String command) throws Exception {
        assertThat(command).startsWith("./kern audit ");
        String program = OtherProcess.javaCommand(AuditProgram.class).stream()
                .map(ShellWord::of)
                .collect(Collectors.joining(" "));
        ShellScript.write(folder.resolve("kern"), "#!/usr/bin/env bash\nshift\nexec " + program + " \"$@\"\n");
        return OtherProcess.call(folder, Map.of(), "bash", "-c", command);
    }

    @Test
    void aProgramWhoseFilesAreDeletedTellsHowTheyStay() throws Exception {
        Ended ended = program(Map.of(), "approvals/verify-the-trail");

        assertThat(lineOf(ended, "Afterwards, if --dir DIR was given: "))
                .isEqualTo("./kern audit verify --db DIR/app.db --key-file DIR/audit.key"
                        + " --checkpoints DIR/checkpoints.jsonl");
    }

    @ParameterizedTest
    @ValueSource(strings = {"approvals/basic --dir", "--dir x approvals/basic"})
    void aFolderStandsBehindTheName(String arguments) throws Exception {
        Ended ended = program(Map.of(), arguments.split(" "));

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("--dir needs a folder");
    }

    private Path temporary() throws IOException {
        return Files.createDirectories(folder.resolve("tmp"));
    }

    @Test
    void aProgramFailsLoudlyWhereARealModelDoesOtherwise() throws Exception {
        try (ScriptedOpenAiServer server = ScriptedOpenAiServer.start(ScriptedAnswer.text("I would rather not."))) {
            Ended ended = program(Map.of("OPENAI_BASE_URL", server.baseUrl()), "approvals/basic");

            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.out()).contains(server.baseUrl(), "I would rather not.");
            assertThat(ended.err())
                    .contains("kern example approvals/basic: this does not hold: the run waits")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aServerThatRefusesIsOneLine() throws Exception {
        try (ScriptedOpenAiServer server =
                ScriptedOpenAiServer.startWithKey("the-right-key", Script.inOrder(ScriptedAnswer.text("never")))) {
            Ended ended = program(
                    Map.of("OPENAI_BASE_URL", server.baseUrl(), "OPENAI_API_KEY", "another-key"), "approvals/basic");

            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.err())
                    .startsWith("kern example approvals/basic: run ")
                    .contains("401")
                    .doesNotContain("\tat ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"approvals/nothing", "approvals/basic more"})
    void aNameThatThereIsNotIsNamed(String arguments) throws Exception {
        Ended ended = program(Map.of(), arguments.split(" "));

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("there is no '" + arguments + "'", "./kern examples");
    }
}
