package ai.kern.approval;

import ai.kern.run.RunStatus;
import java.util.List;
import java.util.Optional;

/**
 * What a database does to approvals within one transaction, which is committed as a whole or not at all. What it reads of a
 * record it has locked is the newest there is. It decides nothing: that is kern's.
 */
public interface ApprovalTransaction extends ApprovalReader {

    /** A record as it is stored, whatever the time; nobody else changes it until the end of the transaction. */
    Optional<ApprovalRecord> lock(String id);

    /** The records of a run as they are stored, whatever the time, locked. */
    List<ApprovalRecord> lockOfRun(String runId);

    /** Adds a record; false if there is one with its id. */
    boolean insert(ApprovalRecord record);

    /** Replaces a record that is locked; false if the condition does not hold, and then nothing was changed. */
    boolean update(ApprovalRecord next, TimeCondition condition);

    /** Sets the status of a run in all its records; {@link #update} leaves that as it is. */
    void mirror(String runId, RunStatus status);

    /** Removes a record that is locked. */
    void delete(String id);

    /** Puts what was decided in clear into the row of the requirement that a record settles; false if that is not there. */
    boolean storeDecidedValues(ApprovalRecord record, String document);

    /** The end of a run's trail; nobody else adds to it until the end of the transaction. */
    AuditHead lockHead(String runId);

    /** Adds entries to a trail whose end is locked, and makes the last of them its end. */
    void append(List<AuditEntry> entries);

    /** Ends of trails that have grown since they were sealed last, locked. */
    List<AuditHead> lockUnsealed(int limit);

    /** The JSON of the last checkpoint. */
    Optional<String> lastCheckpoint();

    /** Has {@linkplain ai.kern.db.Db#changes whoever listens} told of a run, once and if this is committed. */
    void announce(String runId);

    /** Adds a checkpoint and marks its ends of trails as sealed; false if there is one of its number. */
    boolean seal(AuditCheckpoint checkpoint);
}
