package ai.kern.specs.upgrade;

import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.Approvals;
import ai.kern.approval.Decision;
import ai.kern.db.Db;
import ai.kern.requirement.PauseType;
import ai.kern.run.Actor;
import java.util.Map;

/** What administrators decide about the records of a run that wait. */
final class Administrators {
    private static final Actor CAROL = Actor.of("carol");
    private static final Actor DAVE = Actor.of("dave");

    private final Approvals approvals;

    Administrators(Db db) {
        approvals = ((ApprovalDb) db).approvals();
    }

    /** The first of them decides about each record that waits. */
    void decide(String runId, Answering answering) {
        decide(runId, answering, CAROL);
    }

    /** The first of them decides, and then the other one where two must agree. */
    void decideTogether(String runId, Answering answering) {
        boolean hasVotes = approvals.ofRun(runId).stream()
                .anyMatch(record -> !record.votes().isEmpty());
        if (!hasVotes) {
            decide(runId, answering, CAROL);
        }
        decide(runId, answering, DAVE);
    }

    private void decide(String runId, Answering answering, Actor by) {
        approvals.ofRun(runId).stream()
                .filter(ApprovalRecord::isPending)
                .forEach(record -> decide(record, answering, Decision.by(by).note(Answering.NOTE)));
    }

    private void decide(ApprovalRecord record, Answering answering, Decision decision) {
        if (answering == Answering.REJECT) {
            approvals.reject(record.id(), decision);
        } else if (record.pauseType() == PauseType.USER_INPUT) {
            approvals.approve(record.id(), decision.values(Map.of("to", "ann")));
        } else if (record.pauseType() == PauseType.EXTERNAL_EXECUTION) {
            approvals.approve(record.id(), decision.result("ordered by hand"));
        } else {
            approvals.approve(record.id(), decision);
        }
    }
}
