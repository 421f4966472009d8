package ai.kern.db.postgres;

import ai.kern.db.DbException;
import ai.kern.db.jdbi.JdbiDb;
import ai.kern.db.jdbi.JdbiDbBuilder;
import ai.kern.db.jdbi.StoreThreads;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database of runs and approvals in PostgreSQL, for agents on any number of machines. Safe for use by many threads, virtual
 * ones among them: what these ask for is done on platform threads of its own, so that an interrupt does not close the connection.
 * Commits wait for the disk as the server's {@code synchronous_commit} says.
 */
public final class PostgresDb extends JdbiDb {

    private PostgresDb(PostgresDialect dialect, PostgresConnections connections, Builder builder) {
        super(dialect, connections, builder);
    }

    /**
     * Connects to a database with a connection pool of its own.
     *
     * @param url the JDBC address: {@code jdbc:postgresql://host:5432/database}
     * @throws DbException if it cannot be reached or used, or the tables in it are newer than this library
     */
    public static PostgresDb connect(String url, String user, String password) {
        return builder().url(url).user(user).password(password).open();
    }

    /**
     * Uses the connections of a source, all set up alike, which stays open when this is closed. They may have any setting of
     * auto-commit, which is set for the time of each use. Who {@linkplain #changes listens} takes one of them meanwhile. While tables are created it needs three connections at once.
     *
     * @throws DbException if it cannot be reached or used, or the tables in it are newer than this library
     */
    public static PostgresDb of(DataSource dataSource) {
        return builder().dataSource(dataSource).open();
    }

    /** Chooses what to open, and how. */
    public static Builder builder() {
        return new Builder();
    }

    /** Chooses what to open, and how. Not safe for use by several threads. */
    public static final class Builder extends JdbiDbBuilder<Builder> {
        private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
        private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(250);
        private static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);
        private static final String SCHEME = "jdbc:postgresql:";

        private @Nullable String url;
        private @Nullable String user;
        private @Nullable String password;
        private @Nullable DataSource dataSource;
        private @Nullable String schema;
        private int poolSize = 10;
        private Duration connectTimeout = Duration.ofSeconds(10);

        private Builder() {}

        @Override
        protected Builder self() {
            return this;
        }

        /** The JDBC address. */
        public Builder url(String url) {
            this.url = Objects.requireNonNull(url, "url");
            return this;
        }

        /** Who connects. */
        public Builder user(String user) {
            this.user = Objects.requireNonNull(user, "user");
            return this;
        }

        /** The password of who connects. */
        public Builder password(String password) {
            this.password = Objects.requireNonNull(password, "password");
            return this;
        }

        /** Where connections come from, in place of an address; it stays open when the database is closed. */
        public Builder dataSource(DataSource dataSource) {
            this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
            return this;
        }

        /**
         * The schema for the tables, created if it is not there; the first of the connection's search path where none is
         * given. With a {@link #dataSource} set the search path there instead.
         */
        public Builder schema(String schema) {
            this.schema = Objects.requireNonNull(schema, "schema");
            return this;
        }

        /**
         * How many connections there are at most, and how many threads, which wait for them in place of virtual ones; 10 by
         * default. With a {@link #dataSource}, how many threads.
         */
        public Builder poolSize(int poolSize) {
            this.poolSize = poolSize;
            return this;
        }

        /** How long one waits for a connection, from 250 ms to a day; 10 seconds by default. */
        public Builder connectTimeout(Duration connectTimeout) {
            this.connectTimeout = Objects.requireNonNull(connectTimeout, "connectTimeout");
            return this;
        }

        @Override
        public PostgresDb open() {
            requireSense();
            if (dataSource != null) {
                DataSource given = AutoCommittingSource.around(dataSource);
                return open("PostgreSQL", given, given, () -> {});
            }
            PGSimpleDataSource unpooled = unpooled(Objects.requireNonNull(url));
            HikariDataSource pool = new HikariDataSource(pool(unpooled));
            return open(
                    "PostgreSQL database " + unpooled.getDatabaseName() + " at "
                            + String.join(",", unpooled.getServerNames()),
                    pool,
                    unpooled,
                    pool::close);
        }

        private PostgresDb open(String description, DataSource pool, DataSource unpooled, Runnable closePool) {
            StoreThreads threads = new StoreThreads(description, "kern-postgres", poolSize);
            return new PostgresDb(
                    new PostgresDialect(description),
                    new PostgresConnections(
                            pool, unpooled, Optional.ofNullable(schema), isReadOnly(), sqlLogger(), threads, closePool),
                    this);
        }

        private PGSimpleDataSource unpooled(String address) {
            PGSimpleDataSource source = new PGSimpleDataSource();
            source.setURL(address);
            if (user != null) {
                source.setUser(user);
            }
            if (password != null) {
                source.setPassword(password);
            }
            if (schema != null) {
                source.setCurrentSchema(schema);
            }
            // What the driver tells of an error, and logs, then has no statement with its values and no rows.
            source.setLogServerErrorDetail(false);
            source.setConnectTimeout(Math.max(1, (int) connectTimeout.toSeconds()));
            return source;
        }

        private HikariConfig pool(DataSource source) {
            HikariConfig config = new HikariConfig();
            config.setDataSource(source);
            config.setPoolName("kern-postgres");
            config.setMaximumPoolSize(poolSize);
            config.setConnectionTimeout(connectTimeout.toMillis());
            // What cannot be reached is told as the failure of the first connection, with the database's name.
            config.setInitializationFailTimeout(-1);
            return config;
        }

        private void requireSense() {
            if ((url == null) == (dataSource == null)) {
                throw new IllegalStateException(
                        "a PostgreSQL database is opened by its url or by a dataSource: give one of them");
            }
            if (dataSource != null && (user != null || password != null || schema != null)) {
                throw new IllegalStateException(
                        "user, password and schema belong to a url; with a dataSource, set them there");
            }
            if (url != null && !url.startsWith(SCHEME)) {
                throw new IllegalArgumentException("the address of a PostgreSQL database begins with " + SCHEME);
            }
            if (schema != null && !SCHEMA.matcher(schema).matches()) {
                throw new IllegalArgumentException(
                        "a schema's name is made of lower-case letters, digits and underscores"
                                + " and does not begin with a digit: " + schema);
            }
            if (poolSize < 1) {
                throw new IllegalArgumentException("poolSize is at least 1, not " + poolSize);
            }
            if (connectTimeout.compareTo(SHORTEST_TIMEOUT) < 0 || connectTimeout.compareTo(LONGEST_TIMEOUT) > 0) {
                throw new IllegalArgumentException(
                        "connectTimeout is at least 250 ms and at most a day, not " + connectTimeout);
            }
        }
    }
}
