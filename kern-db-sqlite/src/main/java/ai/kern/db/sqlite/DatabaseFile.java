package ai.kern.db.sqlite;

import ai.kern.db.DbException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The file of a database that is open. An open file that is deleted or replaced can still be written to, and all of it is lost
 * without an error; so it is looked at before each commit. Safe for use by many threads.
 */
final class DatabaseFile {
    private final Path path;
    private volatile boolean isOpen;
    private volatile @Nullable Object key;

    DatabaseFile(Path path) {
        this.path = path;
    }

    /** Throws if no database can be in this place. */
    void requirePlace() {
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new DbException(
                    "SQLite file " + path + " cannot be opened: its folder " + folder
                            + " is not there. Create it, or choose another path",
                    null);
        }
        if (Files.isDirectory(path)) {
            throw new DbException(
                    "SQLite file " + path + " cannot be opened: it is a folder. Choose the path of a file", null);
        }
    }

    /** Throws if there is no file that could be read. */
    void requireThere() {
        if (!Files.exists(path)) {
            throw new DbException(
                    "SQLite file " + path + " is not there, and is not created where it is opened only for reading."
                            + " Check the path",
                    null);
        }
    }

    /** Takes what is at the path now for the file that was opened. */
    void opened() {
        key = currentKey();
        isOpen = true;
    }

    /** Throws if the file that was opened is not at its path any more. */
    void requireSame() {
        Object before = key;
        if (isOpen && before != null && !before.equals(currentKey())) {
            throw new DbException(
                    "SQLite file " + path + " was replaced while it was open, so nothing more is stored in the old one."
                            + " Close this database and open it anew",
                    null);
        } else if (isOpen && before == null) {
            currentKey();
        }
    }

    /** What identifies the file, where the file system knows such a thing. */
    private @Nullable Object currentKey() {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (IOException missing) {
            throw new DbException(
                    "SQLite file " + path
                            + " is not there any more, though it is open. Put it back, or close this database and"
                            + " open it anew",
                    missing);
        }
    }
}
