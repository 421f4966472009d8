package ai.kern.db.postgres;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A source whose connections commit by themselves while they are lent out, as JDBI and Flyway take them: to both, one that does
 * not is inside a transaction of somebody else, which they leave to him to commit. Where a connection came otherwise, it goes
 * back so.
 */
final class AutoCommittingSource {
    private AutoCommittingSource() {}

    static DataSource around(DataSource source) {
        return proxy(DataSource.class, (self, method, arguments) -> {
            Object result = invoke(source, method, arguments);
            return result instanceof Connection connection ? committing(connection) : result;
        });
    }

    private static Connection committing(Connection connection) throws SQLException {
        try {
            if (connection.getAutoCommit()) {
                return connection;
            }
            connection.setAutoCommit(true);
        } catch (SQLException failure) {
            try (connection) {
                throw failure;
            }
        }
        return proxy(Connection.class, (self, method, arguments) -> {
            if (!method.getName().equals("close")) {
                return invoke(connection, method, arguments);
            }
            try (connection) {
                if (!connection.isClosed()) {
                    connection.setAutoCommit(false);
                }
            }
            return null;
        });
    }

    private static @Nullable Object invoke(Object target, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getTargetException();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(AutoCommittingSource.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
