package ai.kern.db.jdbi;

import ai.kern.db.Limits;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * What the rows of a list have in common: columns, and the values that are asked for. An index is searched for the first one that
 * is added, so the one that leaves the fewest rows comes first. Not safe for use by several threads.
 */
final class Filters {
    private final Sql sql;
    private final StringBuilder conditions = new StringBuilder();
    private final Map<String, String> values = new LinkedHashMap<>();

    Filters(Sql sql) {
        this.sql = sql;
    }

    void add(String column, String value) {
        if (values.isEmpty()) {
            addSearched(column, value);
        } else {
            add(column, sql.unsearched(column), value);
        }
    }

    /** Adds a filter that an index of the first column has too. */
    void addSearched(String column, String value) {
        add(column, column, value);
    }

    private void add(String name, String column, String value) {
        conditions.append(" AND " + column + " = :" + name);
        values.put(name, value);
    }

    /** Adds a value for which the list has a condition of its own. */
    void addValue(String name, String value) {
        values.put(name, value);
    }

    /** Whether a row can have all these values: one that no database could store has none. */
    boolean canFit() {
        return values.values().stream().allMatch(Limits::isName);
    }

    /** All of them behind other conditions, each with an {@code AND} before it. */
    String conditions() {
        return conditions.toString();
    }

    <S extends SqlStatement<S>> S bindTo(S statement) {
        values.forEach(statement::bind);
        return statement;
    }
}
