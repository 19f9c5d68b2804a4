package dev.millrace.retention;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Rejections by age. They are keyed by run, and none is older than its run: only runs begun before the cutoff are looked at. */
final class OldRejections {
  private static final String RUNS = """
      SELECT r.run FROM run r WHERE r.source = ? AND r.started_at < ?
        AND EXISTS (SELECT FROM rejection x WHERE x.run = r.run AND x.rejected_at < ?) ORDER BY r.run
      """;
  private static final String COUNT = "SELECT count(*) FROM rejection WHERE run = ? AND rejected_at < ?";
  private static final String DELETE = """
      DELETE FROM rejection WHERE run = ? AND (key, reason) IN (
        SELECT key, reason FROM rejection WHERE run = ? AND rejected_at < ? ORDER BY key, reason LIMIT ? FOR UPDATE SKIP LOCKED)
      """;

  private OldRejections() {}

  static List<Long> runs(Connection connection, String source, Instant olderThan) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(RUNS)) {
      select.setString(1, source);
      select.setTimestamp(2, Timestamp.from(olderThan));
      select.setTimestamp(3, Timestamp.from(olderThan));
      List<Long> runs = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          runs.add(row.getLong(1));
        }
      }
      return runs;
    }
  }

  static long count(Connection connection, long run, Instant olderThan) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(COUNT)) {
      select.setLong(1, run);
      select.setTimestamp(2, Timestamp.from(olderThan));
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** Some of a run's; returns how many. */
  static long delete(Connection connection, long run, Instant olderThan, int most) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
      delete.setLong(1, run);
      delete.setLong(2, run);
      delete.setTimestamp(3, Timestamp.from(olderThan));
      delete.setInt(4, most);
      return delete.executeUpdate();
    }
  }
}
