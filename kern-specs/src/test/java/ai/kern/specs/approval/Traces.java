package ai.kern.specs.approval;

import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalQuery;
import ai.kern.approval.ApprovalRecord;
import ai.kern.event.RunEvent;
import ai.kern.run.RunOutput;
import ai.kern.run.RunPrinter;
import ai.kern.specs.support.Lab;
import ai.kern.specs.support.PostgresServer;
import ai.kern.specs.support.StoreKind;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Collects everything that a process shows, prints, logs, throws and stores, by the place where it stands. */
final class Traces implements AutoCloseable {
    private static final JsonMapper PLAIN = JsonMapper.builder().build();

    private final Map<String, StringBuilder> places = new LinkedHashMap<>();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("ai.kern");

    Traces() {
        lines.start();
        logger.setLevel(Level.TRACE);
        logger.setAdditive(false);
        logger.addAppender(lines);
    }

    void add(String place, Object text) {
        places.computeIfAbsent(place, name -> new StringBuilder()).append(text).append('\n');
    }

    /** Everything that an output shows of its run. */
    RunOutput of(RunOutput run) {
        new RunPrinter(places.computeIfAbsent("printer", name -> new StringBuilder())).print(run);
        add("text of outputs", run);
        add("JSON of outputs", PLAIN.writeValueAsString(run));
        run.requirements().forEach(requirement -> {
            add("text of requirements", requirement);
            add("text of calls", requirement.toolCall());
            add("JSON of calls", PLAIN.writeValueAsString(requirement.toolCall()));
        });
        run.toolExecutions().forEach(execution -> add("text of executions", execution));
        return run;
    }

    void of(RunEvent event) {
        add("text of events", event);
        add("JSON of events", PLAIN.writeValueAsString(event));
    }

    /** What an exception says, with its causes. */
    void of(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        add("exceptions", text);
    }

    /** What a database shows of approvals. */
    void of(ApprovalDb db) {
        Set<String> runs = new TreeSet<>();
        for (ApprovalRecord record : db.approvals().list(ApprovalQuery.all()).items()) {
            runs.add(record.runId());
            add("text of records", record);
            add("JSON of records", PLAIN.writeValueAsString(record));
        }
        runs.stream().flatMap(run -> db.auditTrail().ofRun(run).stream()).forEach(entry -> {
            add("trail", PLAIN.writeValueAsString(entry));
            add("trail", entry.document());
        });
        db.auditTrail().seal();
        StringBuilder export = new StringBuilder();
        try {
            db.auditTrail().exportCheckpoints(export);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        add("checkpoints", export);
    }

    /** All rows of a durable database. */
    void ofRows(Lab lab) throws SQLException {
        try (Connection connection = lab.kind() == StoreKind.SQLITE
                        ? DriverManager.getConnection("jdbc:sqlite:" + StoreKind.sqliteFile(lab.folder()))
                        : DriverManager.getConnection(PostgresServer.require().url());
                Statement statement = connection.createStatement()) {
            String names = "SELECT name FROM sqlite_master WHERE type = 'table'";
            if (lab.kind() == StoreKind.POSTGRES) {
                statement.execute("SET search_path TO \"" + PostgresServer.SCHEMA + "\"");
                names = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()";
            }
            List<String> tables = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(names)) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            for (String table : tables) {
                ofRows(statement, table);
            }
        }
    }

    private void ofRows(Statement statement, String table) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
            while (rows.next()) {
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    add("table " + table, rows.getString(i));
                }
            }
        }
    }

    /** The places where a text stands. */
    Set<String> placesOf(String text) {
        lines.list.forEach(line -> {
            add("log", line.getFormattedMessage());
            if (line.getThrowableProxy() != null) {
                add("log", line.getThrowableProxy().getMessage());
            }
        });
        Set<String> found = new TreeSet<>();
        places.forEach((place, all) -> {
            if (all.indexOf(text) >= 0) {
                found.add(place);
            }
        });
        return found;
    }

    @Override
    public void close() {
        logger.detachAppender(lines);
        logger.setLevel(null);
        logger.setAdditive(true);
    }
}
