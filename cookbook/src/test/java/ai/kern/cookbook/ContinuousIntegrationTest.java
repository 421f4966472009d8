package ai.kern.cookbook;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.cookbook.OtherProcess.Ended;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code .ci/run}, with programs that only note how they are called. */
@DisabledOnOs(OS.WINDOWS)
class ContinuousIntegrationTest {
    private static final String NOTE = """
            #!/usr/bin/env bash
            echo "$(basename "$0") $* key=${OPENAI_API_KEY-none} url=${OPENAI_BASE_URL-none} home=${JAVA_HOME-none}"
            """;

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private Path script;

    @BeforeEach
    void makeClone() throws IOException {
        script = ShellScript.copy(".ci/run", folder.resolve("clone/.ci/run"));
        ShellScript.write(folder.resolve("clone/kern"), NOTE);
        ShellScript.write(folder.resolve("bin/mvn"), NOTE);
        ShellScript.write(folder.resolve("bin/java"), NOTE);
        environment.put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
        environment.put("HOME", folder.resolve("home").toString());
        environment.put("JAVA_HOME", folder.resolve("none").toString());
        environment.put("JAVA_HOME_25", "");
        environment.put("JAVA_HOME_25_X64", "");
        environment.put("JAVA_HOME_25_ARM64", "");
    }

    private Path jdk25(String place) throws IOException {
        Path home = folder.resolve(place);
        ShellScript.write(home.resolve("bin/javac"), "#!/usr/bin/env bash\necho javac 25.0.3\n");
        return home;
    }

    private Ended run() throws Exception {
        return OtherProcess.call(folder, environment, script.toString());
    }

    @Test
    void noServiceIsAskedWhateverKeysThereAre() throws Exception {
        environment.put("OPENAI_API_KEY", "sk-somebody");
        environment.put("OPENAI_BASE_URL", "https://models.example.com/v1");

        Ended ended = run();

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out())
                .contains(
                        "mvn verify key=none url=none",
                        "kern demo --answer approve key=none url=none",
                        "kern example approvals/basic key=none url=none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"JAVA_HOME_25", "JAVA_HOME_25_X64", "JAVA_HOME_25_ARM64"})
    void theTestsRunAgainOnTheJdk25ThatAVariableNames(String variable) throws Exception {
        Path home = jdk25("jdk");
        environment.put(variable, home.toString());

        assertThat(run().out())
                .containsSubsequence(
                        "mvn verify key=none url=none home=" + folder.resolve("none"),
                        "mvn --quiet clean",
                        "mvn verify key=none url=none home=" + home);
    }

    @Test
    void aVariableThatNamesAnotherVersionIsPassedOver() throws Exception {
        Path other = folder.resolve("other");
        ShellScript.write(other.resolve("bin/javac"), "#!/usr/bin/env bash\necho javac 21.0.1\n");
        environment.put("JAVA_HOME_25", other.toString());
        Path home = jdk25("jdk");
        environment.put("JAVA_HOME_25_ARM64", home.toString());

        assertThat(run().out()).contains("home=" + home).doesNotContain("home=" + other);
    }
}
