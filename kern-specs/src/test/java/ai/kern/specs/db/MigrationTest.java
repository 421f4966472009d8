package ai.kern.specs.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.db.Db;
import ai.kern.db.DbException;
import ai.kern.specs.support.StoreKind;
import ai.kern.testkit.FaultyConnections;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** How a durable store makes its tables, and which it refuses. */
@Tag("DB-2")
@ParameterizedClass(name = "{0}")
@EnumSource(value = StoreKind.class, mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
class MigrationTest {
    @Parameter
    StoreKind kind;

    @TempDir
    Path folder;

    private FreshStore store;

    @BeforeEach
    void chooseAStore() {
        store = FreshStore.of(kind, folder);
    }

    @AfterEach
    void removeIt() {
        store.close();
    }

    @Test
    void tablesThatAreNewerThanTheLibraryAreRefusedWithTheirNameAndBothVersions() {
        String description;
        try (Db db = store.open()) {
            description = db.toString();
        }
        int known = store.migrations().size();
        store.query("UPDATE kern_schema_version SET version = '99', installed_rank = 99 WHERE version = '" + known
                + "' RETURNING version");

        assertThatThrownBy(store::open)
                .isInstanceOf(DbException.class)
                .hasMessageContaining(description)
                .hasMessageContaining("version 99")
                .hasMessageContaining("up to " + known)
                .hasMessageContaining("newer version of kern");
        store.verifyIdle();
    }

    @Test
    @Tag("DB-3")
    void anOpeningThatFailsAtAnyStatementKeepsNoConnectionAndCanBeRepeated() {
        FaultyConnections faults = new FaultyConnections();
        int refused = 0;
        int statement = 0;
        do {
            faults.reset();
            faults.failAt(++statement);
            refused += isRefused(faults) ? 1 : 0;
            assertThat(faults.openConnections())
                    .as("connections after a fault at statement %d", statement)
                    .isZero();
        } while (faults.hasStruck());

        assertThat(refused).as("openings that failed").isGreaterThan(1);
        try (Db db = store.open()) {
            db.commit(Rows.creation("a"));
        }
        assertThat(store.migrations()).isNotEmpty().doesNotHaveDuplicates();
        store.verifyIdle();
    }

    private boolean isRefused(FaultyConnections faults) {
        try (Db db = store.openOn(faults)) {
            assertThat(db.find("a")).isEmpty();
            return false;
        } catch (DbException refused) {
            assertThat(refused).hasRootCauseInstanceOf(SQLException.class);
            return true;
        }
    }
}
