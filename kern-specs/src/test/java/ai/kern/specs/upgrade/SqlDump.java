package ai.kern.specs.upgrade;

import ai.kern.db.jdbi.TableNames;
import ai.kern.specs.support.StoreKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Writes a database with all its tables, indexes and rows as a SQL script. */
final class SqlDump {
    /** In their order, each row comes behind those that it refers to. */
    private static final List<String> TABLES =
            Stream.of(TableNames.Table.values()).map(TableNames.defaults()::of).toList();

    private static final String SQLITE_TABLE = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = '%s'";
    private static final String SQLITE_INDEXES =
            "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = '%s' AND sql IS NOT NULL ORDER BY name";
    private static final String POSTGRES_TABLE = """
            SELECT 'CREATE TABLE "%1$s" (' || (
                SELECT string_agg(definition, ', ' ORDER BY place) FROM (
                    SELECT attnum AS place, '"' || attname || '" ' || format_type(atttypid, atttypmod)
                        || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END
                        || coalesce(' DEFAULT ' || pg_get_expr(adbin, adrelid), '') AS definition
                    FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
                    WHERE attrelid = '%1$s'::regclass AND attnum > 0
                    UNION ALL
                    SELECT 1000 + row_number() OVER (ORDER BY contype, conname),
                        'CONSTRAINT "' || conname || '" ' || pg_get_constraintdef(oid)
                    FROM pg_constraint WHERE conrelid = '%1$s'::regclass AND contype <> 'n') parts)
                || ')' || coalesce(' WITH (' || array_to_string(reloptions, ', ') || ')', '')
            FROM pg_class WHERE oid = '%1$s'::regclass""";
    private static final String POSTGRES_INDEXES = """
            SELECT replace(pg_get_indexdef(indexrelid), ' ON ' || current_schema() || '.', ' ON ')
            FROM pg_index WHERE indrelid = '%1$s'::regclass
                AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u'))
            ORDER BY indexrelid::regclass::text""";

    private final StoreKind store;
    private final Connection connection;

    SqlDump(StoreKind store, Connection connection) {
        this.store = store;
        this.connection = connection;
    }

    String script() throws SQLException {
        boolean isSqlite = store == StoreKind.SQLITE;
        List<String> statements = new ArrayList<>();
        for (String table : TABLES) {
            statements.addAll(texts((isSqlite ? SQLITE_TABLE : POSTGRES_TABLE).formatted(table)));
            statements.addAll(texts((isSqlite ? SQLITE_INDEXES : POSTGRES_INDEXES).formatted(table)));
            statements.addAll(rows(table));
        }
        return String.join(";\n", statements) + ";\n";
    }

    private List<String> texts(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    private List<String> rows(String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
            List<String> columns = new ArrayList<>();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                columns.add('"' + rows.getMetaData().getColumnName(i) + '"');
            }
            List<String> inserts = new ArrayList<>();
            while (rows.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= columns.size(); i++) {
                    values.add(literal(rows.getObject(i)));
                }
                inserts.add("INSERT INTO " + table + " (" + String.join(", ", columns) + ") VALUES ("
                        + String.join(", ", values) + ")");
            }
            return inserts;
        }
    }

    private static String literal(Object value) {
        if (value == null || value instanceof Number || value instanceof Boolean) {
            return String.valueOf(value);
        }
        if (value instanceof byte[] bytes) {
            return "X'" + HexFormat.of().formatHex(bytes) + "'";
        }
        return "'" + value.toString().replace("'", "''") + "'";
    }
}
