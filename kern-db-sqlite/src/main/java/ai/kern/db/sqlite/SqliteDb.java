package ai.kern.db.sqlite;

import ai.kern.db.DbException;
import ai.kern.db.jdbi.JdbiDb;
import ai.kern.db.jdbi.JdbiDbBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * A database of runs and approvals in one SQLite file, for the agents of one machine; several objects and several processes may share the file.
 * Safe for use by many threads, virtual ones among them.
 *
 * <p>The file is in WAL mode, so two more files stand beside it while it is open. A write that finds the file locked by another
 * process waits for the busy timeout and is then a {@link DbException}. A caller that is interrupted while it waits still learns
 * the outcome, and is interrupted afterwards.
 */
public final class SqliteDb extends JdbiDb {

    private SqliteDb(SqliteDialect dialect, SqliteConnections connections, Builder builder) {
        super(dialect, connections, builder);
    }

    /**
     * Opens a file, which is created if it is not there; its folder must be.
     *
     * @throws DbException if that fails, or the tables in it are newer than this library
     */
    public static SqliteDb open(Path path) {
        return builder().path(path).open();
    }

    /** Chooses what to open, and how. */
    public static Builder builder() {
        return new Builder();
    }

    /** When SQLite waits until what it wrote is on the disk. */
    public enum Synchronous {
        /** At each commit: what was committed survives a power cut. */
        FULL,
        /** Seldom: a power cut may take the last commits with it, but not damage the file. Faster by several times. */
        NORMAL
    }

    /**
     * Chooses what to open, and how. Where it is opened only for reading, its folder must still let SQLite keep the two files
     * beside it. Not safe for use by several threads.
     */
    public static final class Builder extends JdbiDbBuilder<Builder> {
        private static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);
        private static final String SCHEME = "jdbc:sqlite:";

        private @Nullable Path path;
        private @Nullable String url;
        private Duration busyTimeout = Duration.ofSeconds(10);
        private Synchronous synchronous = Synchronous.FULL;
        private int readers = 4;
        private UnaryOperator<DataSource> wrapper = UnaryOperator.identity();

        private Builder() {}

        @Override
        protected Builder self() {
            return this;
        }

        /** The file. */
        public Builder path(Path path) {
            if (Objects.requireNonNull(path, "path").toString().equals(":memory:")) {
                throw new IllegalArgumentException(
                        "':memory:' is no path: a SQLite database of kern lives in a file, which"
                                + " several processes can open. For one that is gone with this process use InMemoryApprovalDb");
            }
            this.path = path;
            return this;
        }

        /**
         * The JDBC address of a file, in place of its path: {@code jdbc:sqlite:file:/var/lib/app.db?mode=ro} opens one only for
         * reading. A deletion of the file while it is open is noticed only with a path.
         */
        public Builder url(String url) {
            this.url = Objects.requireNonNull(url, "url");
            return this;
        }

        /** How long one waits for another connection's lock, from 0 to a day; 10 seconds by default. */
        public Builder busyTimeout(Duration busyTimeout) {
            this.busyTimeout = Objects.requireNonNull(busyTimeout, "busyTimeout");
            return this;
        }

        /** When SQLite waits for the disk; {@link Synchronous#FULL} by default. */
        public Builder synchronous(Synchronous synchronous) {
            this.synchronous = Objects.requireNonNull(synchronous, "synchronous");
            return this;
        }

        /** How many connections read at once, at most; 4 by default. */
        public Builder readers(int readers) {
            this.readers = readers;
            return this;
        }

        /** Puts something around the source of connections, in tests: others than SQLite's own are no choice of an application. */
        Builder connections(UnaryOperator<DataSource> wrapper) {
            this.wrapper = wrapper;
            return this;
        }

        @Override
        public SqliteDb open() {
            requireSense();
            Optional<DatabaseFile> file = Optional.ofNullable(path).map(DatabaseFile::new);
            file.ifPresent(DatabaseFile::requirePlace);
            if (isReadOnly()) {
                file.ifPresent(DatabaseFile::requireThere);
            }
            String address = path == null
                    ? Objects.requireNonNull(url)
                    : SCHEME + path.toAbsolutePath().toUri();
            SqliteDialect dialect = new SqliteDialect("SQLite file " + (path == null ? address : path));
            SQLiteDataSource source = new SQLiteDataSource(config());
            source.setUrl(address);
            Jdbi jdbi = Jdbi.create(wrapper.apply(source))
                    .setSqlLogger(sqlLogger())
                    .setStatementBuilderFactory(connection -> new KeptStatements());
            WriteAheadLog log = new WriteAheadLog(dialect, busyTimeout);
            SqliteConnections connections = new SqliteConnections(
                    dialect.description(),
                    jdbi,
                    readers,
                    handle -> {
                        log.switchOn(handle);
                        file.ifPresent(DatabaseFile::opened);
                    },
                    () -> file.ifPresent(DatabaseFile::requireSame));
            return new SqliteDb(dialect, connections, this);
        }

        private SQLiteConfig config() {
            SQLiteConfig config = new SQLiteConfig();
            config.setBusyTimeout((int) busyTimeout.toMillis());
            config.setReadOnly(isReadOnly());
            config.enforceForeignKeys(true);
            // Nobody asks for them, and the driver would look each of them up by a statement more.
            config.setGetGeneratedKeys(false);
            config.setSynchronous(
                    synchronous == Synchronous.FULL
                            ? SQLiteConfig.SynchronousMode.FULL
                            : SQLiteConfig.SynchronousMode.NORMAL);
            return config;
        }

        private void requireSense() {
            if ((path == null) == (url == null)) {
                throw new IllegalStateException(
                        "a SQLite database is opened by its path or by its url: give one of them");
            }
            if (url != null && (!url.startsWith(SCHEME) || url.contains(":memory:") || url.contains("mode=memory"))) {
                throw new IllegalArgumentException("the address of a SQLite file begins with " + SCHEME
                        + ", and one in memory cannot be shared by connections (use InMemoryApprovalDb): " + url);
            }
            if (readers < 1) {
                throw new IllegalArgumentException("readers is at least 1, not " + readers);
            }
            if (busyTimeout.isNegative() || busyTimeout.compareTo(LONGEST_TIMEOUT) > 0) {
                throw new IllegalArgumentException("busyTimeout is at least 0 and at most a day, not " + busyTimeout);
            }
        }
    }
}
