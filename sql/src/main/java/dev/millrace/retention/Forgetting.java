package dev.millrace.retention;

import dev.millrace.database.Database;
import dev.millrace.database.Failure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Erases documents for good, some thousand at a time: first their marks, in a transaction of a moment that slices about to
 * commit wait for; then their rows. Whoever commits after the marks has seen them, whoever committed before has left rows
 * that are erased now. Broken off in between, nothing comes back, and the same command erases the rest.
 */
final class Forgetting implements AutoCloseable {
  private static final String REMEMBER = """
      INSERT INTO forgotten (mark, source) SELECT mark, ? FROM unnest(?::bytea[]) AS m (mark) ON CONFLICT DO NOTHING
      """;
  private static final String RELEASE = "DELETE FROM forgotten WHERE mark = ANY (?::bytea[])";

  private final Connection connection;
  private final ForgetKey key;
  private final String source;
  private final Audit audit;
  private final Map<String, Long> counts = new TreeMap<>();
  private long unknown;

  private Forgetting(Connection connection, ForgetKey key, String source, Audit audit) {
    this.connection = connection;
    this.key = key;
    this.source = source;
    this.audit = audit;
  }

  /** @param what {@code forget} or {@code undo}, for the audit */
  static Forgetting begin(Database database, String what, String source) throws SQLException {
    Connection connection = database.connection();
    try {
      ForgetKey key = ForgetKey.findOrMake(connection);
      Audit audit = Audit.begin(connection, what, source, null, null);
      connection.setAutoCommit(false);
      return new Forgetting(connection, key, source, audit);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** Forgets documents, known to the database or not. */
  void forget(Collection<String> some) throws SQLException {
    Set<String> ids = new TreeSet<>(some);
    remember(ids);
    erase(ids);
  }

  /** Adds the marks; a job's slice commits wholly before this or sees them. */
  void remember(Collection<String> ids) throws SQLException {
    try (Statement lock = connection.createStatement()) {
      lock.execute("LOCK TABLE forgotten IN EXCLUSIVE MODE");
    }
    try (PreparedStatement insert = connection.prepareStatement(REMEMBER)) {
      insert.setString(1, source);
      insert.setArray(2, marks(ids));
      add(Map.of("forgotten", (long) insert.executeUpdate()));
    }
    connection.commit();
  }

  void erase(Collection<String> ids) throws SQLException {
    Set<String> found = new HashSet<>();
    Erasure.planByKey(connection);
    Erasure.lock(connection, source, ids);
    Map<String, Long> erased = Erasure.delete(connection, source, ids, found);
    erased.put(Erasure.REJECTION, Erasure.deleteRejections(connection, source, ids, found));
    add(erased);
    connection.commit();
    unknown += ids.size() - found.size();
  }

  /** Lets documents come again; what was erased stays so until a run reads them. */
  void release(Collection<String> some) throws SQLException {
    Set<String> ids = new TreeSet<>(some);
    try (PreparedStatement delete = connection.prepareStatement(RELEASE)) {
      delete.setArray(1, marks(ids));
      long released = delete.executeUpdate();
      add(Map.of("forgotten", released));
      unknown += ids.size() - released;
    }
    connection.commit();
  }

  private java.sql.Array marks(Collection<String> ids) throws SQLException {
    return connection.createArrayOf("bytea", ids.stream().map(id -> key.mark(source, id)).toArray(byte[][]::new));
  }

  private void add(Map<String, Long> more) throws SQLException {
    more.forEach((table, count) -> counts.merge(table, count, Long::sum));
    audit.add(connection, more);
  }

  /** Rows by table: erased ones, and under {@code forgotten} marks that were added or taken away. */
  Map<String, Long> counts() {
    return counts;
  }

  /** Ids of which no row was found. */
  long unknown() {
    return unknown;
  }

  void end() throws SQLException {
    audit.end(connection);
    connection.commit();
  }

  @Override
  public void close() {
    try (Connection closing = connection) {
      closing.rollback();
    } catch (SQLException e) {
      throw Failure.statement(e);
    }
  }
}
