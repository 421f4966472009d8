package ai.kern.cookbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program in a process of its own, whose output goes to files. */
final class OtherProcess {
    private OtherProcess() {}

    /** How a program ended. */
    record Ended(int exitCode, String out, String err) {}

    /** Calls a program from a folder with more variables in its environment, and waits for its end. */
    static Ended call(Path folder, Map<String, String> environment, String program, String... arguments)
            throws Exception {
        return call(folder, environment, "", program, arguments);
    }

    /** The same with something typed. */
    private static Ended call(
            Path folder, Map<String, String> environment, String typed, String program, String... arguments)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        Path in = Files.writeString(Files.createTempFile(folder, "in", ""), typed);
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** Calls a Java program with something typed, in a JVM with the class path of this one. */
    static Ended java(Path folder, Map<String, String> environment, String typed, Class<?> program, String... arguments)
            throws Exception {
        List<String> command = javaCommand(program, arguments);
        String[] behind = command.stream().skip(1).toArray(String[]::new);
        return call(folder, environment, typed, command.get(0), behind);
    }

    /** What starts such a JVM. */
    static List<String> javaCommand(Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
