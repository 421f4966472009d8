package ai.kern.db.postgres;

import ai.kern.db.jdbi.Dialect;
import ai.kern.db.jdbi.Failure;
import ai.kern.db.jdbi.TableNames;
import java.io.InputStream;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** How PostgreSQL differs from other databases. */
final class PostgresDialect implements Dialect {
    /**
     * The classes of errors that the server tells in names and circumstances: all that a store meets but data exceptions
     * (22), which quote values, and what functions raise (P0).
     */
    private static final Set<String> CLASSES_WORDED_IN_NAMES =
            Set.of("08", "0A", "23", "25", "28", "3D", "3F", "40", "42", "53", "54", "55", "57", "58", "XX");

    /** Of what is divided by the number of rows that a statement changed. */
    private static final String DIVISION_BY_ZERO = "22012";

    /** Of an insert of a row that is there. */
    private static final String UNIQUE_VIOLATION = "23505";

    /** What an insert ends with where that is no error. */
    private static final String OR_NOTHING = "ON CONFLICT DO NOTHING";

    private final String description;

    PostgresDialect(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public String now() {
        return "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";
    }

    @Override
    public String elementsOf(String parameter) {
        return "SELECT jsonb_array_elements_text(CAST(" + parameter + " AS JSONB))";
    }

    @Override
    public String rowLock() {
        return " FOR SHARE";
    }

    @Override
    public String exclusiveRowLock() {
        return " FOR UPDATE";
    }

    @Override
    public boolean takesSeveralStatements() {
        return true;
    }

    /** An insert that may not do nothing fails by itself: the server looks for the row once, and counts nothing. */
    @Override
    public String requiring(String statement) {
        if (statement.endsWith(OR_NOTHING)) {
            return statement.substring(0, statement.length() - OR_NOTHING.length());
        }
        return "WITH changed AS (" + statement + " RETURNING 1) SELECT 1 / COUNT(*) FROM changed";
    }

    @Override
    public Optional<String> notification(String runs) {
        return Optional.of("SELECT pg_notify(" + NotificationFeed.channel(runs) + ", :runId)");
    }

    @Override
    public String unsearched(String column) {
        return column;
    }

    @Override
    public boolean writesWhatStays() {
        return false;
    }

    @Override
    public Failure failure(SQLException error) {
        if (error instanceof SQLTransientConnectionException) {
            return Failure.UNREACHABLE;
        }
        String state = String.valueOf(error.getSQLState());
        return switch (state) {
            case DIVISION_BY_ZERO, UNIQUE_VIOLATION -> Failure.UNMET;
            case "23503" -> Failure.MISSING_REFERENCE;
            case "42P01" -> Failure.NO_TABLE;
            case "55P03", "40P01", "40001" -> Failure.LOCKED;
            case "25006" -> Failure.READ_ONLY;
            case "53100" -> Failure.FULL;
            case "XX001", "XX002" -> Failure.CORRUPT;
            case "3D000", "57P01", "57P02", "57P03", "53300" -> Failure.UNREACHABLE;
            default -> state.startsWith("08") ? Failure.UNREACHABLE : Failure.OTHER;
        };
    }

    /** The driver's texts have the statement with its values, the server's details have rows; its first line is told if it has not. */
    @Override
    public String wording(SQLException error) {
        String state = error.getSQLState() == null ? "" : ", SQL state " + error.getSQLState();
        return text(error).orElse("its text is left out, since it may quote what is stored") + state;
    }

    private static Optional<String> text(SQLException error) {
        if (isOfPool(error)) {
            return Optional.ofNullable(error.getMessage());
        }
        if (!(error instanceof PSQLException failure) || !isWordedInNames(failure)) {
            return Optional.empty();
        }
        @Nullable ServerErrorMessage server = failure.getServerErrorMessage();
        return Optional.ofNullable(server == null ? failure.getMessage() : server.getMessage());
    }

    /** Whether a pool tells that it has no connection, as it does when it is closed or empty. */
    private static boolean isOfPool(SQLException error) {
        return error instanceof SQLTransientConnectionException
                || (error.getClass() == SQLException.class && error.getSQLState() == null);
    }

    /** Whether the text is made of names and circumstances. What was raised inside a function or trigger may be anything. */
    private static boolean isWordedInNames(PSQLException error) {
        @Nullable ServerErrorMessage server = error.getServerErrorMessage();
        String state = String.valueOf(error.getSQLState());
        return state.length() == 5
                && CLASSES_WORDED_IN_NAMES.contains(state.substring(0, 2))
                && (server == null || server.getWhere() == null);
    }

    @Override
    public List<String> migrations() {
        return List.of("V1__runs.sql", "V2__approvals.sql", "V3__approval_lists.sql");
    }

    @Override
    public InputStream migration(String name) {
        return Objects.requireNonNull(PostgresDialect.class.getResourceAsStream("migration/" + name), name);
    }

    @Override
    public List<String> unfitValues(DataSource source, TableNames names) {
        return List.of();
    }
}
