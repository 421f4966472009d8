package ai.kern.approval;

import ai.kern.run.KernException;
import java.util.Objects;

/** A record does not wait any more: somebody, or time, was first. Nothing was stored; the record tells who, what and when. */
public final class AlreadyDecidedException extends KernException {
    private static final long serialVersionUID = 1L;

    private final transient ApprovalRecord record;

    /** The record as it is. */
    public AlreadyDecidedException(ApprovalRecord record) {
        super("approval " + record.id() + " is " + record.status() + " already"
                + record.resolvedBy().map(by -> ", by " + by).orElse("")
                + record.resolvedAt()
                        .or(record::expiresAt)
                        .map(at -> ", since " + at)
                        .orElse("")
                + "; a decision is made once. Nothing was stored");
        this.record = Objects.requireNonNull(record, "record");
    }

    /** The record as it is. */
    public ApprovalRecord record() {
        return record;
    }
}
