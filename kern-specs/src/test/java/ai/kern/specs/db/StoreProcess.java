package ai.kern.specs.db;

import ai.kern.db.Db;
import ai.kern.db.TimeOffset;
import ai.kern.run.RunConflictException;
import ai.kern.specs.support.StoreKind;
import java.nio.file.Path;

/** What other processes do with a durable store, in {@link StoreProcessesTest}. */
final class StoreProcess {
    private StoreProcess() {}

    /** The kind of store, its folder, what to do, and what with. */
    public static void main(String[] arguments) throws Exception {
        StoreKind kind = StoreKind.valueOf(arguments[0]);
        Path folder = Path.of(arguments[1]);
        ForkedJvm.awaitGo();
        try (Db db = kind.open(folder, TimeOffset.NONE)) {
            switch (arguments[2]) {
                case "open" -> {}
                case "create" -> db.commit(Rows.creation(arguments[3]));
                case "pause" -> {
                    db.commit(Rows.creation(arguments[3]));
                    db.commit(Rows.pause(db.find(arguments[3]).orElseThrow()));
                }
                case "claim" -> claim(db, Integer.parseInt(arguments[3]));
                default -> throw new IllegalArgumentException(arguments[2]);
            }
        }
    }

    /** Claims each attempt, and writes the numbers of those that it got. */
    private static void claim(Db db, int attempts) {
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
