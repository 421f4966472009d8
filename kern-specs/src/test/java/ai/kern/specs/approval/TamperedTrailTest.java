package ai.kern.specs.approval;

import static ai.kern.specs.support.LedgerTools.call;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalGate;
import ai.kern.approval.ApprovalSettings;
import ai.kern.approval.AuditFinding;
import ai.kern.approval.AuditKey;
import ai.kern.approval.AuditReport;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A trail that real runs have written, tampered with by plain SQL, one thing at a time; it is put right again in between. */
@Tag("AUD-2")
@ParameterizedClass(name = "{0}")
@EnumSource(value = StoreKind.class, mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
class TamperedTrailTest {
    /** The long run has 10,000. */
    private static final int TAMPERINGS = Integer.getInteger("tamperings", 500);

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
            execute("SET search_path TO \"" + schema + "\"");
        }
        for (int i = 0; i < 5; i++) {
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
        List<Place> places = places();
        assertThat(places).hasSizeGreaterThan(30);
        for (int i = 0; i < TAMPERINGS; i++) {
            assertThat(db.auditTrail().verify().findings())
                    .as("the intact twin")
                    .isEmpty();

            Place place = places.get(random.nextInt(places.size()));
            String what = tamper(i % 5, place, places);

            AuditReport report = db.auditTrail().verify();
            assertThat(report.isIntact()).as(what).isFalse();
            AuditFinding first = report.first().orElseThrow();
            assertThat(first.runId()).as(what).contains(place.runId());
            assertThat(first.place()).as(what).isEqualTo(place.sequence());
            restore();
        }
    }

    /** Tampers so that the first thing that is wrong is at a place. */
    private String tamper(int kindOfTampering, Place place, List<Place> all) throws SQLException {
        return switch (kindOfTampering) {
            case 0 -> edit(place);
            case 1 -> execute("DELETE FROM kern_audit WHERE " + is(place));
            case 2 -> insert(place, all);
            case 3 -> swapWithTheNext(place);
            default -> cut(place);
        };
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
    private String insert(Place place, List<Place> all) throws SQLException {
        Place other = all.get((all.indexOf(place) + 1 + random.nextInt(all.size() - 1)) % all.size());
        shift(place, 1);
        return execute("INSERT INTO kern_audit SELECT '" + place.runId() + "', " + place.sequence()
                + ", kind, record_id, recorded_at, key_id, document, hash FROM kept WHERE " + is(other));
    }

    private void shift(Place from, int by) throws SQLException {
        String behind = " WHERE run_id = '" + from.runId() + "' AND sequence >= ";
        execute("UPDATE kern_audit SET sequence = -sequence - " + by + behind + from.sequence());
        execute("UPDATE kern_audit SET sequence = -sequence WHERE sequence < 0");
    }

    private String swapWithTheNext(Place place) throws SQLException {
        Place next = new Place(place.runId(), place.sequence() + 1);
        if (!places().contains(next)) {
            return edit(place);
        }
        execute("UPDATE kern_audit SET sequence = -sequence WHERE " + is(place));
        execute("UPDATE kern_audit SET sequence = sequence - 1 WHERE " + is(next));
        return execute("UPDATE kern_audit SET sequence = -sequence + 1 WHERE sequence < 0");
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
        execute("DELETE FROM kern_audit");
        execute("INSERT INTO kern_audit SELECT * FROM kept");
        execute("DELETE FROM kern_audit_heads");
        execute("INSERT INTO kern_audit_heads SELECT * FROM kept_heads");
    }

    private List<Place> places() throws SQLException {
        List<Place> places = new ArrayList<>();
        try (Statement statement = sql.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT run_id, sequence FROM kept ORDER BY run_id, sequence")) {
            while (rows.next()) {
                places.add(new Place(rows.getString(1), rows.getLong(2)));
            }
        }
        return places;
    }

    private String execute(String text) throws SQLException {
        try (Statement statement = sql.createStatement()) {
            statement.execute(text);
        }
        return text;
    }
}
