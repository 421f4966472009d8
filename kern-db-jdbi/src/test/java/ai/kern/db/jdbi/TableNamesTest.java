package ai.kern.db.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.db.jdbi.TableNames.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableNamesTest {
    @Test
    void beginWithKernUnlessTheyAreGiven() {
        assertThat(TableNames.defaults().of(Table.RUNS)).isEqualTo("kern_runs");
        assertThat(TableNames.defaults().of(Table.SESSION_STATE)).isEqualTo("kern_session_state");
    }

    @Test
    void takeAPrefixAndSingleNames() {
        TableNames names =
                TableNames.builder().prefix("").name(Table.RUNS, "agent_runs").build();

        assertThat(names.of(Table.RUNS)).isEqualTo("agent_runs");
        assertThat(names.of(Table.SESSIONS)).isEqualTo("sessions");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Runs",
                "1runs",
                "runs; DROP TABLE users",
                "\"runs\"",
                "a.b",
                "a b",
                "läufe",
                "a234567890123456789012345678901234567890x"
            })
    void areIdentifiersAndNothingElse(String name) {
        assertThatThrownBy(() -> TableNames.builder().name(Table.RUNS, name).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("RUNS")
                .hasMessageContaining("'" + name + "'");
    }

    @Test
    void areNotGivenTwice() {
        assertThatThrownBy(() -> TableNames.builder()
                        .name(Table.RUNS, "rows")
                        .name(Table.EXECUTIONS, "rows")
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one name");
    }
}
