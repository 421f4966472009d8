package ai.kern.db.jdbi;

import ai.kern.db.RunChange;
import java.sql.SQLException;
import java.util.List;

/** What a database tells of the commits of other processes, as long as its connection lasts. Used by one thread. */
public interface ChangeFeed extends AutoCloseable {

    /**
     * Waits for hints: a quarter of a second at most, and no longer than until the thread is interrupted, where it can.
     *
     * @return what was told meanwhile; empty if that is nothing
     * @throws SQLException if the connection is broken, as anything else that is thrown means; this is then of no more use
     */
    List<RunChange> await() throws SQLException;

    /** Ends the listening, and its connection where it has one of its own. */
    @Override
    void close() throws SQLException;
}
