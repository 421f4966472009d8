package ai.kern.cookbook.audit;

import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalSettings;
import ai.kern.approval.AuditCheckpoint;
import ai.kern.approval.AuditFinding;
import ai.kern.approval.AuditKey;
import ai.kern.approval.AuditReport;
import ai.kern.db.DbException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says whether a trail is as it was written, the first thing that is not, and what could not be checked. */
@Command(
        name = "verify",
        description = "Recomputes the whole trail and says whether it is as it was written.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:Nothing is wrong with what could be checked.",
            "1:Something is not as it was written.",
            "2:It was called wrongly, or something could not be read or written.",
            "3:Nothing is wrong, but entries have hashes that only their key can check, and it was not given."
        })
final class VerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private AuditedDatabase database = new AuditedDatabase();

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "The file with the key of the trail, byte for byte as the application gives it to AuditKey.")
    private Optional<Path> keyFile = Optional.empty();

    @Option(
            names = "--checkpoints",
            paramLabel = "FILE",
            description =
                    "Checkpoints that were exported before and kept elsewhere; each must still be in the database.")
    private Optional<Path> checkpoints = Optional.empty();

    @Override
    public Integer call() throws IOException {
        List<String> kept = kept();
        try (ApprovalDb db = database.open(settings())) {
            AuditReport report = db.auditTrail().verify(kept);
            tell(db, kept.size(), report);
            return !report.isIntact()
                    ? AuditProgram.BAD
                    : report.unverified() > 0 ? AuditProgram.UNVERIFIED : AuditProgram.GOOD;
        }
    }

    private ApprovalSettings settings() throws IOException {
        if (keyFile.isEmpty()) {
            return ApprovalSettings.defaults();
        }
        byte[] key = Files.readAllBytes(there("--key-file", keyFile.get()));
        try {
            return ApprovalSettings.builder().auditKey(AuditKey.of(key)).build();
        } catch (IllegalArgumentException noKey) {
            throw new IOException("--key-file " + keyFile.get() + " is no key: " + noKey.getMessage(), noKey);
        }
    }

    private List<String> kept() throws IOException {
        if (checkpoints.isEmpty()) {
            return List.of();
        }
        String option = "--checkpoints " + checkpoints.get();
        try {
            List<String> lines = Files.readAllLines(there("--checkpoints", checkpoints.get()));
            if (lines.isEmpty()) {
                throw new IOException(option + " is empty, so it says nothing of the trail. Export the checkpoints of a"
                        + " trail that was sealed");
            }
            for (int i = 0; i < lines.size(); i++) {
                checkCheckpoint(option + ", line " + (i + 1), lines.get(i));
            }
            return lines;
        } catch (CharacterCodingException noText) {
            throw new IOException(option + " is no text in UTF-8, as an export is", noText);
        }
    }

    private static void checkCheckpoint(String where, String line) throws IOException {
        try {
            AuditCheckpoint.fromJson(line);
        } catch (DbException unreadable) {
            throw new IOException(where + ": " + unreadable.getMessage(), unreadable);
        }
    }

    /** A file or pipe that an option names, if it is there. */
    private static Path there(String option, Path file) throws NoSuchFileException {
        if (!Files.exists(file) || Files.isDirectory(file)) {
            throw new NoSuchFileException(option + " " + file + " is not a file that is there");
        }
        return file;
    }

    private void tell(ApprovalDb db, int kept, AuditReport report) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Database:    " + db);
        out.println("Read:        " + counted(report.entries(), "entry", "entries") + " of "
                + counted(report.runs(), "run", "runs") + ", "
                + counted(report.checkpoints(), "checkpoint", "checkpoints") + ", " + kept + " kept elsewhere");
        String label = "First bad:   ";
        for (AuditFinding finding : report.findings()) {
            out.println(label + finding);
            label = "Also bad:    ";
        }
        for (String sentence : report.unchecked()) {
            out.println("Not checked: " + sentence);
        }
        out.println("Result:      " + result(report));
    }

    private static String result(AuditReport report) {
        if (report.isIntact()) {
            return report.unverified() > 0
                    ? "NOT VERIFIED, nothing is wrong with what could be checked, and the key is needed (--key-file)"
                    : "GOOD, nothing is wrong with what could be checked";
        }
        boolean isMore = report.findings().size() >= AuditReport.MOST_FINDINGS;
        return "BAD, the trail is not as it was written"
                + (isMore ? "; no more than " + AuditReport.MOST_FINDINGS + " places are told" : "");
    }

    private static String counted(long number, String one, String several) {
        return number + " " + (number == 1 ? one : several);
    }
}
