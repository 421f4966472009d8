package ai.kern.specs.support;

import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalSettings;
import ai.kern.approval.InMemoryApprovalDb;
import ai.kern.db.TimeOffset;
import ai.kern.db.sqlite.SqliteDb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The stores on which every behaviour is proved. */
public enum StoreKind {
    MEMORY {
        @Override
        public ApprovalDb open(Path folder, TimeOffset time) {
            return new InMemoryApprovalDb(ApprovalSettings.defaults(), time);
        }
    },
    SQLITE {
        @Override
        public ApprovalDb open(Path folder, TimeOffset time) {
            return SqliteDb.builder().path(file(folder)).timeOffset(time).open();
        }

        @Override
        public long loggedBytes(Path folder) {
            try {
                return Files.size(Path.of(file(folder) + "-wal"));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        private Path file(Path folder) {
            return folder.resolve("kern.db");
        }
    },
    POSTGRES {
        @Override
        public ApprovalDb open(Path folder, TimeOffset time) {
            return PostgresServer.require().open(PostgresServer.SCHEMA, time);
        }

        @Override
        public void handOver(ProcessBuilder jvm) {
            PostgresServer.require().handOver(PostgresServer.SCHEMA, jvm);
        }

        @Override
        public void clear() {
            PostgresServer.require().clear(PostgresServer.SCHEMA);
        }

        @Override
        public long loggedBytes(Path folder) {
            return Long.parseLong(PostgresServer.require()
                    .query(PostgresServer.SCHEMA, "SELECT CAST(pg_current_wal_insert_lsn() - '0/0' AS BIGINT)")
                    .get(0));
        }
    };

    /** Opens the database of a folder; the memory one is new each time. */
    public abstract ApprovalDb open(Path folder, TimeOffset time);

    /** Where the SQLite file of a folder is. */
    public static Path sqliteFile(Path folder) {
        return folder.resolve("kern.db");
    }

    /** Lets another JVM open the same database. */
    public void handOver(ProcessBuilder jvm) {}

    /** Removes what earlier tests left, where tests share a database that stands open. */
    public void clear() {}

    /**
     * How far the log of a durable database has grown, which takes in what commits write before it goes to its place; SQLite's
     * starts anew after some megabytes.
     */
    public long loggedBytes(Path folder) {
        throw new UnsupportedOperationException(this + " has no log");
    }

    /** Whether the database outlives its object. */
    public boolean isDurable() {
        return this != MEMORY;
    }
}
