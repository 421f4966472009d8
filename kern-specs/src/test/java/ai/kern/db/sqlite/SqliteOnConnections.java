package ai.kern.db.sqlite;

import ai.kern.db.TimeOffset;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** Opens a SQLite file on connections of a test, which the store lets nobody else do. */
public final class SqliteOnConnections {
    private SqliteOnConnections() {}

    /** Opens a file with something around the source of its connections. */
    public static SqliteDb open(Path file, TimeOffset time, UnaryOperator<DataSource> around) {
        return SqliteDb.builder()
                .path(file)
                .timeOffset(time)
                .connections(around)
                .open();
    }
}
