package ai.kern.cookbook;

import static ai.kern.cookbook.ShellScript.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.tool.Tool;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages in docs/ tell of the code as it is. */
class DocumentsTest {
    private static final Path TESTS = ROOT.resolve("cookbook/src/test/java/ai/kern/cookbook");

    static List<Path> pages() throws IOException {
        try (Stream<Path> pages = Files.list(ROOT.resolve("docs"))) {
            return pages.filter(page -> page.toString().endsWith(".md")).toList();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "agents.md, AgentsPageTest.java",
        "teams.md, TeamsPageTest.java",
        "tools.md, ToolsPageTest.java",
        "models.md, ModelsPageTest.java",
        "testing.md, TestingPageTest.java",
        "approvals.md, ApprovalsPageTest.java",
        "engine.md, ApprovalsPageTest.java",
        "events.md, EventsPageTest.java",
        "observability.md, ObservabilityPageTest.java"
    })
    void theCodeOfAPageIsTakenFromItsTest(String page, String test) throws IOException {
        String compiled = withoutBlanks(Files.readString(TESTS.resolve(test)));

        List<String> blocks = found("(?s)```java\n(.*?)```", Files.readString(ROOT.resolve("docs/" + page)));

        assertThat(blocks).isNotEmpty().allSatisfy(block -> assertThat(compiled).contains(withoutBlanks(block)));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkOfAPageLeadsSomewhere(Path page) throws IOException {
        assertThat(found("\\]\\(([^)#]+)\\)", Files.readString(page)))
                .filteredOn(link -> !link.startsWith("http"))
                .allSatisfy(link -> assertThat(page.resolveSibling(link)).exists());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void theReadmeLeadsToEveryPage(Path page) throws IOException {
        assertThat(Files.readString(ROOT.resolve("README.md"))).contains("(docs/" + page.getFileName() + ")");
    }

    @Test
    void everyOptionOfAToolIsOnItsPage() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/tools.md"));

        assertThat(Arrays.stream(Tool.class.getDeclaredMethods()).map(Method::getName))
                .isNotEmpty()
                .allSatisfy(option -> assertThat(page).containsPattern("\\| `([a-zA-Z]+`, `)?" + option + "`"));
    }

    @ParameterizedTest
    @CsvSource({
        "README.md, maven-compiler-plugin",
        "docs/testing.md, maven-surefire-plugin",
        "docs/testing.md, junit-bom"
    })
    void aPomOfAPageNamesTheVersionThatTheProjectUses(String page, String artifact) throws IOException {
        String version = "<artifactId>" + artifact + "</artifactId>\\s*<version>([^<]+)</version>";

        List<String> used = found(version, Files.readString(ROOT.resolve("pom.xml")));

        assertThat(used).hasSize(1);
        assertThat(found(version, Files.readString(ROOT.resolve(page)))).isEqualTo(used);
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }

    /** A page breaks its lines where it likes. */
    private static String withoutBlanks(String code) {
        return code.replaceAll("\\s+", "");
    }
}
