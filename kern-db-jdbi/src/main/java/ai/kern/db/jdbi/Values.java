package ai.kern.db.jdbi;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.SqlStatement;

/** What is bound to the parameters of a statement, by name. Not safe for use by several threads. */
final class Values {
    private final Map<String, Object> values = new HashMap<>();

    /** What stands for a number that is not there; its type must be known. */
    private enum Missing {
        TEXT(Types.VARCHAR),
        WHOLE(Types.INTEGER),
        LONG(Types.BIGINT);

        private final int type;

        Missing(int type) {
            this.type = type;
        }
    }

    Values text(String name, String value) {
        values.put(name, value);
        return this;
    }

    Values text(String name, Optional<String> value) {
        values.put(name, value.<Object>map(text -> text).orElse(Missing.TEXT));
        return this;
    }

    Values whole(String name, int value) {
        values.put(name, value);
        return this;
    }

    Values whole(String name, Optional<Integer> value) {
        values.put(name, value.<Object>map(number -> number).orElse(Missing.WHOLE));
        return this;
    }

    Values number(String name, long value) {
        values.put(name, value);
        return this;
    }

    Values number(String name, Optional<Long> value) {
        values.put(name, value.<Object>map(number -> number).orElse(Missing.LONG));
        return this;
    }

    void bind(PreparedStatement statement, int place, String name) throws SQLException {
        Object value = values.get(name);
        if (value instanceof String text) {
            statement.setString(place, text);
        } else if (value instanceof Long number) {
            statement.setLong(place, number);
        } else if (value instanceof Integer number) {
            statement.setInt(place, number);
        } else if (value instanceof Missing missing) {
            statement.setNull(place, missing.type);
        } else {
            throw new IllegalStateException("nothing is given for the parameter " + name);
        }
    }

    /** Binds all of them to a query. */
    <S extends SqlStatement<S>> S bindTo(S query) {
        values.forEach((name, value) -> {
            if (value instanceof Missing missing) {
                query.bindNull(name, missing.type);
            } else {
                query.bind(name, value);
            }
        });
        return query;
    }
}
