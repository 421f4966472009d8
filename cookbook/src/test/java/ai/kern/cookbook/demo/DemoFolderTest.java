package ai.kern.cookbook.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The demo keeps to its own folder, and leaves those of others alone. */
class DemoFolderTest extends DemoSpec {
    @Test
    void aFolderWithContentOfItsOwnIsRefusedAndLeftAsItIs() throws IOException {
        Files.createDirectories(folder.resolve("files"));
        Files.writeString(file(".env"), "PRECIOUS=1");
        Files.writeString(file("test.txt"), "precious");

        assertThatThrownBy(() -> demo("").start())
                .isInstanceOf(DemoException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("content that the demo did not make");

        assertThat(file(".env")).hasContent("PRECIOUS=1");
        assertThat(file("test.txt")).hasContent("precious");
        assertThat(folder).isDirectoryNotContaining(path -> !path.endsWith("files"));
    }

    @Test
    void aFileInPlaceOfTheFolderIsRefused() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious"), "1");
        folder = precious;

        assertThatThrownBy(() -> demo("").start())
                .isInstanceOf(DemoException.class)
                .hasMessageContaining(precious + " is a file. Nothing was changed");
        assertThat(precious).hasContent("1");
    }

    @Test
    void aFolderThatCannotBeMadeIsNamedInWords() throws IOException {
        folder = Files.writeString(folder.resolve("precious"), "1").resolve("below");

        assertThatThrownBy(() -> demo("").start())
                .isInstanceOf(DemoException.class)
                .hasMessageContaining("the folder " + folder + " cannot be made or written to")
                .hasMessageNotContaining("Exception");
    }

    @Test
    void aPathThatAShellWouldTakeApartIsQuoted() throws IOException {
        folder = Files.createDirectory(folder.resolve("it's here"));

        demo("").start();

        assertThat(printed.toString()).contains("it'\\''s here' --answer");
    }

    @Test
    void toolsStayInsideTheirFolder() throws IOException {
        FileTools tools = new FileTools(Files.createDirectories(folder.resolve("files")));
        Path outside = Files.createFile(folder.resolve("precious"));

        assertThatThrownBy(() -> tools.deleteFile("../precious")).hasMessageContaining("not inside the folder");
        assertThat(outside).exists();
    }
}
