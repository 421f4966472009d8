package ai.kern.specs.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalQuery;
import ai.kern.db.DbException;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.specs.support.StoreKind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A SQLite file of version 2, whose tables of approvals take values of any type, and into which another program wrote some. Such
 * a value is told of and nothing is changed, until somebody corrects it.
 */
@Tag("DB-5")
class UnfitValuesTest {
    private static final StoredDump DUMP = UpgradeTest.DUMPS.stream()
            .filter(dump -> dump.version() == 2 && dump.store() == StoreKind.SQLITE)
            .findFirst()
            .orElseThrow();

    /** As a tool makes a table that copies another one: without what the other one requires of its values. */
    private static final String COPY_OF_TRAIL = "CREATE TABLE copy AS SELECT * FROM kern_audit; DROP TABLE kern_audit;"
            + " ALTER TABLE copy RENAME TO kern_audit";

    @TempDir
    Path folder;

    /** What somebody wrote where. */
    private enum Value {
        TEXT_FOR_A_NUMBER("kern_approvals", "created_at", "'hunter2'", "found text, expected INTEGER"),
        BYTES_FOR_A_TEXT("kern_approvals", "request", "CAST('hunter2' AS BLOB)", "found blob, expected TEXT"),
        BYTES_FOR_AN_OPTIONAL_TEXT("kern_approvals", "user_id", "CAST('hunter2' AS BLOB)", "found blob, expected TEXT"),
        FRACTION_FOR_A_NUMBER("kern_audit", "recorded_at", "1.5", "found real, expected INTEGER"),
        NOTHING_FOR_A_TEXT("kern_audit", "document", "NULL", "found null, expected TEXT"),
        BYTES_FOR_A_HASH("kern_audit_heads", "hash", "CAST('hunter2' AS BLOB)", "found blob, expected TEXT");

        private final String table;
        private final String column;
        private final String written;
        private final String told;

        Value(String table, String column, String written, String told) {
            this.table = table;
            this.column = column;
            this.written = written;
            this.told = told;
        }

        /** The row that it is in. */
        long row(Connection file) throws SQLException {
            return Long.parseLong(query(file, "SELECT MAX(rowid) FROM " + table));
        }
    }

    @BeforeEach
    void loadTheDump() throws SQLException {
        DUMP.load(folder, "");
    }

    private Connection connect() throws SQLException {
        return StoredDump.connect(StoreKind.SQLITE, folder, "");
    }

    private ApprovalDb open() {
        return SqliteDb.open(StoreKind.sqliteFile(folder));
    }

    private static void execute(Connection file, String sql) throws SQLException {
        try (Statement statement = file.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static String query(Connection file, String sql) throws SQLException {
        try (Statement statement = file.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.getString(1);
        }
    }

    /** Writes a value, and keeps the one of before in a table beside. */
    private static void write(Value value, Connection file) throws SQLException {
        execute(
                file,
                "CREATE TABLE kept AS SELECT " + value.column + " AS value FROM " + value.table + " WHERE rowid = "
                        + value.row(file));
        execute(
                file,
                "UPDATE " + value.table + " SET " + value.column + " = " + value.written + " WHERE rowid = "
                        + value.row(file));
    }

    @ParameterizedTest
    @EnumSource
    void aValueOfAnotherTypeIsToldOfByItsTableColumnAndRowAndLeavesAllAsItWas(Value value) throws SQLException {
        try (Connection file = connect()) {
            execute(file, COPY_OF_TRAIL);
            write(value, file);
            String before = new SqlDump(StoreKind.SQLITE, file).script();

            DbException refused = catchThrowableOfType(DbException.class, this::open);

            assertThat(refused)
                    .hasMessageContaining("table " + value.table + ", column " + value.column + ", rowid "
                            + value.row(file) + ": " + value.told)
                    .hasMessageContaining("Correct these values")
                    .hasRootCauseInstanceOf(SQLException.class);
            StringWriter log = new StringWriter();
            refused.printStackTrace(new PrintWriter(log));
            assertThat(log.toString()).doesNotContain("hunter2");
            assertThat(new SqlDump(StoreKind.SQLITE, file).script()).isEqualTo(before);
            assertThat(query(file, "SELECT MAX(CAST(version AS INTEGER)) FROM kern_schema_version"))
                    .isEqualTo("2");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theFileIsBroughtUpToDateOnceTheValueIsCorrected(Value value) throws SQLException {
        try (Connection file = connect()) {
            execute(file, COPY_OF_TRAIL);
            write(value, file);
            assertThatThrownBy(this::open).isInstanceOf(DbException.class);
            execute(
                    file,
                    "UPDATE " + value.table + " SET " + value.column + " = (SELECT value FROM kept) WHERE rowid = "
                            + value.row(file));
        }

        try (ApprovalDb db = open()) {
            assertThat(db.approvals().list(ApprovalQuery.all()).items()).hasSize(10);
            assertThat(db.auditTrail().verify().findings()).isEmpty();
        }
    }

    @Test
    void allValuesThatHaveToBeCorrectedAreToldOfAtOnce() throws SQLException {
        try (Connection file = connect()) {
            for (Value value :
                    new Value[] {Value.TEXT_FOR_A_NUMBER, Value.FRACTION_FOR_A_NUMBER, Value.BYTES_FOR_A_HASH}) {
                execute(
                        file,
                        "UPDATE " + value.table + " SET " + value.column + " = " + value.written + " WHERE rowid = "
                                + value.row(file));
            }
        }

        assertThatThrownBy(this::open)
                .hasMessageContaining("column created_at")
                .hasMessageContaining("column recorded_at")
                .hasMessageContaining("column hash");
    }
}
