package ai.kern.cookbook;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.cookbook.OtherProcess.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ./kern}, in a clone that is built already and with a Java that only notes what it is asked for. */
@DisabledOnOs(OS.WINDOWS)
class KernScriptTest {
    @TempDir
    Path folder;

    private Path script;
    private Path calls;
    private Path temporaryFiles;
    private int endOfStart;
    private int endOfProceed;
    private int endOfAudit;

    @BeforeEach
    void makeClone() throws IOException {
        Path clone = folder.resolve("a clone");
        script = ShellScript.copy("kern", clone.resolve("kern"));
        Files.copy(ShellScript.ROOT.resolve("pom.xml"), clone.resolve("pom.xml"));
        Files.createFile(
                Files.createDirectories(clone.resolve("cookbook/target")).resolve("built"));
        calls = folder.resolve("calls");
        temporaryFiles = Files.createDirectory(folder.resolve("tmp"));
        ShellScript.write(folder.resolve("jdk/bin/java"), """
                #!/usr/bin/env bash
                while [[ "$1" != ai.kern.cookbook.* ]]; do shift; done
                printf '%s|' "${@:2}" >>"$CALLS"; echo >>"$CALLS"
                case "$1" in
                    *AuditProgram) exit "$END_OF_AUDIT" ;;
                    *ExampleProgram) exit 0 ;;
                esac
                if [ "$2" = start ]; then printf run-1 >"$5"; exit "$END_OF_START"; else exit "$END_OF_PROCEED"; fi
                """);
    }

    private Ended kern(String... arguments) throws Exception {
        return call(script.toString(), arguments);
    }

    private Ended call(String program, String... arguments) throws Exception {
        Map<String, String> environment = Map.of(
                "JAVA_HOME", folder.resolve("jdk").toString(),
                "TMPDIR", temporaryFiles.toString(),
                "CALLS", calls.toString(),
                "END_OF_START", String.valueOf(endOfStart),
                "END_OF_PROCEED", String.valueOf(endOfProceed),
                "END_OF_AUDIT", String.valueOf(endOfAudit));
        return OtherProcess.call(folder, environment, program, arguments);
    }

    private List<Path> temporaryFolders() throws IOException {
        try (Stream<Path> entries = Files.list(temporaryFiles)) {
            return entries.toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-h", "--help", "help", "demo -h", "demo --help", "examples -h", "example --help"})
    void itSaysHowItIsUsed(String arguments) throws Exception {
        Ended ended = kern(arguments.isEmpty() ? new String[0] : arguments.split(" "));

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out())
                .startsWith("Usage: " + script + " demo [--dir DIR] [--answer approve|reject]")
                .contains(
                        "audit verify|export --db DATABASE",
                        "OPENAI_API_KEY",
                        "OPENAI_BASE_URL",
                        "Exit codes",
                        "--version");
        assertThat(ended.err()).isEmpty();
        assertThat(calls).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-V", "--version"})
    void itSaysItsVersion(String option) throws Exception {
        Ended ended = kern(option);

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out()).matches("kern \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "demo --answer maybe | --answer is approve or reject, not 'maybe'",
                "demo --answer= | --answer is approve or reject, not ''",
                "demo --answer | --answer is approve or reject, not ''",
                "demo --dir | --dir needs a folder",
                "demo --folder x | demo does not take '--folder'",
                "dmeo | there is no program 'dmeo'",
                "example | example needs a name; ",
                "examples all | examples does not take 'all'"
            })
    void aWrongCallIsToldApartFromAFailure(String arguments, String message) throws Exception {
        Ended ended = kern(arguments.split(" "));

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("kern: " + message, script + " -h");
        assertThat(ended.out()).isEmpty();
        assertThat(calls).doesNotExist();
        assertThat(temporaryFolders()).isEmpty();
    }

    @Test
    void itFindsItsCloneThroughSymbolicLinksAndFromAnotherFolder() throws Exception {
        Path links = Files.createDirectory(folder.resolve("links"));
        Files.createSymbolicLink(links.resolve("relative"), Path.of("../a clone/kern"));
        Path link = Files.createSymbolicLink(folder.resolve("kern-link"), links.resolve("relative"));

        assertThat(call(link.toString(), "-V").out()).startsWith("kern 0");
        assertThat(call(link.toString(), "demo", "--dir", "here").exitCode()).isZero();
        assertThat(calls).content().startsWith("start|here|" + link + "|");
    }

    @Test
    void bothHalvesAreToldWhatTheyNeed() throws Exception {
        Ended ended = kern("demo", "--answer=reject", "--dir=my folder");

        assertThat(ended.exitCode()).isZero();
        assertThat(calls)
                .content()
                .startsWith("start|my folder|%s|%s/kern-demo-run.".formatted(script, temporaryFiles))
                .endsWith("proceed|my folder|%s|run-1|reject|%n".formatted(script));
        assertThat(temporaryFolders()).isEmpty();
    }

    @Test
    void whereNothingWaitsNobodyIsAsked() throws Exception {
        endOfStart = 4;

        assertThat(kern("demo").exitCode()).isZero();

        assertThat(calls).content().startsWith("start|").doesNotContain("proceed");
        assertThat(temporaryFolders()).isEmpty();
    }

    @Test
    void theTemporaryFolderOfADemoThatIsOverIsDeleted() throws Exception {
        assertThat(kern("demo", "--answer", "approve").exitCode()).isZero();

        assertThat(calls).content().contains("start|" + temporaryFiles + "/kern-demo.");
        assertThat(temporaryFolders()).isEmpty();
    }

    @Test
    void theTemporaryFolderOfADemoThatFailedIsDeleted() throws Exception {
        endOfStart = 1;

        assertThat(kern("demo").exitCode()).isEqualTo(1);

        assertThat(temporaryFolders()).isEmpty();
    }

    @Test
    void theTemporaryFolderOfARunThatWaitsStaysAndIsNamed() throws Exception {
        endOfProceed = 1;

        Ended ended = kern("demo");

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(temporaryFolders())
                .singleElement()
                .satisfies(kept -> assertThat(ended.err()).contains("a run waits in " + kept));
    }

    @Test
    void aFolderThatWasGivenIsNotDeleted() throws Exception {
        Path given = Files.createDirectory(folder.resolve("given"));
        endOfStart = 1;

        kern("demo", "--dir", given.toString());

        assertThat(given).exists();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void anAuditGetsItsArgumentsAsTheyAreAndItsExitCodeIsTheScripts(int exitCode) throws Exception {
        endOfAudit = exitCode;

        assertThat(kern("audit", "verify", "--db", "my app.db").exitCode()).isEqualTo(exitCode);

        assertThat(calls).content().isEqualTo("verify|--db|my app.db|\n");
    }

    @Test
    void anAuditForWhichThereIsNoJavaDoesNotLookLikeABadTrail() throws Exception {
        Files.delete(folder.resolve("jdk/bin/java"));

        Ended ended = kern("audit", "verify", "--db", "app.db");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("install a JDK");
    }

    @Test
    void anExampleIsRunByItsName() throws Exception {
        assertThat(kern("examples").exitCode()).isZero();
        assertThat(kern("example", "approvals/basic").exitCode()).isZero();

        assertThat(calls).content().isEqualTo("|\napprovals/basic|\n");
    }
}
