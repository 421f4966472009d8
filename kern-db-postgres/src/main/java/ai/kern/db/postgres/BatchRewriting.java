package ai.kern.db.postgres;

import ai.kern.db.jdbi.Batching;
import java.sql.Connection;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.spi.JdbiPlugin;
import org.postgresql.jdbc.PgConnection;

/**
 * Sends rows one by one where the driver would join those of a batch into one statement ({@code reWriteBatchedInserts}), of which
 * it can tell only how many rows it changed altogether.
 */
final class BatchRewriting implements JdbiPlugin {
    @Override
    public Handle customizeHandle(Handle handle) throws SQLException {
        handle.getConfig(Batching.class).setOneByOne(isOn(handle.getConnection()));
        return handle;
    }

    private static boolean isOn(Connection connection) throws SQLException {
        return connection.isWrapperFor(PgConnection.class)
                && connection.unwrap(PgConnection.class).getQueryExecutor().isReWriteBatchedInsertsEnabled();
    }
}
