package ai.kern.approval;

import ai.kern.db.DbException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a database reads of approvals, all of it as of one instant. A pending record whose time to be decided is over is read as
 * {@link ApprovalStatus#EXPIRED}. Every method throws a {@link DbException} when the database fails or what is stored cannot be
 * read.
 */
public interface ApprovalReader {

    /** The database's own time, by which it judges; in a transaction that has locked a record, perhaps that of the lock. */
    Instant now();

    /** A record. */
    Optional<ApprovalRecord> find(String id);

    /**
     * Whether what the database keeps of a record beside its documents, to find it by, says the same as they do; but for the
     * status of the run, which is a mirror.
     */
    boolean isKeptAs(ApprovalRecord record);

    /** The records of the run that is to be continued, the oldest first, by id within one instant. */
    List<ApprovalRecord> ofRun(String runId);

    /** The first records of a page, in its order. */
    List<ApprovalRecord> list(ApprovalQuery query, int limit);

    /** How many records fit a query, whatever its page. */
    long count(ApprovalQuery query);

    /** Ids of stored pending records whose time to be decided is over, the first of them at first. */
    List<String> overdue(int limit);

    /** What was decided in clear, from the row of the requirement that a record settles. */
    Optional<String> decidedValues(ApprovalRecord record);

    /** What its run asks, from the document of the requirement that a record settles: arguments are in clear there. */
    Optional<String> question(ApprovalRecord record);

    /** The trail of a run, in its order. */
    List<AuditEntry> entries(String runId);

    /** The end of a run's trail; {@link AuditHead#none} if it has none. */
    AuditHead head(String runId);

    /** Hands on all entries, by run and sequence. */
    void forEachEntry(Consumer<AuditEntry> consumer);

    /** Hands on the ends of all trails. */
    void forEachHead(Consumer<AuditHead> consumer);

    /** Hands on all records. */
    void forEachRecord(Consumer<AuditedRecord> consumer);

    /** Hands on all checkpoints, the JSON of each, by number. */
    void forEachCheckpoint(Consumer<String> consumer);
}
