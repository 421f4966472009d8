package ai.kern.cookbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README tells of the project as it is. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private final String readme = Files.readString(ROOT.resolve("README.md"));

    ReadmeTest() throws IOException {}

    @Test
    void theFirstProgramIsTheOneThatCompiles() throws IOException {
        String source = Files.readString(ROOT.resolve("cookbook/src/main/java/ai/kern/cookbook/FirstProgram.java"));

        assertThat(readme).contains("```java\n" + source.substring(source.indexOf("import ")) + "```");
    }

    @Test
    void everyModuleIsInTheTable() throws IOException {
        Matcher modules = Pattern.compile("<module>(.*)</module>").matcher(Files.readString(ROOT.resolve("pom.xml")));

        List<String> names = modules.results().map(module -> module.group(1)).toList();

        assertThat(names).isNotEmpty().allSatisfy(name -> assertThat(readme).contains("| `" + name + "` |"));
    }

    @Test
    void everyLinkLeadsSomewhere() {
        Matcher links = Pattern.compile("\\]\\(([^)#]+)\\)").matcher(readme);

        assertThat(links.results().map(link -> link.group(1)).toList())
                .isNotEmpty()
                .filteredOn(link -> !link.startsWith("http"))
                .allSatisfy(link -> assertThat(ROOT.resolve(link)).exists());
    }

    @Test
    void theTestCommandIsTheOneOfContinuousIntegration() throws IOException {
        assertThat(readme).contains("```\nmvn verify\n```");
        assertThat(Files.readString(ROOT.resolve(".ci/run"))).contains("\nmvn verify\n");
    }
}
