package dev.millrace.database;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * A connection whose transactions set their search path before anything else, since the session that runs one may have run
 * another client's before. A statement in auto-commit mode becomes a transaction of its own.
 */
final class SearchPathPerTransaction {
  private final Connection connection;
  private final String searchPath;

  private SearchPathPerTransaction(Connection connection, String searchPath) {
    this.connection = connection;
    this.searchPath = searchPath;
  }

  static Connection around(Connection connection, String searchPath) {
    SearchPathPerTransaction scope = new SearchPathPerTransaction(connection, searchPath);
    return proxy(Connection.class, (method, arguments) -> scope.onConnection(method, arguments));
  }

  private Object onConnection(Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("unwrap") && arguments[0] == PGConnection.class) {
      beginForCopy();
    }
    Object result = call(connection, method, arguments);
    return result instanceof Statement statement && Statement.class.isAssignableFrom(method.getReturnType())
        ? proxy(method.getReturnType(), (its, values) -> onStatement(statement, its, values))
        : result;
  }

  private Object onStatement(Statement statement, Method method, Object[] arguments) throws Throwable {
    if (!method.getName().startsWith("execute") || isInTransaction()) {
      return call(statement, method, arguments);
    }
    if (!connection.getAutoCommit()) {
      setSearchPath();
      return call(statement, method, arguments);
    }
    // Rows that are fetched in portions would end with the transaction; JDBC fetches them at once in auto-commit mode.
    statement.setFetchSize(0);
    connection.setAutoCommit(false);
    try {
      setSearchPath();
      Object result = call(statement, method, arguments);
      connection.commit();
      return result;
    } catch (Throwable e) {
      rollback(e);
      throw e;
    } finally {
      if (!connection.isClosed()) {
        connection.setAutoCommit(true);
      }
    }
  }

  /** COPY is not a statement to JDBC. */
  private void beginForCopy() throws SQLException {
    if (connection.getAutoCommit()) {
      throw new SQLException("COPY through a pooler needs a transaction");
    }
    if (!isInTransaction()) {
      setSearchPath();
    }
  }

  private boolean isInTransaction() throws SQLException {
    return connection.unwrap(BaseConnection.class).getTransactionState() != TransactionState.IDLE;
  }

  private void setSearchPath() throws SQLException {
    try (Statement set = connection.createStatement()) {
      set.execute("SET LOCAL search_path TO " + searchPath);
    }
  }

  private void rollback(Throwable reason) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }

  private interface Calls {
    Object answer(Method method, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Calls calls) {
    return type.cast(Proxy.newProxyInstance(SearchPathPerTransaction.class.getClassLoader(), new Class<?>[] {type},
         (proxy, method, arguments) -> calls.answer(method, arguments)));
  }

  private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
