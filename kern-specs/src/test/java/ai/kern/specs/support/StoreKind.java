package ai.kern.specs.support;

import ai.kern.db.Db;
import ai.kern.db.InMemoryDb;
import ai.kern.db.TimeOffset;
import ai.kern.db.sqlite.SqliteDb;
import java.nio.file.Path;

/** The stores on which every behaviour is proved. */
public enum StoreKind {
    MEMORY {
        @Override
        public Db open(Path folder, TimeOffset time) {
            return new InMemoryDb(time);
        }
    },
    SQLITE {
        @Override
        public Db open(Path folder, TimeOffset time) {
            return SqliteDb.builder()
                    .path(folder.resolve("kern.db"))
                    .timeOffset(time)
                    .open();
        }
    },
    POSTGRES {
        @Override
        public Db open(Path folder, TimeOffset time) {
            return PostgresServer.require().open(PostgresServer.SCHEMA, time);
        }

        @Override
        public void clear() {
            PostgresServer.require().clear(PostgresServer.SCHEMA);
        }
    };

    /** Opens the database of a folder; the memory one is new each time. */
    public abstract Db open(Path folder, TimeOffset time);

    /** Removes what earlier tests left, where tests share a database that stands open. */
    public void clear() {}

    /** Whether the database outlives its object. */
    public boolean isDurable() {
        return this != MEMORY;
    }
}
