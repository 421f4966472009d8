package ai.kern.specs.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The comparison overlooks what may differ and nothing else. */
class WireComparisonTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final WireComparison comparison = new WireComparison(Set.of("given"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
                    {}                                                                  | {"tool_choice":"auto","stream":false,"n":1,"x":null,"instructions":""}
                    {"tools":[{"type":"function","function":{"name":"a","strict":true,"description":""}},{"type":"function","function":{"name":"b"}}]} | {"tools":[{"type":"function","function":{"name":"b","strict":false}},{"type":"function","function":{"name":"a"}}]}
                    {"tools":[{"type":"function","name":"a","description":null}]}       | {"tools":[{"type":"function","name":"a","strict":false}]}
                    {"messages":[{"role":"assistant","content":null}]}                  | {"messages":[]}
                    {"input":[{"role":"assistant","content":""},{"type":"function_call","status":null}]} | {"input":[{"type":"function_call","status":"completed","id":"fc_1"}]}
                    {"input":[{"role":"assistant","content":"a"}]}                      | {"input":[{"type":"message","id":"m","role":"assistant","status":"completed","content":[{"type":"output_text","text":"a","annotations":[]}]}]}
                    {"messages":[{"tool_calls":[{"id":"x"},{"id":"y"}]},{"tool_call_id":"y"}]} | {"messages":[{"tool_calls":[{"id":"p"},{"id":"q"}]},{"tool_call_id":"q"}]}
                    """)
    void whatMayDifferIsOverlooked(String recorded, String sent) {
        assertThat(comparison.differences(json(recorded), json(sent))).isEmpty();
        assertThat(comparison.differences(json(sent), json(recorded))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
                    {"model":"a"}                                    | {"model":"b"}                                    | /model: recorded "a", sent "b"
                    {}                                               | {"store":false}                                  | /store: recorded nothing, sent false
                    {}                                               | {"stream":true}                                  | /stream
                    {"messages":[{"role":"user","content":"a"}]}     | {"messages":[]}                                  | /messages/0
                    {"messages":[{"role":"user","content":"a"}]}     | {"messages":[{"role":"user","content":"b"}]}     | /messages/0/content
                    {"messages":[{"role":"user","content":""}]}      | {"messages":[]}                                  | /messages/0
                    {"messages":[{"tool_call_id":"given"}]}          | {"messages":[{"tool_call_id":"other"}]}          | /messages/0/tool_call_id
                    {"messages":[{"tool_calls":[{"id":"x"},{"id":"y"}]},{"tool_call_id":"y"}]} | {"messages":[{"tool_calls":[{"id":"p"},{"id":"q"}]},{"tool_call_id":"p"}]} | /messages/1/tool_call_id
                    {"messages":[{"tool_calls":[{"id":"x","function":{"arguments":"{\\"a\\": 1}"}}]}]} | {"messages":[{"tool_calls":[{"id":"x","function":{"arguments":"{\\"a\\":1}"}}]}]} | /messages/0/tool_calls/0/function/arguments
                    {"messages":[{"role":"assistant","content":"a"}]} | {"messages":[{"role":"assistant","content":"a","extra":1}]} | /messages/0/extra
                    {"tools":[{"name":"a","parameters":{"type":"object"}}]} | {"tools":[{"name":"a","parameters":{}}]}  | /tools/0/parameters/type
                    {"tools":[{"name":"a","description":"x"}]}       | {"tools":[{"name":"a"}]}                         | /tools/0/description
                    {"input":[{"type":"reasoning","encrypted_content":"x"}]} | {"input":[{"type":"reasoning"}]}         | /input/0/encrypted_content
                    """)
    void whatMustBeEqualIsFound(String recorded, String sent, String place) {
        assertThat(comparison.differences(json(recorded), json(sent)))
                .singleElement()
                .asString()
                .contains(place);
    }

    @Test
    void theOrderOfMessagesMatters() {
        JsonNode recorded =
                json("{\"input\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"user\",\"content\":\"b\"}]}");
        JsonNode sent =
                json("{\"input\":[{\"role\":\"user\",\"content\":\"b\"},{\"role\":\"user\",\"content\":\"a\"}]}");

        assertThat(comparison.differences(recorded, sent)).hasSize(2);
    }

    private static JsonNode json(String text) {
        return JSON.readTree(text);
    }
}
