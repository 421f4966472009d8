package ai.kern.db.sqlite;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A source of connections that are all one, inside one transaction that is ended by its owner alone. Flyway does not keep two
 * processes from migrating one SQLite file at once; inside a transaction that has locked the file, only one of them does.
 */
final class SharedConnection implements DataSource {
    private final Connection shared;

    SharedConnection(Connection shared) {
        this.shared = shared;
    }

    @Override
    public Connection getConnection() {
        return (Connection) Proxy.newProxyInstance(
                SharedConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, this::call);
    }

    @Override
    public Connection getConnection(String user, String password) {
        return getConnection();
    }

    private @Nullable Object call(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        return switch (method.getName()) {
            // A failure that is rolled back is thrown as well, and the owner rolls all of it back.
            case "close", "commit", "rollback", "setAutoCommit" -> null;
            case "isClosed" -> false;
            default -> {
                try {
                    yield method.invoke(shared, arguments);
                } catch (InvocationTargetException failure) {
                    throw failure.getTargetException();
                }
            }
        };
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setLoginTimeout(int seconds) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger(Logger.GLOBAL_LOGGER_NAME);
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
