package dev.millrace.retention;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes all rows about some documents out of the tables, in the connection's transaction. */
final class Erasure {
  /** Every table whose key leads with source and document id; {@code document} last, since its row is the lock over the others. */
  static final List<String> KEYED = List.of("field", "decision", "gold", "document");
  static final String REJECTION = "rejection";

  private static final String LOCK = """
      SELECT document_id FROM document WHERE source = ? AND document_id = ANY (?) ORDER BY document_id FOR UPDATE
      """;
  private static final String DELETE = "DELETE FROM %s WHERE source = ? AND document_id = ANY (?) RETURNING document_id";

  private Erasure() {}

  /** By key, whatever the statistics say: a plan that reads a big table whole would do so for every batch. */
  static void planByKey(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL enable_seqscan = off");
      statement.execute("SET LOCAL enable_bitmapscan = off");
      statement.execute("SET LOCAL jit = off");
    }
  }

  /** Waits until nobody changes what is said of these documents, in the order in which jobs lock them. */
  static void lock(Connection connection, String source, Collection<String> ids) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(LOCK)) {
      select.setString(1, source);
      select.setArray(2, texts(connection, ids));
      select.executeQuery().close();
    }
  }

  /**
   * Deletes the rows of {@link #KEYED} tables; returns how many by table.
   *
   * @param found receives the ids of which there was any
   */
  static Map<String, Long> delete(Connection connection, String source, Collection<String> ids, Set<String> found) throws SQLException {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (String table : KEYED) {
      counts.put(table, delete(connection, table, source, ids, found));
    }
    return counts;
  }

  /** As {@link #delete} of the rejections that bear one of the ids; those keyed {@code id#...} bear it too. */
  static long deleteRejections(Connection connection, String source, Collection<String> ids, Set<String> found) throws SQLException {
    return delete(connection, REJECTION, source, ids, found);
  }

  private static long delete(Connection connection, String table, String source, Collection<String> ids, Set<String> found) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(DELETE.formatted(table))) {
      delete.setString(1, source);
      delete.setArray(2, texts(connection, ids));
      return ids(delete, found);
    }
  }

  private static long ids(PreparedStatement delete, Set<String> found) throws SQLException {
    long count = 0;
    try (ResultSet row = delete.executeQuery()) {
      while (row.next()) {
        found.add(row.getString(1));
        count++;
      }
    }
    return count;
  }

  static java.sql.Array texts(Connection connection, Collection<String> ids) throws SQLException {
    return connection.createArrayOf("text", ids.toArray());
  }
}
