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
            "SELECT run_id FROM kern_requirements WHERE (status = 'OPEN') <> (settlement IS NULL)");

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
