package ai.kern.approval;

import java.util.function.Function;

/**
 * How a database gives access to its rows of approvals, for {@link ApprovalBook}, which does with them what kern promises. Safe
 * for use by many threads.
 */
public interface ApprovalStore {
    /**
     * Does something in one transaction. When it returns, the transaction is committed; when it throws, it is rolled back.
     *
     * @param what names it in errors, as a part of a sentence
     */
    <T> T write(String what, Function<ApprovalTransaction, T> work);

    /**
     * Does something that only reads, and sees everything as of one instant.
     *
     * @param what names it in errors, as a part of a sentence
     */
    <T> T read(String what, Function<ApprovalReader, T> work);
}
