package ai.kern.cookbook.audit;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * {@code ./kern audit}: verifies the audit trail of a database, or writes its checkpoints down. The database is opened only for
 * reading.
 */
@Command(
        name = "kern audit",
        description = "Looks at the audit trail of a database, and leaves it as it is.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {VerifyCommand.class, ExportCommand.class})
public final class AuditProgram implements Runnable {
    /** Nothing is wrong with what could be checked; or everything was written. */
    static final int GOOD = 0;

    /** Something is not as it was written. */
    static final int BAD = 1;

    /** Nothing is bad, but the key that the entries need was not given. */
    static final int UNVERIFIED = 3;

    /** There is nothing that could be written. */
    static final int NOTHING = 1;

    /** The program was called wrongly, or something could not be read or written. */
    static final int UNREADABLE = 2;

    private static final int WIDTH = 110;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Shows this.")
    @SuppressWarnings("UnusedVariable") // Read by picocli.
    private boolean isHelpAsked;

    private AuditProgram() {}

    /** Does what the arguments say and ends the process with an exit code as above. */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, false, Charset.defaultCharset());
        CommandLine program = new CommandLine(new AuditProgram())
                .setOut(out)
                .setUsageHelpWidth(WIDTH)
                .setParameterExceptionHandler((mistake, line) -> complain(told(mistake) + "; see ./"
                        + mistake.getCommandLine().getCommandSpec().qualifiedName() + " -h"))
                .setExecutionExceptionHandler((failure, command, parsed) -> complain(told(failure)));
        int exitCode = program.execute(arguments);
        if (out.checkError()) {
            exitCode = complain("not everything could be written to the output");
        }
        System.exit(exitCode);
    }

    private static int complain(String message) {
        System.err.println("kern audit: " + message);
        return UNREADABLE;
    }

    private static String told(ParameterException mistake) {
        boolean isAboutCommand = mistake.getCommandLine().getParent() == null;
        if (isAboutCommand && mistake instanceof UnmatchedArgumentException unmatched) {
            return "there is no '" + unmatched.getUnmatched().get(0) + "'; verify or export";
        }
        return String.valueOf(mistake.getMessage());
    }

    /** What a failure says, and, where it says something else, what caused it in the end. */
    private static String told(Throwable failure) {
        Throwable root = failure;
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            root = cause;
        }
        String said = String.valueOf(failure.getMessage() == null ? failure : failure.getMessage());
        String cause = String.valueOf(root.getMessage());
        return root.getMessage() == null || said.contains(cause) ? said : said + " [" + cause + "]";
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do, verify or export");
    }
}
