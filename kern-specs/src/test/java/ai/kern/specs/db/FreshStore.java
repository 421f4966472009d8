package ai.kern.specs.db;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.db.Db;
import ai.kern.db.TimeOffset;
import ai.kern.db.postgres.PostgresDb;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.db.sqlite.SqliteOnConnections;
import ai.kern.specs.support.OtherJvm;
import ai.kern.specs.support.PostgresServer;
import ai.kern.specs.support.StoreKind;
import ai.kern.testkit.FaultyConnections;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A durable database that nobody has opened yet, in a file or a schema of its own. */
abstract class FreshStore implements AutoCloseable {
    private FreshStore() {}

    static FreshStore of(StoreKind kind, Path folder) {
        return switch (kind) {
            case SQLITE -> new File(folder);
            case POSTGRES -> new Schema(PostgresServer.require(), PostgresServer.newSchema(), folder);
            case MEMORY -> throw new IllegalArgumentException("memory is not durable");
        };
    }

    /** Opens it, and makes its tables where they are missing. */
    abstract Db open();

    /** Opens it only for reading. */
    abstract Db openReadOnly();

    /** Opens it on connections in which faults may strike. */
    abstract Db openOn(FaultyConnections faults);

    /** The first column of a query's rows. */
    abstract List<String> query(String sql);

    /** Asserts that no transaction is open, and that every row belongs to something. */
    abstract void verifyIdle();

    /** Another process that has this database for its own. */
    abstract ForkedJvm fork(List<String> options, String... arguments);

    /** The numbers of the migrations that were done. */
    List<String> migrations() {
        return query("SELECT version FROM kern_schema_version WHERE version <> '0' ORDER BY installed_rank");
    }

    @Override
    public void close() {}

    private static ProcessBuilder program(StoreKind kind, Path folder, List<String> options, String... arguments) {
        List<String> all = new ArrayList<>(List.of(kind.name(), folder.toString()));
        all.addAll(List.of(arguments));
        return OtherJvm.of(StoreProcess.class, options, all);
    }

    private static final class File extends FreshStore {
        private final Path folder;

        File(Path folder) {
            this.folder = folder;
        }

        private Path path() {
            return StoreKind.sqliteFile(folder);
        }

        @Override
        Db open() {
            return StoreKind.SQLITE.open(folder, TimeOffset.NONE);
        }

        @Override
        Db openReadOnly() {
            return SqliteDb.builder().path(path()).readOnly().open();
        }

        @Override
        Db openOn(FaultyConnections faults) {
            return SqliteOnConnections.open(path(), TimeOffset.NONE, faults::around);
        }

        @Override
        List<String> query(String sql) {
            return SqliteFile.query(path(), sql);
        }

        @Override
        void verifyIdle() {
            SqliteFile.verifyIdle(path());
            SqliteFile.verifyClosed(path());
        }

        @Override
        ForkedJvm fork(List<String> options, String... arguments) {
            return ForkedJvm.start(program(StoreKind.SQLITE, folder, options, arguments));
        }
    }

    private static final class Schema extends FreshStore {
        private final PostgresServer server;
        private final String name;
        private final Path folder;

        Schema(PostgresServer server, String name, Path folder) {
            this.server = server;
            this.name = name;
            this.folder = folder;
        }

        @Override
        Db open() {
            return server.open(name, TimeOffset.NONE);
        }

        @Override
        Db openReadOnly() {
            return PostgresDb.builder()
                    .url(server.url())
                    .schema(name)
                    .readOnly()
                    .open();
        }

        @Override
        Db openOn(FaultyConnections faults) {
            server.create(name);
            return server.openOn(faults::around, name, TimeOffset.NONE);
        }

        @Override
        List<String> query(String sql) {
            return server.query(name, sql);
        }

        @Override
        void verifyIdle() {
            assertThat(server.idleTransactions())
                    .as("transactions that are still open")
                    .isEmpty();
            RowInvariants.verify(this::query);
        }

        @Override
        ForkedJvm fork(List<String> options, String... arguments) {
            ProcessBuilder jvm = program(StoreKind.POSTGRES, folder, options, arguments);
            server.handOver(name, jvm);
            return ForkedJvm.start(jvm);
        }

        @Override
        public void close() {
            server.drop(name);
        }
    }
}
