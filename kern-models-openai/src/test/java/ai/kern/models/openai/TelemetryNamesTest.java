package ai.kern.models.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/observability.md names what is told, and nothing else. */
class TelemetryNamesTest {
    private static final Path PAGE = Path.of("../docs/observability.md");
    private static final Path SOURCES = Path.of("src/main/java/ai/kern/models/openai");

    @Test
    void thePageNamesEveryAttribute() throws Exception {
        String page = Files.readString(PAGE);
        List<String> names = Arrays.stream(GenAi.class.getDeclaredFields())
                .filter(field -> field.getType() == AttributeKey.class)
                .map(TelemetryNamesTest::nameIn)
                .toList();

        assertThat(names).isNotEmpty().allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }

    @Test
    void everyNameOfThePageIsTold() throws Exception {
        String sources = Files.readString(SOURCES.resolve("GenAi.java"))
                + Files.readString(SOURCES.resolve("Telemetry.java"))
                + Files.readString(SOURCES.resolve("RunSpan.java"));

        List<String> named = Pattern.compile("`((?:gen_ai|kern|server|error)\\.[a-z_.]+)`")
                .matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult found) -> found.group(1))
                .distinct()
                .toList();

        assertThat(named).isNotEmpty().allSatisfy(name -> assertThat(sources).contains("\"" + name + "\""));
    }

    private static String nameIn(Field field) {
        try {
            return ((AttributeKey<?>) field.get(null)).getKey();
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
