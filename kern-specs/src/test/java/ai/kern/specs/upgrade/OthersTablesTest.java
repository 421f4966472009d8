package ai.kern.specs.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.approval.ApprovalDb;
import ai.kern.db.DbException;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.specs.support.StoreKind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A SQLite file of version 2 in which an application has more than kern's tables: bringing those up to date leaves it alone. */
@Tag("DB-2")
@Tag("DB-5")
class OthersTablesTest {
    private static final StoredDump DUMP = UpgradeTest.DUMPS.stream()
            .filter(dump -> dump.version() == 2 && dump.store() == StoreKind.SQLITE)
            .findFirst()
            .orElseThrow();

    @TempDir
    Path folder;

    private void execute(String... statements) throws SQLException {
        try (Connection file = connect();
                Statement statement = file.createStatement()) {
            for (String sql : statements) {
                statement.executeUpdate(sql);
            }
        }
    }

    private long count(String sql) throws SQLException {
        try (Connection file = connect();
                Statement statement = file.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.getLong(1);
        }
    }

    private Connection connect() throws SQLException {
        return StoredDump.connect(StoreKind.SQLITE, folder, "");
    }

    private void bringUpToDate() {
        try (ApprovalDb db = SqliteDb.open(StoreKind.sqliteFile(folder))) {
            assertThat(db.auditTrail().verify().findings()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ON DELETE CASCADE", "ON DELETE SET NULL", "ON DELETE RESTRICT", ""})
    void rowsThatReferToRecordsStayAndGoOnReferringToThem(String onDeletion) throws SQLException {
        DUMP.load(folder, "");
        execute(
                "CREATE TABLE notes (record TEXT REFERENCES kern_approvals (approval_id) " + onDeletion + ")",
                "INSERT INTO notes SELECT approval_id FROM kern_approvals");
        long notes = count("SELECT COUNT(*) FROM notes");

        bringUpToDate();

        assertThat(count("SELECT COUNT(*) FROM notes JOIN kern_approvals ON approval_id = record"))
                .isEqualTo(notes)
                .isPositive();
        assertThat(count("SELECT COUNT(*) FROM pragma_foreign_key_list('notes') WHERE \"table\" = 'kern_approvals'"))
                .isOne();
        assertThat(count("SELECT COUNT(*) FROM pragma_foreign_key_check")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE VIEW report AS SELECT tool_name FROM kern_approvals",
                "CREATE VIEW report AS SELECT record_id FROM kern_audit",
                "CREATE TRIGGER report AFTER INSERT ON mine BEGIN"
                        + " INSERT INTO mine SELECT status FROM kern_approvals; END"
            })
    void whatReadsTheTablesIsNoHindrance(String reading) throws SQLException {
        DUMP.load(folder, "");
        execute("CREATE TABLE mine (status)", reading);

        bringUpToDate();

        assertThat(count("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'report'"))
                .isOne();
        execute("INSERT INTO mine VALUES ('new')");
        if (reading.startsWith("CREATE VIEW")) {
            assertThat(count("SELECT COUNT(*) FROM report")).isPositive();
        }
    }

    @Test
    void aTableOfOthersWithTheNameOfOneThatIsMadeAnewIsNamedAndNoValueBlamed() throws SQLException {
        DUMP.load(folder, "");
        execute("CREATE TABLE kern_audit_strict (size INTEGER) STRICT");

        assertThatThrownBy(() -> SqliteDb.open(StoreKind.sqliteFile(folder)))
                .isInstanceOf(DbException.class)
                .hasMessageContaining("kern_audit_strict")
                .hasMessageNotContaining("Correct these values");
    }
}
