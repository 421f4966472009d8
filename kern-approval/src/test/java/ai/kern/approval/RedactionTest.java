package ai.kern.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a/b", "/a~2", "/a~"})
    void whatIsNoPointerIsRefused(String text) {
        assertThatThrownBy(() -> Redaction.check(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a", "/a/b", "/a~0", "/a~1b", "/"})
    void pointersAreTaken(String text) {
        assertThat(Redaction.check(text)).isEqualTo(text);
    }
}
