package ai.kern.specs.support;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.postgresql.PGStatement;

/** Listens to the statements of a store, and asks its database how it would run them. Safe for use by many threads. */
public final class QueryPlans implements SqlLogger {
    private final boolean isPostgres;
    private final List<String> statements = new CopyOnWriteArrayList<>();

    private QueryPlans(boolean isPostgres) {
        this.isPostgres = isPostgres;
    }

    public static QueryPlans ofSqlite() {
        return new QueryPlans(false);
    }

    public static QueryPlans ofPostgres() {
        return new QueryPlans(true);
    }

    @Override
    public void logBeforeExecution(StatementContext context) {
        // Batches have no statement yet, and are no queries.
        if (context.getStatement() != null) {
            statements.add(
                    isPostgres ? withValues(context) : context.getParsedSql().getSql());
        }
    }

    /** The values are what the plan depends on in PostgreSQL, whose driver shows them. */
    private static String withValues(StatementContext context) {
        try {
            return context.getStatement().unwrap(PGStatement.class).toString();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** The plans of the queries that something makes, line by line. */
    public List<String> of(Connection connection, Runnable queries) throws SQLException {
        statements.clear();
        queries.run();
        List<String> plan = new ArrayList<>();
        for (String sql : statements.stream().flatMap(QueryPlans::single).toList()) {
            String verb = sql.strip().split("\\s", 2)[0].toUpperCase(Locale.ROOT);
            if (List.of("SELECT", "UPDATE", "DELETE").contains(verb)) {
                plan.addAll(plan(connection, sql));
            }
        }
        return plan;
    }

    /** A store may send several statements at once. */
    private static Stream<String> single(String sql) {
        return Stream.of(sql.split(";\n"));
    }

    private List<String> plan(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery((isPostgres ? "EXPLAIN " : "EXPLAIN QUERY PLAN ") + sql)) {
            List<String> lines = new ArrayList<>();
            while (rows.next()) {
                lines.add(rows.getString(isPostgres ? 1 : 4));
            }
            return lines;
        }
    }
}
