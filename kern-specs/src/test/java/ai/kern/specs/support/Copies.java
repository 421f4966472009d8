package ai.kern.specs.support;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Statements that copy rows many times, each copy under a number. */
final class Copies {
    /** When the first copy was made, in milliseconds since 1970. */
    static final long EPOCH = 1_700_000_000_000L;

    /** The id of copy {@code i}: {@link RunCopies#id}, in SQL. */
    static final String ID = "(i * 2654435761 % 4294967296) || '-' || i";

    /** When copy {@code i} was made. */
    static final String TIME = EPOCH + " + i * 1000";

    private static final String NUMBERS = """
            WITH RECURSIVE numbers(i) AS (SELECT %d UNION ALL SELECT i + 1 FROM numbers WHERE i < %d)
            """;

    private final Connection connection;

    Copies(Connection connection) {
        this.connection = connection;
    }

    /** A query for the numbers of a range, as {@code i}, with which a statement begins. */
    static String numbers(int from, int to) {
        return NUMBERS.formatted(from, to - 1);
    }

    /**
     * Makes copies of a row with those numbers of a range whose last two digits are within another one.
     *
     * @param copied what a column of a copy has, as SQL of its number {@code i} and the {@code template}
     * @param template the condition that the row fulfils
     */
    void copy(
            String table,
            UnaryOperator<String> copied,
            int from,
            int to,
            String template,
            int firstDigits,
            int lastDigits)
            throws SQLException {
        List<String> columns = columns(table);
        execute("INSERT INTO " + table + " (" + String.join(", ", columns) + ") "
                + numbers(from, to)
                + "SELECT "
                + String.join(", ", columns.stream().map(copied).toList())
                + " FROM numbers CROSS JOIN " + table + " template WHERE template." + template
                + " AND i % 100 BETWEEN " + firstDigits + " AND " + lastDigits);
    }

    private List<String> columns(String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet none = statement.executeQuery("SELECT * FROM " + table + " WHERE 1 = 0")) {
            List<String> columns = new ArrayList<>();
            for (int i = 1; i <= none.getMetaData().getColumnCount(); i++) {
                columns.add(none.getMetaData().getColumnName(i));
            }
            return columns;
        }
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
