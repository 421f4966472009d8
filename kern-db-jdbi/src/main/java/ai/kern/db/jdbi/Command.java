package ai.kern.db.jdbi;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement that writes, with its parameters in their order. It is read once and bound without JDBI, whose binding takes longer
 * than the statement. Immutable.
 *
 * @param text the statement, with question marks for parameters
 * @param requiring the same one, so that it fails unless it changes a row; as it is where statements are sent one by one
 * @param parameters the names of the parameters, once for each place
 */
record Command(String text, String requiring, List<String> parameters) {
    private static final Pattern PARAMETER = Pattern.compile(":([A-Za-z_]+)");

    /** Reads a statement in which <code>:name</code> stands for a parameter, and a colon for nothing else. */
    static Command read(String sql, Dialect dialect) {
        Matcher parameter = PARAMETER.matcher(sql);
        List<String> names = new ArrayList<>();
        while (parameter.find()) {
            names.add(parameter.group(1));
        }
        String text = parameter.replaceAll("?");
        return new Command(text, dialect.requiring(text), List.copyOf(names));
    }

    /** Binds values; returns the place after the last one. */
    int bind(PreparedStatement statement, int firstPlace, Values values) throws SQLException {
        int place = firstPlace;
        for (String name : parameters) {
            values.bind(statement, place, name);
            place++;
        }
        return place;
    }
}
