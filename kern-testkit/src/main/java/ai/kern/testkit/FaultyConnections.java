package ai.kern.testkit;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * JDBC connections that fail where they are told to: at the nth statement that is sent through any of them, counted from the last
 * {@link #reset}. A commit is a statement, whether by SQL or by JDBC, and statements that are sent together are one. Each fault strikes once. Safe for use by many threads.
 *
 * <pre>{@code
 * FaultyConnections faults = new FaultyConnections();
 * Db db = PostgresDb.of(faults.around(dataSource));
 * faults.reset();
 * db.commit(first);
 * int commit = faults.statements().size();
 * faults.reset();
 * faults.loseAt(commit);
 * assertThatThrownBy(() -> db.commit(second)).isInstanceOf(DbException.class);   // and yet it is stored
 * }</pre>
 */
public final class FaultyConnections {
    private static final String COMMIT = "COMMIT";

    private final List<String> statements = new ArrayList<>();
    private final Map<Integer, Strike> strikes = new HashMap<>();
    private final AtomicInteger open = new AtomicInteger();

    /** Connections without faults so far. */
    public FaultyConnections() {}

    /** A source of the same connections, in which faults may strike. */
    public DataSource around(DataSource source) {
        return proxy(DataSource.class, (method, arguments) -> {
            Object result = invoke(source, method, arguments);
            return result instanceof Connection connection ? connection(connection) : result;
        });
    }

    /** The statement of this number is not sent, and fails; its connection and transaction stay. */
    public void failAt(int statement) {
        plan(statement, (sql, connection, call) -> {
            throw new SQLException("the test kit let statement " + statement + " fail: " + sql);
        });
    }

    /** The statement of this number is carried out, and then its connection is lost with the answer. */
    public void loseAt(int statement) {
        plan(statement, (sql, connection, call) -> {
            call.make();
            connection.close();
            throw new SQLException(
                    "the test kit lost the connection after statement " + statement + ": " + sql, "08006");
        });
    }

    /** The statement of this number is not sent before the stall is released. */
    public Fault.Stall stallAt(int statement) {
        Fault.Stall stall = Fault.stall();
        doAt(statement, () -> stall.hold("statement " + statement));
        return stall;
    }

    /** Something happens right before the statement of this number is sent, such as the end of its connection on the server. */
    public void doAt(int statement, Runnable act) {
        plan(statement, (sql, connection, call) -> {
            act.run();
            return call.make();
        });
    }

    private synchronized void plan(int statement, Strike strike) {
        if (statement < 1) {
            throw new IllegalArgumentException("statements count from 1, not " + statement);
        }
        strikes.put(statement, strike);
    }

    /** What was sent or about to be sent since the last {@link #reset}, in order. */
    public synchronized List<String> statements() {
        return List.copyOf(statements);
    }

    /** Whether all faults since the last {@link #reset} have struck. */
    public synchronized boolean hasStruck() {
        return strikes.isEmpty();
    }

    /** Begins to count anew, without faults. */
    public synchronized void reset() {
        statements.clear();
        strikes.clear();
    }

    /** How many connections were opened and not closed yet. */
    public int openConnections() {
        return open.get();
    }

    private Connection connection(Connection connection) {
        AtomicBoolean isOpen = new AtomicBoolean(true);
        open.incrementAndGet();
        return proxy(Connection.class, (method, arguments) -> switch (method.getName()) {
            case "close", "abort" -> {
                if (isOpen.getAndSet(false)) {
                    open.decrementAndGet();
                }
                yield invoke(connection, method, arguments);
            }
            case "commit" -> send(COMMIT, connection, () -> invoke(connection, method, arguments));
            default -> {
                Object result = invoke(connection, method, arguments);
                yield result instanceof Statement statement
                        ? statement(statement, arguments.length == 0 ? "" : String.valueOf(arguments[0]), connection)
                        : result;
            }
        });
    }

    private Statement statement(Statement statement, String prepared, Connection connection) {
        Class<? extends Statement> type = statement instanceof CallableStatement
                ? CallableStatement.class
                : statement instanceof PreparedStatement ? PreparedStatement.class : Statement.class;
        return proxy(type, (method, arguments) -> {
            if (!method.getName().startsWith("execute")) {
                return invoke(statement, method, arguments);
            }
            String sql = arguments.length == 0 ? prepared : String.valueOf(arguments[0]);
            return send(sql, connection, () -> invoke(statement, method, arguments));
        });
    }

    private @Nullable Object send(String sql, Connection connection, Call call) throws Throwable {
        Strike strike;
        synchronized (this) {
            statements.add(sql);
            strike = strikes.remove(statements.size());
        }
        return strike == null ? call.make() : strike.at(sql, connection, call);
    }

    private static @Nullable Object invoke(Object target, Method method, @Nullable Object[] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getTargetException();
        }
    }

    private static <T> T proxy(Class<T> type, Door door) {
        InvocationHandler handler =
                (self, method, arguments) -> door.pass(method, arguments == null ? new Object[0] : arguments);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** What stands between a caller and the object that a proxy is around. */
    private interface Door {
        @Nullable
        Object pass(Method method, @Nullable Object[] arguments) throws Throwable;
    }

    /** Sends a statement. */
    private interface Call {
        @Nullable
        Object make() throws Throwable;
    }

    /** What happens in place of a statement. */
    private interface Strike {
        @Nullable
        Object at(String sql, Connection connection, Call call) throws Throwable;
    }
}
