package ai.kern.cookbook.demo;

import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tools that work on the files of one folder, and on nothing outside it. */
public final class FileTools {
    private final Path folder;

    public FileTools(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    @Tool(description = "Create an empty file.")
    public String createFile(
            @Param(name = "path", description = "The file's path, relative to the folder.") String path)
            throws IOException {
        Files.createFile(inside(path));
        return "created " + path;
    }

    @Tool(description = "Delete a file for ever.", requiresConfirmation = true)
    public String deleteFile(
            @Param(name = "path", description = "The file's path, relative to the folder.") String path)
            throws IOException {
        Files.delete(inside(path));
        return "deleted " + path;
    }

    private Path inside(String path) {
        Path file = folder.resolve(path).normalize();
        if (!file.startsWith(folder) || file.equals(folder)) {
            throw new IllegalArgumentException(path + " is not inside the folder");
        }
        return file;
    }
}
