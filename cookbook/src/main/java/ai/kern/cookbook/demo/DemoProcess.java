package ai.kern.cookbook.demo;

import ai.kern.run.KernException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * One half of the demo in a process of its own; {@code ./kern demo} starts both, and is where its options are read.
 *
 * <pre>
 * DemoProcess start   FOLDER PROGRAM SHOWN             exit code 0: a run waits, 4: nothing waits, 1: it failed
 * DemoProcess proceed FOLDER PROGRAM RUN_ID [ANSWER]   exit code 0: the run has ended, 1: it failed
 * </pre>
 *
 * <p>FOLDER is where the demo keeps its things, PROGRAM how {@code kern} was called, SHOWN a file that gets the id
 * of the run that was shown and waits, RUN_ID that id, ANSWER one of {@code approve} and {@code reject}; without it a person
 * is asked.
 */
public final class DemoProcess {
    private static final int FAILED = 1;
    private static final int NOTHING_WAITS = 4;

    private DemoProcess() {}

    /** Plays one half and ends the process. */
    public static void main(String[] arguments) {
        int exitCode;
        try {
            exitCode = play(arguments);
        } catch (DemoException | KernException expected) {
            System.err.println("kern demo: " + expected.getMessage());
            exitCode = FAILED;
        } catch (Exception failure) {
            System.err.println("kern demo: " + failure);
            exitCode = FAILED;
        }
        System.exit(exitCode);
    }

    private static int play(String[] arguments) throws Exception {
        Demo demo = new Demo(
                Path.of(arguments[1]),
                arguments[2],
                System.getenv(),
                new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())),
                new PrintWriter(System.out, true, Charset.defaultCharset()));
        if (arguments[0].equals("start")) {
            Optional<String> waiting = demo.start();
            Files.writeString(Path.of(arguments[3]), waiting.orElse(""));
            return waiting.isPresent() ? 0 : NOTHING_WAITS;
        }
        demo.proceed(arguments[3], Arrays.stream(arguments).skip(4).findFirst().flatMap(DemoProcess::answer));
        return 0;
    }

    private static Optional<Demo.Answer> answer(String text) {
        return switch (text) {
            case "approve" -> Optional.of(Demo.Answer.APPROVE);
            case "reject" -> Optional.of(Demo.Answer.REJECT);
            case "" -> Optional.empty();
            default -> throw new DemoException("an answer is approve or reject, not '" + text + "'");
        };
    }
}
