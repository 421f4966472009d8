package ai.kern.db.sqlite;

import ai.kern.db.jdbi.Dialect;
import ai.kern.db.jdbi.Failure;
import ai.kern.db.jdbi.TableNames;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** How SQLite differs from other databases. */
final class SqliteDialect implements Dialect {
    /** An error's own code, without what SQLite adds to it in the higher bits. */
    private static final int PRIMARY_CODE = 0xFF;

    private final String description;

    SqliteDialect(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public String now() {
        // The seconds are a floating-point number, which may be a trifle below the whole millisecond.
        return "CAST(ROUND(unixepoch('subsec') * 1000) AS INTEGER)";
    }

    @Override
    public String elementsOf(String parameter) {
        return "SELECT value FROM json_each(" + parameter + ")";
    }

    @Override
    public String rowLock() {
        return "";
    }

    @Override
    public String exclusiveRowLock() {
        return "";
    }

    @Override
    public boolean takesSeveralStatements() {
        return false;
    }

    @Override
    public String requiring(String statement) {
        return statement;
    }

    @Override
    public Optional<String> notification(String runs) {
        return Optional.empty();
    }

    @Override
    public String unsearched(String column) {
        // Without ANALYZE, which nobody runs, SQLite guesses which index finds fewer rows.
        return "+" + column;
    }

    @Override
    public boolean writesWhatStays() {
        return true;
    }

    @Override
    public Failure failure(SQLException error) {
        if (!(error instanceof SQLiteException sqlite)) {
            return Failure.OTHER;
        }
        if (sqlite.getResultCode() == SQLiteErrorCode.SQLITE_CONSTRAINT_FOREIGNKEY) {
            return Failure.MISSING_REFERENCE;
        }
        SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & PRIMARY_CODE);
        return switch (code) {
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL -> Failure.LOCKED;
            case SQLITE_READONLY -> Failure.READ_ONLY;
            case SQLITE_FULL -> Failure.FULL;
            case SQLITE_CORRUPT -> Failure.CORRUPT;
            case SQLITE_NOTADB -> Failure.NOT_A_DATABASE;
            case SQLITE_CANTOPEN, SQLITE_IOERR, SQLITE_PERM -> Failure.FILE_UNUSABLE;
            case SQLITE_ERROR -> isNoTable(sqlite) ? Failure.NO_TABLE : Failure.OTHER;
            default -> Failure.OTHER;
        };
    }

    private static boolean isNoTable(SQLException error) {
        // SQLite has no code of its own for this.
        return String.valueOf(error.getMessage()).contains("no such table");
    }

    /** SQLite's own texts have names and codes alone; what a trigger raises may quote rows. */
    @Override
    public String wording(SQLException error) {
        return error instanceof SQLiteException sqlite
                        && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_CONSTRAINT_TRIGGER
                ? "[" + SQLiteErrorCode.SQLITE_CONSTRAINT_TRIGGER + "] a trigger refused it"
                : String.valueOf(error.getMessage());
    }

    @Override
    public List<String> migrations() {
        return List.of("V1__runs.sql", "V2__approvals.sql", "V3__approval_lists.sql");
    }

    @Override
    public InputStream migration(String name) {
        return Objects.requireNonNull(SqliteDialect.class.getResourceAsStream("migration/" + name), name);
    }

    @Override
    public List<String> unfitValues(DataSource source, TableNames names) {
        return Jdbi.create(source).withHandle(handle -> UnfitValues.find(handle, names));
    }
}
