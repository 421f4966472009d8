package ai.kern.db.jdbi;

import ai.kern.approval.ApprovalSettings;
import ai.kern.db.DbException;
import ai.kern.db.TimeOffset;
import java.util.Objects;
import org.jdbi.v3.core.statement.SqlLogger;

/**
 * What is chosen for every SQL store, wherever it is; the builder of a store adds where that is, and hands itself to
 * {@link JdbiDb}. Not safe for use by several threads.
 *
 * @param <B> the builder of the store
 */
public abstract class JdbiDbBuilder<B extends JdbiDbBuilder<B>> {
    private TimeOffset timeOffset = TimeOffset.NONE;
    private TableNames tableNames = TableNames.defaults();
    private ApprovalSettings approvals = ApprovalSettings.defaults();
    private SqlLogger sqlLogger = SqlLogger.NOP_SQL_LOGGER;
    private boolean readOnly;

    /** Nothing but defaults. */
    protected JdbiDbBuilder() {}

    /** This builder, as what it is. */
    protected abstract B self();

    /** What is added to the database's time, in tests. */
    public final B timeOffset(TimeOffset timeOffset) {
        this.timeOffset = Objects.requireNonNull(timeOffset, "timeOffset");
        return self();
    }

    /** What the tables are called; they begin with {@code kern_} by default. */
    public final B tableNames(TableNames tableNames) {
        this.tableNames = Objects.requireNonNull(tableNames, "tableNames");
        return self();
    }

    /** How approvals know people and chain their trail; {@link ApprovalSettings#defaults()} by default. */
    public final B approvals(ApprovalSettings approvals) {
        this.approvals = Objects.requireNonNull(approvals, "approvals");
        return self();
    }

    /**
     * What is told of each statement and its duration, on the thread that runs it; nothing by default. It sees what is stored:
     * log no values.
     */
    public final B sqlLogger(SqlLogger sqlLogger) {
        this.sqlLogger = Objects.requireNonNull(sqlLogger, "sqlLogger");
        return self();
    }

    /**
     * Opens the database only for reading: neither it nor a schema or table is created or brought up to date, and whatever would
     * write is a {@link DbException}.
     */
    public final B readOnly() {
        this.readOnly = true;
        return self();
    }

    /**
     * Opens the database.
     *
     * @throws IllegalStateException if it is not said what to open, or twice
     * @throws IllegalArgumentException if a value is out of its range
     * @throws DbException if the database cannot be reached or used, or the tables in it are newer than this library, or older
     *     and it is opened only for reading
     */
    public abstract JdbiDb open();

    /** What a store's {@link Connections} tell of each statement. */
    protected final SqlLogger sqlLogger() {
        return sqlLogger;
    }

    /** Whether a store's {@link Connections} have to refuse whatever would write. */
    protected final boolean isReadOnly() {
        return readOnly;
    }

    final TimeOffset timeOffset() {
        return timeOffset;
    }

    final TableNames tableNames() {
        return tableNames;
    }

    final ApprovalSettings approvals() {
        return approvals;
    }
}
