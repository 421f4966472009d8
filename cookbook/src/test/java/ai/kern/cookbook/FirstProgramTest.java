package ai.kern.cookbook;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.cookbook.OtherProcess.Ended;
import ai.kern.testkit.ScriptedOpenAiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's program does what the README says, in a process of its own. */
class FirstProgramTest {
    private final ScriptedOpenAiServer server =
            ScriptedOpenAiServer.start(calls(call("delete_file", "{\"path\":\"old.txt\"}")), text("It is gone."));

    @TempDir
    Path folder;

    private Path old;

    @BeforeEach
    void makeFile() throws IOException {
        old = Files.createFile(folder.resolve("old.txt"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String run(String typed, String... arguments) throws Exception {
        Ended ended = OtherProcess.java(
                folder, Map.of("OPENAI_BASE_URL", server.baseUrl()), typed, FirstProgram.class, arguments);
        return ended.out() + ended.err();
    }

    @Test
    @Tag("HITL-3")
    void itDeletesWhatThePersonLetsItDeleteAndPrintsNothingElse() throws Exception {
        assertThat(run("y\n").lines().map(line -> line.replaceAll("[0-9a-f-]{36}", "…")))
                .containsExactly("Run … is PAUSED", "May delete_file{\"path\":\"old.txt\"} run? [y/n]", "It is gone.");
        assertThat(old).doesNotExist();
        server.verify();
    }

    @Test
    @Tag("HITL-7")
    void itDeletesNothingElse() throws Exception {
        run("n\n");

        assertThat(old).exists();
        assertThat(server.requests().get(1).body()).contains("rejected by a person");
    }

    @Test
    @Tag("HITL-10")
    void aRunThatWaitsIsTakenUpByItsId() throws Exception {
        Matcher paused = Pattern.compile("Run (\\S+) is PAUSED").matcher(run(""));
        assertThat(paused.find()).isTrue();
        assertThat(old).exists();

        assertThat(run("y\n", paused.group(1))).endsWith("It is gone." + System.lineSeparator());

        assertThat(old).doesNotExist();
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    @Tag("HITL-10")
    void whereNobodyAnswersItSaysThatTheRunWaitsAndHowToGoOn() throws Exception {
        assertThat(run(""))
                .containsPattern(
                        "Nobody answered, so run [0-9a-f-]{36} still waits in first.db. Start the program with")
                .doesNotContain("Exception");
    }

    private String runWith(Map<String, String> environment) throws Exception {
        Ended ended = OtherProcess.java(folder, environment, "", FirstProgram.class);
        assertThat(ended.exitCode()).isEqualTo(1);
        return ended.err();
    }

    @Test
    void withoutAKeyItSaysWhatIsMissing() throws Exception {
        assertThat(runWith(Map.of("OPENAI_API_KEY", "", "OPENAI_BASE_URL", "")))
                .contains("set the environment variable OPENAI_API_KEY")
                .doesNotContain("Exception", "\tat ");
    }

    @Test
    void aServerThatFailsIsNamedInOneLine() throws Exception {
        assertThat(runWith(Map.of("OPENAI_API_KEY", "", "OPENAI_BASE_URL", server.baseUrl() + "/nothing")))
                .contains("ended as ERROR", server.baseUrl())
                .doesNotContain("\tat ");
    }

    @Test
    void anUnknownRunIsNamed() throws Exception {
        assertThat(run("", "nope")).contains("There is no run nope in first.db").doesNotContain("Exception");
    }

    @Test
    @Tag("HITL-4")
    void anAnswerThatIsNeitherYesNorNoIsAskedAgain() throws Exception {
        assertThat(run("Y?\nyes\n")).containsSubsequence("[y/n]", "Please answer y or n.", "[y/n]", "It is gone.");
        assertThat(old).doesNotExist();
    }
}
