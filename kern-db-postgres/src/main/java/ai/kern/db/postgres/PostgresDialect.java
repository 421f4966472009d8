package ai.kern.db.postgres;

import ai.kern.db.jdbi.Dialect;
import ai.kern.db.jdbi.Failure;
import java.io.InputStream;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Objects;

/** How PostgreSQL differs from other databases. */
final class PostgresDialect implements Dialect {
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
    public Failure failure(SQLException error) {
        if (error instanceof SQLTransientConnectionException) {
            return Failure.UNREACHABLE;
        }
        String state = String.valueOf(error.getSQLState());
        return switch (state) {
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

    @Override
    public List<String> migrations() {
        return List.of("V1__runs.sql");
    }

    @Override
    public InputStream migration(String name) {
        return Objects.requireNonNull(PostgresDialect.class.getResourceAsStream("migration/" + name), name);
    }
}
