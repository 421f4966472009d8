package ai.kern.cookbook.audit;

import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalSettings;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Writes the checkpoints of a trail down, to be kept elsewhere. */
@Command(
        name = "export",
        description =
                "Writes all checkpoints of the trail, the oldest first, one line of JSON each. Keep them where nobody who"
                        + " can write to the database can write.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:All were written.",
            "1:There are none, so nothing was written.",
            "2:It was called wrongly, or something could not be read or written."
        })
final class ExportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private AuditedDatabase database = new AuditedDatabase();

    @Override
    public Integer call() throws IOException {
        try (ApprovalDb db = database.open(ApprovalSettings.defaults())) {
            StringBuilder lines = new StringBuilder();
            db.auditTrail().exportCheckpoints(lines);
            if (lines.isEmpty()) {
                spec.commandLine()
                        .getErr()
                        .println("kern audit: " + db
                                + " has no checkpoints, so nothing was written. The application makes"
                                + " them: auditTrail().seal()");
                return AuditProgram.NOTHING;
            }
            spec.commandLine().getOut().append(lines);
            return AuditProgram.GOOD;
        }
    }
}
