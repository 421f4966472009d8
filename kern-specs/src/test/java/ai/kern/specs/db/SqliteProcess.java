package ai.kern.specs.db;

import ai.kern.db.sqlite.SqliteDb;
import ai.kern.run.RunConflictException;
import java.nio.file.Path;

/** What other processes do with a SQLite file, in {@link SqliteProcessesTest}. */
final class SqliteProcess {
    private SqliteProcess() {}

    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[1]);
        ForkedJvm.awaitGo();
        switch (arguments[0]) {
            case "create" -> create(file, arguments[2]);
            case "claim" -> claim(file, Integer.parseInt(arguments[2]));
            case "open" -> SqliteDb.open(file).close();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void create(Path file, String runId) {
        try (SqliteDb db = SqliteDb.open(file)) {
            db.commit(Rows.creation(runId));
        }
    }

    /** Claims each attempt, and writes the numbers of those that it got. */
    private static void claim(Path file, int attempts) {
        try (SqliteDb db = SqliteDb.open(file)) {
            for (int attempt = 1; attempt <= attempts; attempt++) {
                try {
                    db.commit(Rows.claim("contested", attempt));
                    System.out.println(attempt);
                } catch (RunConflictException lost) {
                    // Another process has it.
                }
            }
        }
    }
}
