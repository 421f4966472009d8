package ai.kern.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.db.DbException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is kept of stored documents, for how long, and what is not. */
@Tag("STR-4")
class ReadingsTest {
    private static final int LENGTH = 100_000;

    private final Readings readings = new Readings();

    private static String document(int number) {
        return Documents.write(new Documents.Text(number + "-" + "x".repeat(LENGTH)));
    }

    private Documents.Text read(int number) {
        return readings.read(document(number), Documents.Text.class, () -> "document " + number);
    }

    @Test
    void aTextIsReadOnceWhicheverRowBringsIt() {
        assertThat(read(1)).isSameAs(read(1)).isNotSameAs(read(2));
    }

    @Test
    void whatIsReadInAStretchWithoutEndIsForgottenAgain() {
        Documents.Text first = read(0);
        for (int number = 1; number <= Readings.MOST / LENGTH; number++) {
            read(number);
        }

        assertThat(read(0)).isEqualTo(first).isNotSameAs(first);
    }

    @Test
    void whatIsAskedForAgainAndAgainIsKept() {
        Documents.Text first = read(0);
        for (int number = 1; number <= 2 * Readings.MOST / LENGTH; number++) {
            read(number);
            assertThat(read(0)).isSameAs(first);
        }
    }

    @Test
    @Tag("DB-3")
    void aDamagedDocumentIsAnErrorForEachRowThatHasIt() {
        for (String row : new String[] {"entry 1 of run a", "entry 1 of run b"}) {
            assertThatThrownBy(() -> readings.read("{", Documents.Text.class, () -> row))
                    .isInstanceOf(DbException.class)
                    .hasMessageContaining(row);
        }
    }
}
