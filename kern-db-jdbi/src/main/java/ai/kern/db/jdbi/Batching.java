package ai.kern.db.jdbi;

import org.jdbi.v3.core.config.JdbiConfig;

/**
 * How the rows of one statement are sent: together by default. Every row of a batch has its condition, and a store must learn of
 * each one whether it held; where a driver does not tell that of rows that are sent together, they are to be sent one by one.
 * {@link Connections} set it on the handles that they give. Not safe for use by several threads, as a handle is not.
 */
public final class Batching implements JdbiConfig<Batching> {
    private boolean oneByOne;

    /** Rows that are sent together. */
    public Batching() {}

    private Batching(Batching other) {
        oneByOne = other.oneByOne;
    }

    /** Whether each row is sent by itself. */
    public boolean isOneByOne() {
        return oneByOne;
    }

    /** Sends each row by itself, or all together. */
    public Batching setOneByOne(boolean oneByOne) {
        this.oneByOne = oneByOne;
        return this;
    }

    @Override
    public Batching createCopy() {
        return new Batching(this);
    }
}
