package ai.kern.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("AUD-3")
class RedactionTest {
    @Test
    void whatAPointerNamesIsMaskedWhateverItIsAndNothingElse() {
        assertThat(Redaction.mask("{\"a\":1,\"b\":{\"c\":[1],\"d\":2}}", List.of("/a", "/b/c")))
                .isEqualTo("{\"a\":\"[redacted]\",\"b\":{\"c\":\"[redacted]\",\"d\":2}}");
    }

    @Test
    void aStepThatMeetsAListStandsForAllOfItsElements() {
        assertThat(Redaction.mask(
                        "{\"cards\":[{\"number\":1,\"name\":\"x\"},{\"number\":2}]}", List.of("/cards/number")))
                .isEqualTo("{\"cards\":[{\"number\":\"[redacted]\",\"name\":\"x\"},{\"number\":\"[redacted]\"}]}");
        assertThat(Redaction.mask("{\"cards\":[{\"number\":1},{\"number\":2}]}", List.of("/cards/1/number")))
                .isEqualTo("{\"cards\":[{\"number\":1},{\"number\":\"[redacted]\"}]}");
        assertThat(Redaction.mask("{\"cards\":[1,2]}", List.of("/cards/0")))
                .isEqualTo("{\"cards\":[\"[redacted]\",2]}");
    }

    @Test
    void slashesAndTildesInNamesAreEscaped() {
        assertThat(Redaction.mask("{\"a/b\":1,\"c~d\":2}", List.of("/a~1b", "/c~0d")))
                .isEqualTo("{\"a/b\":\"[redacted]\",\"c~d\":\"[redacted]\"}");
    }

    @Test
    void whatIsNotThereIsPassedOverAndTextsWithoutPointersStayAsTheyAre() {
        assertThat(Redaction.mask("{\"a\":1}", List.of("/b", "/a/c", "/b/c"))).isEqualTo("{\"a\":1}");
        assertThat(Redaction.mask("{ \"a\" : 1.0 }", List.of())).isEqualTo("{ \"a\" : 1.0 }");
    }

    @Test
    void aStarStandsForEveryKeyAndTwoForAnyDepth() {
        assertThat(Redaction.mask("{\"a\":{\"x\":{\"b\":1},\"y\":[{\"b\":2,\"c\":3}]}}", List.of("/a/*/b")))
                .isEqualTo("{\"a\":{\"x\":{\"b\":\"[redacted]\"},\"y\":[{\"b\":\"[redacted]\",\"c\":3}]}}");
        assertThat(Redaction.mask(
                        "{\"a\":{\"b\":1,\"in\":[{\"b\":2,\"in\":[{\"b\":3}]}]},\"b\":4}", List.of("/a/**/b")))
                .isEqualTo(
                        "{\"a\":{\"b\":\"[redacted]\",\"in\":[{\"b\":\"[redacted]\",\"in\":[{\"b\":\"[redacted]\"}]}]},\"b\":4}");
    }

    @Test
    void aTextThatIsNoJsonIsMaskedAsAWhole() {
        assertThat(Redaction.mask("{\"a\":12345", List.of("/a"))).isEqualTo("\"[redacted]\"");
        assertThat(Redaction.maskIn("in 12345", List.of("{\"a\":12345"), List.of("/a")))
                .isEqualTo("[redacted]");
        assertThat(Redaction.mask(" ", List.of("/a"))).isEqualTo(" ");
    }

    @Test
    void whereATextQuotesARedactedValueItIsMasked() {
        List<String> documents = List.of(
                "{\"a\":\"say \\\"hi\\\" 4711\",\"b\":\"4711\",\"c\":[true,\"xyz\",12345.50]}",
                "{\"a\":\"other one\"}");

        assertThat(Redaction.maskIn(
                        "say \"hi\" 4711 and {\"a\":\"say \\\"hi\\\" 4711\"}, other one, 12345.50, true xyz",
                        documents,
                        List.of("/a", "/b", "/c")))
                .isEqualTo("[redacted] and {\"a\":\"[redacted]\"}, [redacted], [redacted], true xyz");
        assertThat(Redaction.maskIn("4711", documents, List.of())).isEqualTo("4711");
    }

    @Test
    void aHugeNumberInARedactedFieldCostsNothing() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Redaction.maskIn("refused", List.of("{\"card\":1e20}"), List.of("/card"));
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());

        Redaction.maskIn("refused", List.of("{\"card\":1e20000000}"), List.of("/card"));

        assertThat(threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before)
                .isLessThan(1_000_000);
    }

    @Test
    void aNumberIsMaskedAsJavaWritesItToo() {
        assertThat(Redaction.maskIn(
                        "charged 1500.5 and 1.23456785E7",
                        List.of("{\"card\":[1500.50,12345678.5]}"),
                        List.of("/card")))
                .doesNotContain("1500.5", "1.23456785E7");
    }

    @Test
    void aQuotationInAnotherJsonEscapingIsMasked() {
        assertThat(Redaction.maskIn(
                        "{\"name\":\"Jos\\u00e9 P\\u00e9rez\"}",
                        List.of("{\"name\":\"José Pérez\"}"),
                        List.of("/name")))
                .doesNotContain("P\\u00e9rez");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a/b", "/a~2", "/a~", "/a/**"})
    void whatIsNoPointerIsRefused(String text) {
        assertThatThrownBy(() -> Redaction.check(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a", "/a/b", "/a~0", "/a~1b", "/", "/a/*", "/**/b"})
    void pointersAreTaken(String text) {
        assertThat(Redaction.check(text)).isEqualTo(text);
    }
}
