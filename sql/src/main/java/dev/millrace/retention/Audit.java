package dev.millrace.retention;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** The account of one erasure, kept while it goes on, so that one that breaks off has told what it did. Not thread-safe. */
final class Audit {
  private static final String INSERT = """
      INSERT INTO audit (what, os_user, source, run, older_than) VALUES (?, ?, ?, ?, ?) RETURNING audit
      """;
  private static final String COUNT = "UPDATE audit SET counts = ?::jsonb WHERE audit = ?";
  private static final String END = "UPDATE audit SET ended_at = clock_timestamp() WHERE audit = ?";

  private final long audit;
  private final Map<String, Long> counts = new TreeMap<>();

  private Audit(long audit) {
    this.audit = audit;
  }

  /**
   * Opens the account, in the connection's transaction.
   *
   * @param source null for all
   * @param run null unless a run's retention asks
   * @param olderThan null unless age decides
   */
  static Audit begin(Connection connection, String what, String source, Long run, Instant olderThan) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setString(1, what);
      insert.setString(2, System.getProperty("user.name", "unknown"));
      insert.setString(3, source);
      insert.setObject(4, run, Types.BIGINT);
      insert.setTimestamp(5, olderThan == null ? null : Timestamp.from(olderThan));
      try (ResultSet row = insert.executeQuery()) {
        row.next();
        return new Audit(row.getLong(1));
      }
    }
  }

  /** Adds what the connection's transaction erases. */
  void add(Connection connection, Map<String, Long> more) throws SQLException {
    more.forEach((table, count) -> counts.merge(table, count, Long::sum));
    try (PreparedStatement update = connection.prepareStatement(COUNT)) {
      update.setString(1, json(counts));
      update.setLong(2, audit);
      update.executeUpdate();
    }
  }

  void end(Connection connection) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(END)) {
      update.setLong(1, audit);
      update.executeUpdate();
    }
  }

  private static String json(Map<String, Long> counts) {
    try {
      return new ObjectMapper().writeValueAsString(counts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
