package ai.kern.approval;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.internal.Json;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("APPR-19")
class CanonicalJsonTest {
    private static String canonical(String json) {
        return CanonicalJson.of(Json.read(json));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"b\":1,\"a\":2}; { \"a\" : 2, \"b\" : 1 }",
                "[1.0]; [1]",
                "[1e2]; [100]",
                "[-0.0]; [0]",
                "[0.10]; [1E-1]",
                "\"\\u0041\"; \"A\"",
                "\"\\/\"; \"/\"",
                "{\"a\":{\"d\":[],\"c\":{}}}; {\"a\":{\"c\":{},\"d\":[]}}"
            })
    void oneValueHasOneText(String json, String other) {
        assertThat(canonical(json)).isEqualTo(canonical(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "[9007199254740992]; [9007199254740993]",
                "[1]; [\"1\"]",
                "[true]; [\"true\"]",
                "[null]; [\"null\"]",
                "[null]; []",
                "[[1]]; [1]",
                "[1,2]; [2,1]",
                "[12]; [1,2]",
                "[\"a\\\",\\\"b\"]; [\"a\",\"b\"]",
                "{\"a\":1}; {\"a\":{\"a\":1}}",
                "\"\\u00e9\"; \"e\\u0301\"",
                "\"\\ud800\"; \"\\udfff\"",
                "\"\\ud800\"; \"?\"",
                "\"\\ud800\"; \"\\\\ud800\"",
                "\"\\u0000\"; \"\\\\u0000\"",
                "\"a\"; \"a\\u200b\"",
                "[0.1]; [0.10000000000000001]",
                "[1e400]; [1e401]"
            })
    void valuesThatDifferHaveTextsThatDo(String json, String other) {
        assertThat(canonical(json)).isNotEqualTo(canonical(other));
    }
}
