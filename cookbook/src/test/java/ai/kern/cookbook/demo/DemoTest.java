package ai.kern.cookbook.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo does what the README says. */
class DemoTest {
    @TempDir
    Path folder;

    private final StringWriter printed = new StringWriter();

    private Demo demo(String typed) {
        return new Demo(folder, Map.of(), new BufferedReader(new StringReader(typed)), new PrintWriter(printed));
    }

    private boolean exists(String name) {
        return Files.exists(folder.resolve("files").resolve(name));
    }

    @Test
    @Tag("HITL-1")
    void theFreeCallRunsAndTheProtectedOneWaits() throws IOException {
        demo("").start();

        assertThat(exists("test.txt")).isTrue();
        assertThat(exists(".env")).isTrue();
        assertThat(printed.toString())
                .startsWith("No OPENAI_API_KEY is set")
                .contains("PAUSED", "waits for confirmation", "The run waits in");
    }

    @Test
    @Tag("HITL-10")
    void anApprovedCallRunsWhenTheRunIsTakenUpAgain() throws IOException {
        demo("").start();
        demo("").proceed(Optional.of(Demo.Answer.APPROVE));

        assertThat(exists(".env")).isFalse();
        assertThat(printed.toString()).contains("COMPLETED", "I deleted .env and created test.txt.");
    }

    @Test
    @Tag("HITL-7")
    void aRejectedCallDoesNotRun() throws IOException {
        demo("").start();
        demo("").proceed(Optional.of(Demo.Answer.REJECT));

        assertThat(exists(".env")).isTrue();
        assertThat(printed.toString()).contains("COMPLETED", "did not run. Note: The person said no.");
    }

    @Test
    void aPersonIsAskedUntilTheAnswerIsClear() throws IOException {
        demo("").start();
        demo("perhaps\nY\n").proceed(Optional.empty());

        assertThat(exists(".env")).isFalse();
        assertThat(printed.toString()).containsSubsequence("[y/n]", "[y/n]", "Approved");
    }

    @Test
    @Tag("HITL-4")
    void withoutAnybodyToAskNothingIsDecided() throws IOException {
        demo("").start();

        assertThatThrownBy(() -> demo("").proceed(Optional.empty())).hasMessageContaining("--answer approve");
        assertThat(exists(".env")).isTrue();
    }

    @Test
    void toolsStayInsideTheirFolder() throws IOException {
        FileTools tools = new FileTools(Files.createDirectories(folder.resolve("files")));
        Path outside = Files.createFile(folder.resolve("precious"));

        assertThatThrownBy(() -> tools.deleteFile("../precious")).hasMessageContaining("not inside the folder");
        assertThat(outside).exists();
    }
}
