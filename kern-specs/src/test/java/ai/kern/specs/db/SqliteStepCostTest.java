package ai.kern.specs.db;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.db.LeaseUse;
import ai.kern.db.sqlite.SqliteDb;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a step writes to a SQLite file. */
@Tag("RUN-2")
class SqliteStepCostTest {
    private static final long PAGE_IN_THE_LOG = 4096 + 24;

    @TempDir
    Path folder;

    @Test
    void aStepThatLeavesTheStatusAsItIsWritesTheRunAndNoIndex() throws Exception {
        Path file = folder.resolve("app.db");
        Path log = folder.resolve("app.db-wal");
        try (SqliteDb db = SqliteDb.open(file)) {
            db.commit(Rows.creation("a"));
            db.commit(Rows.step(db.find("a").orElseThrow(), new LeaseUse.None(), 0, 0));
            long before = Files.size(log);

            db.commit(Rows.step(db.find("a").orElseThrow(), new LeaseUse.None(), 0, 0));

            assertThat(Files.size(log) - before).isEqualTo(PAGE_IN_THE_LOG);
        }
    }
}
