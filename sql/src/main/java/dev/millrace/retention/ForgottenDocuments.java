package dev.millrace.retention;

import dev.millrace.database.Failure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Which documents of a source were forgotten, as of one moment. Whoever stores anything under a document's id asks twice:
 * before the work, with {@link #of}, and within the transaction that stores it, with {@link #since}, which keeps
 * {@code forget} waiting until that transaction ends. So a forgotten document is either seen here, or what was stored of it
 * is seen there. Not thread-safe.
 */
public final class ForgottenDocuments {
  private static final String HORIZON = "SELECT coalesce(max(entry), 0) FROM forgotten WHERE source = ?";
  // OFFSET 0: one index lookup an id, whatever the statistics say.
  private static final String AMONG = """
      SELECT wanted.place FROM unnest(?::bytea[]) WITH ORDINALITY AS wanted (mark, place)
      JOIN LATERAL (SELECT FROM forgotten f WHERE f.mark = wanted.mark AND f.entry > ? OFFSET 0) f ON true
      """;

  private final String source;
  private final long after;
  private final long horizon;
  /** Null if the key was not there yet: then there was nothing to find either. */
  private final ForgetKey key;

  private ForgottenDocuments(String source, long after, long horizon, ForgetKey key) {
    this.source = source;
    this.after = after;
    this.horizon = horizon;
    this.key = key;
  }

  /** All that were forgotten up to now. */
  public static ForgottenDocuments of(Connection connection, String source) {
    try {
      return read(connection, source, 0);
    } catch (SQLException e) {
      throw Failure.statement(e);
    }
  }

  /** For who has not looked: {@link #since} then finds every forgotten document. */
  public static ForgottenDocuments unknown(String source) {
    return new ForgottenDocuments(source, 0, 0, null);
  }

  /** Those that were forgotten since this was read; none more will be until the connection's transaction ends. */
  public ForgottenDocuments since(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // Conflicts with the EXCLUSIVE of who adds marks, and with nothing else that Millrace does.
      statement.execute("LOCK TABLE forgotten IN ROW SHARE MODE");
    }
    return read(connection, source, horizon);
  }

  private static ForgottenDocuments read(Connection connection, String source, long after) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(HORIZON)) {
      select.setString(1, source);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        long horizon = Math.max(after, row.getLong(1));
        return new ForgottenDocuments(source, after, horizon, horizon > after ? ForgetKey.find(connection) : null);
      }
    }
  }

  /** True if none can be found: no id needs a look. */
  public boolean isEmpty() {
    return horizon == after;
  }

  /** The forgotten ones among some thousand ids, each with its mark in hexadecimal digits, by which it may be spoken of. */
  public Map<String, String> among(Connection connection, Collection<String> ids) {
    Map<String, String> found = new HashMap<>();
    if (isEmpty() || ids.isEmpty()) {
      return found;
    }
    List<String> all = List.copyOf(ids);
    byte[][] marks = all.stream().map(id -> key.mark(source, id)).toArray(byte[][]::new);
    try (PreparedStatement select = connection.prepareStatement(AMONG)) {
      select.setArray(1, connection.createArrayOf("bytea", marks));
      select.setLong(2, after);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          int place = row.getInt(1) - 1;
          found.put(all.get(place), HexFormat.of().formatHex(marks[place]));
        }
      }
      return found;
    } catch (SQLException e) {
      throw Failure.statement(e);
    }
  }
}
