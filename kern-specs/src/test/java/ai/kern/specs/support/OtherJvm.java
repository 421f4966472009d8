package ai.kern.specs.support;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** JVMs with the class path of this one. */
public final class OtherJvm {
    private OtherJvm() {}

    /** One that runs a program; it is not started yet. */
    public static ProcessBuilder of(Class<?> program, List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(program.getName());
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }
}
