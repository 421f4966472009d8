package ai.kern.specs.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What is true of the rows of every SQL store after every test. */
final class RowInvariants {
    private static final Map<String, String> BREACHES = Map.of(
            "claims without a life, or outcomes with one",
            "SELECT run_id FROM kern_executions WHERE (alive_until IS NULL) = (phase = 'CLAIM')",
            "leases without an end",
            "SELECT run_id FROM kern_runs WHERE (lease_token IS NULL) <> (lease_expires_at IS NULL)",
            "leases of runs that are not roots",
            "SELECT run_id FROM kern_runs WHERE lease_token IS NOT NULL AND root_id <> run_id",
            "runs without settings",
            "SELECT run_id FROM kern_runs WHERE run_id NOT IN (SELECT run_id FROM kern_run_settings)",
            "settlements of open requirements",
            "SELECT run_id FROM kern_requirements WHERE (status = 'OPEN') <> (settlement IS NULL)",
            "records of runs that are not there",
            "SELECT approval_id FROM kern_approvals WHERE run_id NOT IN (SELECT run_id FROM kern_runs)",
            "records of which no trail tells",
            "SELECT approval_id FROM kern_approvals WHERE approval_id NOT IN"
                    + " (SELECT record_id FROM kern_audit WHERE kind = 'REQUEST')",
            "trails with a gap",
            "SELECT run_id FROM kern_audit GROUP BY run_id HAVING MIN(sequence) <> 1 OR MAX(sequence) <> COUNT(*)",
            "ends of trails that are not where the trail ends, or are sealed beyond it",
            "SELECT run_id FROM kern_audit_heads head WHERE sealed_sequence > sequence"
                    + " OR sequence <> (SELECT COUNT(*) FROM kern_audit entry WHERE entry.run_id = head.run_id)",
            "votes and decisions about what was never asked",
            "SELECT record_id FROM kern_audit told WHERE kind IN ('VOTE', 'DECISION') AND NOT EXISTS (SELECT 1"
                    + " FROM kern_audit asked WHERE asked.record_id = told.record_id AND asked.kind = 'REQUEST')");

    private RowInvariants() {}

    /**
     * Asserts that nothing is broken.
     *
     * @param query gives the first column of a query's rows
     */
    static void verify(Function<String, List<String>> query) {
        BREACHES.forEach(
                (breach, sql) -> assertThat(query.apply(sql)).as(breach).isEmpty());
    }
}
