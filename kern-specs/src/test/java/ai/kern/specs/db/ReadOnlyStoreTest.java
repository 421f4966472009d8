package ai.kern.specs.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.db.Db;
import ai.kern.db.DbException;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.specs.support.StoreKind;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A durable store that is opened only for reading leaves everything as it is. */
@Tag("DB-3")
@ParameterizedClass(name = "{0}")
@EnumSource(value = StoreKind.class, mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
class ReadOnlyStoreTest {
    private static final String VERSIONS = "SELECT MAX(CAST(version AS INTEGER)) FROM kern_schema_version";

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
    void whatIsThereIsReadAndNothingIsWritten() {
        try (Db db = store.open()) {
            db.commit(Rows.creation("before"));
        }
        try (Db db = store.openReadOnly()) {
            assertThat(db.find("before")).isPresent();
            assertThatThrownBy(() -> db.commit(Rows.creation("after")))
                    .isInstanceOf(DbException.class)
                    .hasMessageContaining("read-only");
            assertThat(db.find("after")).isEmpty();
        }
        store.verifyIdle();
    }

    @Test
    void whatIsWrittenElsewhereMeanwhileIsRead() {
        try (Db db = store.open();
                Db reading = store.openReadOnly()) {
            assertThat(reading.find("late")).isEmpty();

            db.commit(Rows.creation("late"));

            assertThat(reading.find("late")).isPresent();
        }
    }

    @Test
    @Tag("DB-2")
    void olderTablesAreRefusedAndStayAsTheyAre() {
        store.open().close();
        int known = store.migrations().size();
        store.query("DELETE FROM kern_schema_version WHERE version = '" + known + "' RETURNING version");

        assertThatThrownBy(store::openReadOnly)
                .isInstanceOf(DbException.class)
                .hasMessageContaining("only for reading")
                .hasMessageContaining("tables of version " + (known - 1))
                .hasMessageContaining("those of version " + known);

        assertThat(store.query(VERSIONS)).containsExactly(String.valueOf(known - 1));
    }

    @Test
    @Tag("DB-2")
    void aDatabaseWithoutTablesIsRefusedAndGetsNone() throws Exception {
        if (kind == StoreKind.SQLITE) {
            Files.createFile(StoreKind.sqliteFile(folder));
        }

        assertThatThrownBy(store::openReadOnly)
                .isInstanceOf(DbException.class)
                .hasMessageContaining("has no tables of kern");

        assertThat(store.query(
                        kind == StoreKind.SQLITE
                                ? "SELECT name FROM sqlite_master"
                                : "SELECT table_name FROM information_schema.tables"
                                        + " WHERE table_schema = current_schema()"))
                .isEmpty();
    }

    @Test
    void aSqliteFileThatIsNotThereIsNamedAndNotCreated() {
        Path missing = folder.resolve("missing.db");

        assertThatThrownBy(() -> SqliteDb.builder().path(missing).readOnly().open())
                .isInstanceOf(DbException.class)
                .hasMessageContaining(missing.toString())
                .hasMessageContaining("is not there");
        assertThat(folder).isEmptyDirectory();
    }
}
