package ai.kern.cookbook.audit;

import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalSettings;
import ai.kern.db.jdbi.TableNames;
import ai.kern.db.postgres.PostgresDb;
import ai.kern.db.sqlite.SqliteDb;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say which database is looked at. */
final class AuditedDatabase {
    private static final String POSTGRES = "jdbc:postgresql:";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--db",
            required = true,
            paramLabel = "DATABASE",
            description =
                    "A SQLite file, or the address of a PostgreSQL database: jdbc:postgresql://HOST/DATABASE. It is not"
                            + " created, and its tables are not brought up to date.")
    private String database = "";

    @Option(
            names = "--user",
            paramLabel = "USER",
            description = "Who connects to PostgreSQL. The password is taken from the environment: PGPASSWORD.")
    private Optional<String> user = Optional.empty();

    @Option(
            names = "--schema",
            paramLabel = "SCHEMA",
            description = "The schema of the tables in PostgreSQL, if it is not the first of the search path.")
    private Optional<String> schema = Optional.empty();

    @Option(
            names = "--table-prefix",
            paramLabel = "PREFIX",
            defaultValue = "kern_",
            description = "What the names of the tables begin with; ${DEFAULT-VALUE} by default.")
    private String tablePrefix = "";

    /** Opens it only for reading. */
    ApprovalDb open(ApprovalSettings settings) {
        TableNames tables = TableNames.builder().prefix(tablePrefix).build();
        if (database.startsWith(POSTGRES)) {
            return postgres(tables, settings);
        }
        if (database.startsWith("jdbc:")) {
            throw misused(
                    "--db is a SQLite file's path or an address that begins with " + POSTGRES + ", not " + database);
        }
        if (user.isPresent() || schema.isPresent()) {
            throw misused(
                    "--user and --schema belong to a PostgreSQL database, and --db is the SQLite file " + database);
        }
        return SqliteDb.builder()
                .path(Path.of(database))
                .readOnly()
                .tableNames(tables)
                .approvals(settings)
                .open();
    }

    private ApprovalDb postgres(TableNames tables, ApprovalSettings settings) {
        PostgresDb.Builder builder = PostgresDb.builder()
                .url(database)
                .poolSize(1)
                .readOnly()
                .tableNames(tables)
                .approvals(settings);
        user.ifPresent(builder::user);
        schema.ifPresent(builder::schema);
        Optional.ofNullable(System.getenv("PGPASSWORD")).ifPresent(builder::password);
        return builder.open();
    }

    private ParameterException misused(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
