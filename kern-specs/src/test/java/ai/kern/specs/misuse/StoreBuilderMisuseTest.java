package ai.kern.specs.misuse;

import static ai.kern.specs.misuse.Refusals.assertNullRefused;
import static ai.kern.specs.misuse.Refusals.assertRefused;

import ai.kern.db.jdbi.TableNames;
import ai.kern.db.postgres.PostgresDb;
import ai.kern.db.sqlite.SqliteDb;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Timeouts and names of stores that cannot be meant. */
@Tag("DB-3")
class StoreBuilderMisuseTest {
    @TempDir
    Path folder;

    static Stream<Duration> durations() {
        return Stream.of(
                Duration.ofNanos(-1),
                Duration.ofDays(1).plusNanos(1),
                ChronoUnit.FOREVER.getDuration(),
                ChronoUnit.FOREVER.getDuration().negated());
    }

    @ParameterizedTest
    @MethodSource("durations")
    void aTimeoutOutOfItsRange(Duration duration) {
        assertRefused(
                IllegalArgumentException.class,
                () -> SqliteDb.builder()
                        .path(folder.resolve("kern.db"))
                        .busyTimeout(duration)
                        .open(),
                "busyTimeout",
                "at most a day",
                duration.toString());
        assertRefused(
                IllegalArgumentException.class,
                () -> PostgresDb.builder()
                        .url("jdbc:postgresql://127.0.0.1:1/none")
                        .connectTimeout(duration)
                        .open(),
                "connectTimeout",
                "at most a day",
                duration.toString());
    }

    @Test
    void aNameOfTablesThatIsNull() {
        assertNullRefused(() -> TableNames.builder().prefix(null), "prefix");
        assertNullRefused(() -> TableNames.builder().name(TableNames.Table.RUNS, null), "name");
        assertNullRefused(() -> TableNames.builder().name(null, "runs"), "table");
    }
}
