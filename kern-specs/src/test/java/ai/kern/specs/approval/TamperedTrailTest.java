package ai.kern.specs.approval;

import static ai.kern.specs.support.LedgerTools.call;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalGate;
import ai.kern.approval.ApprovalSettings;
import ai.kern.approval.AuditFinding;
import ai.kern.approval.AuditKey;
import ai.kern.approval.Decision;
import ai.kern.db.TimeOffset;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.run.Actor;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.PostgresServer;
import ai.kern.specs.support.StoreKind;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Trails that real runs have written, each tampered with by plain SQL in one thing; they are put right again in between. */
@Tag("AUD-2")
@ParameterizedClass(name = "{0}")
@EnumSource(value = StoreKind.class, mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
class TamperedTrailTest {
    private static final int TAMPERINGS = Integer.getInteger("tamperings", 10_000);

    /** So many trails, each of which is tampered with in each round. */
    private static final int RUNS = 50;

    private static final AuditKey KEY =
            AuditKey.of("a key that only tests may know of".getBytes(StandardCharsets.UTF_8));

    @Parameter
    StoreKind kind;

    @TempDir
    Path folder;

    private final Random random = new Random(20261101);
    private final String schema = PostgresServer.newSchema();
    private ApprovalDb db;
    private Connection sql;

    /** A place in a trail. */
    private record Place(String runId, long sequence) {}

    /** An entry as it was written. */
    private record Written(String kind, String recordId, long at, String document, String hash) {}

    private final Map<Place, Written> written = new LinkedHashMap<>();

    @BeforeEach
    void writeTrails() throws SQLException {
        ApprovalSettings settings = ApprovalSettings.builder().auditKey(KEY).build();
        if (kind == StoreKind.SQLITE) {
            Path file = StoreKind.sqliteFile(folder);
            db = SqliteDb.builder().path(file).approvals(settings).open();
            sql = DriverManager.getConnection("jdbc:sqlite:" + file);
            execute("PRAGMA synchronous = OFF");
        } else {
            PostgresServer server = PostgresServer.require();
            db = server.open(schema, TimeOffset.NONE, settings);
            sql = DriverManager.getConnection(server.url());
            execute("SET synchronous_commit TO off");
            execute("SET search_path TO \"" + schema + "\"");
        }
        for (int i = 0; i < RUNS; i++) {
            Agent agent = agent();
            RunOutput run = agent.run("go");
            run.activeRequirements()
                    .forEach(open -> db.approvals()
                            .approve(open.id(), Decision.by(Actor.of("admin")).note("fine")));
            agent.continueRun(run.runId());
        }
        db.auditTrail().seal();
        execute("CREATE TABLE kept AS SELECT * FROM kern_audit");
        execute("CREATE TABLE kept_heads AS SELECT * FROM kern_audit_heads");
        execute("CREATE INDEX kept_by_place ON kept (run_id, sequence)");
        readEntries();
        sql.setAutoCommit(false);
    }

    private void readEntries() throws SQLException {
        try (Statement statement = sql.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT run_id, sequence, kind, record_id, recorded_at, document,"
                                + " hash FROM kept ORDER BY run_id, sequence")) {
            while (rows.next()) {
                written.put(
                        new Place(rows.getString(1), rows.getLong(2)),
                        new Written(
                                rows.getString(3),
                                rows.getString(4),
                                rows.getLong(5),
                                rows.getString(6),
                                rows.getString(7)));
            }
        }
    }

    private Agent agent() {
        return Agent.builder()
                .name("Files")
                .db(db)
                .model(ScriptedModel.of(
                        ScriptedAnswer.calls(call("wipe", "a"), call("wipe", "b")), ScriptedAnswer.text("done")))
                .tools(FunctionTool.builder("wipe")
                        .parameters("{\"type\":\"object\",\"properties\":{\"item\":{\"type\":\"string\"}}}")
                        .call((arguments, context) -> "wiped")
                        .gate(ApprovalGate.required()))
                .build();
    }

    @AfterEach
    void close() throws SQLException {
        sql.close();
        db.close();
        if (kind == StoreKind.POSTGRES) {
            PostgresServer.require().drop(schema);
        }
    }

    @Test
    void everyTamperingIsFoundAndTheFirstBadEntryNamed() throws SQLException {
        Map<String, List<Place>> trails = written.keySet().stream().collect(Collectors.groupingBy(Place::runId));
        assertThat(trails).hasSize(RUNS);
        for (int round = 0; round < TAMPERINGS / RUNS; round++) {
            assertThat(db.auditTrail().verify().findings())
                    .as("the intact twin")
                    .isEmpty();
            Map<String, Tampered> tampered = new HashMap<>();
            for (List<Place> trail : trails.values()) {
                Place place = trail.get(random.nextInt(trail.size()));
                tampered.put(place.runId(), tamper(random.nextInt(6), place, trail));
            }

            sql.commit();

            List<AuditFinding> findings = db.auditTrail().verify().findings();

            assertThat(findings)
                    .extracting(finding -> finding.runId().orElse(""))
                    .doesNotHaveDuplicates();
            Map<String, Long> found = findings.stream()
                    .collect(Collectors.toMap(finding -> finding.runId().orElse(""), AuditFinding::place));
            tampered.forEach((runId, how) ->
                    assertThat(found).as("%s: %s", runId, how.what()).containsEntry(runId, how.firstBad()));
            restore();
            sql.commit();
        }
    }

    @Test
    void everyChangeOfARecordIsFound() throws SQLException {
        List<String> runs =
                written.keySet().stream().map(Place::runId).distinct().toList();
        List<String> changes = List.of(
                "UPDATE kern_approvals SET status = 'REJECTED'",
                "UPDATE kern_approvals SET status = 'PENDING'",
                "UPDATE kern_approvals SET status = 'FORGOTTEN'",
                "UPDATE kern_approvals SET status = 'REJECTED', state = REPLACE(state, 'APPROVED', 'REJECTED')",
                "UPDATE kern_approvals SET state = REPLACE(state, 'admin', 'carol'), resolved_by = 'carol'",
                "UPDATE kern_approvals SET state = REPLACE(state, 'fine', 'well')",
                "UPDATE kern_approvals SET state = REPLACE(state, 'wiped', 'kept')",
                "UPDATE kern_approvals SET state = '{}'",
                "UPDATE kern_approvals SET request = REPLACE(request, 'item', 'it')",
                "UPDATE kern_approvals SET resolved_by = 'carol'",
                "UPDATE kern_approvals SET tool_name = 'look'",
                "UPDATE kern_approvals SET user_id = 'carol'",
                "UPDATE kern_approvals SET created_at = created_at + 1",
                "UPDATE kern_approvals SET updated_at = updated_at + 100000",
                "UPDATE kern_approvals SET expires_at = created_at",
                "UPDATE kern_approvals SET use_by = created_at",
                "DELETE FROM kern_approvals");
        assertThat(db.auditTrail().verify().findings()).as("the intact twin").isEmpty();
        for (int i = 0; i < changes.size(); i++) {
            execute(changes.get(i) + " WHERE run_id = '" + runs.get(i) + "'");
        }
        sql.commit();

        Map<String, List<String>> found = db.auditTrail().verify().findings().stream()
                .collect(Collectors.groupingBy(
                        finding -> finding.runId().orElse(""),
                        Collectors.mapping(AuditFinding::problem, Collectors.toList())));
        for (int i = 0; i < changes.size(); i++) {
            assertThat(found.get(runs.get(i)))
                    .as(changes.get(i))
                    .hasSize(2)
                    .allMatch(problem -> problem.startsWith("record "));
        }
        assertThat(found).hasSize(changes.size());
    }

    /**
     * How a trail was tampered with.
     *
     * @param firstBad the place of the first entry of which that can be told
     */
    private record Tampered(String what, long firstBad) {}

    private Tampered tamper(int kindOfTampering, Place place, List<Place> trail) throws SQLException {
        String what = switch (kindOfTampering) {
            case 0 -> edit(place);
            case 1 -> execute("DELETE FROM kern_audit WHERE " + is(place));
            case 2 -> insert(place, trail);
            case 3 -> swapWithTheNext(place, trail);
            case 4 -> cut(place);
            default -> recompute(place, trail);
        };
        return new Tampered(what, kindOfTampering == 5 ? trail.size() : place.sequence());
    }

    /** Edits an entry and computes it and all behind it anew, as one can who has no key; only a checkpoint tells of that. */
    private String recompute(Place place, List<Place> trail) throws SQLException {
        String before = place.sequence() == 1
                ? ""
                : written.get(trail.get((int) place.sequence() - 2)).hash();
        for (Place each : trail.subList((int) place.sequence() - 1, trail.size())) {
            Written entry = written.get(each);
            String document = entry.document() + (each.equals(place) ? " " : "");
            before = PlainHash.of(
                    before, each.runId(), each.sequence(), entry.kind(), entry.recordId(), entry.at(), document);
            execute("UPDATE kern_audit SET " + (each.equals(place) ? "document = document || ' ', " : "")
                    + "key_id = NULL, hash = '" + before + "' WHERE " + is(each));
        }
        return execute("UPDATE kern_audit_heads SET hash = '" + before + "' WHERE run_id = '" + place.runId() + "'");
    }

    private String edit(Place place) throws SQLException {
        Map<String, String> edits = Map.of(
                "kind", "CASE kind WHEN 'START' THEN 'OUTCOME' ELSE 'START' END",
                "record_id", "record_id || 'x'",
                "recorded_at", "recorded_at + 1",
                "document", "document || ' '",
                "key_id", "NULL",
                "hash", "'0' || hash");
        String column = edits.keySet().stream().sorted().toList().get(random.nextInt(edits.size()));
        return execute("UPDATE kern_audit SET " + column + " = " + edits.get(column) + " WHERE " + is(place));
    }

    /** Makes room at a place and puts another entry there. */
    private String insert(Place place, List<Place> trail) throws SQLException {
        Place other = trail.get((trail.indexOf(place) + 1 + random.nextInt(trail.size() - 1)) % trail.size());
        shift(place, 1);
        return execute("INSERT INTO kern_audit SELECT '" + place.runId() + "', " + place.sequence()
                + ", kind, record_id, recorded_at, key_id, document, hash FROM kept WHERE " + is(other));
    }

    private void shift(Place from, int by) throws SQLException {
        String behind = " WHERE run_id = '" + from.runId() + "' AND sequence >= ";
        execute("UPDATE kern_audit SET sequence = -sequence - " + by + behind + from.sequence());
        execute("UPDATE kern_audit SET sequence = -sequence WHERE run_id = '" + from.runId() + "' AND sequence < 0");
    }

    private String swapWithTheNext(Place place, List<Place> trail) throws SQLException {
        Place next = new Place(place.runId(), place.sequence() + 1);
        if (!trail.contains(next)) {
            return edit(place);
        }
        execute("UPDATE kern_audit SET sequence = -sequence WHERE " + is(place));
        execute("UPDATE kern_audit SET sequence = sequence - 1 WHERE " + is(next));
        return execute("UPDATE kern_audit SET sequence = -sequence + 1 WHERE run_id = '" + place.runId()
                + "' AND sequence < 0");
    }

    /** Cuts a trail off, and makes its stored end agree with that. */
    private String cut(Place place) throws SQLException {
        String run = " WHERE run_id = '" + place.runId() + "'";
        execute("DELETE FROM kern_audit" + run + " AND sequence >= " + place.sequence());
        if (place.sequence() == 1) {
            return execute("DELETE FROM kern_audit_heads" + run);
        }
        return execute("UPDATE kern_audit_heads SET sequence = " + (place.sequence() - 1)
                + ", hash = (SELECT hash FROM kept" + run + " AND sequence = " + (place.sequence() - 1) + ")" + run);
    }

    private static String is(Place place) {
        return "run_id = '" + place.runId() + "' AND sequence = " + place.sequence();
    }

    private void restore() throws SQLException {
        for (Map.Entry<String, String> table :
                Map.of("kern_audit", "kept", "kern_audit_heads", "kept_heads").entrySet()) {
            // What is deleted row by row stays in PostgreSQL's tables and indexes for a while, and makes each round
            // slower.
            execute((kind == StoreKind.POSTGRES ? "TRUNCATE " : "DELETE FROM ") + table.getKey());
            execute("INSERT INTO " + table.getKey() + " SELECT * FROM " + table.getValue());
        }
    }

    private String execute(String text) throws SQLException {
        try (Statement statement = sql.createStatement()) {
            statement.execute(text);
        }
        return text;
    }
}
