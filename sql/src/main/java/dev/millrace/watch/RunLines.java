package dev.millrace.watch;

import dev.millrace.watch.RunLine.Counts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads runs with their progress. The ledger is added up for the runs shown only, so that thousands stored cost nothing. */
final class RunLines {
  private static final String QUERY = """
      SELECT r.run_id, r.pipeline, r.source, r.owner, r.state, r.exit_code, r.error_kind, r.error_message, r.host, r.started_at, r.ended_at,
             extract(epoch FROM coalesce(r.ended_at, clock_timestamp()) - r.started_at) AS seconds, r.slices,
             coalesce(r.lease_until > clock_timestamp(), false) AS lease_runs,
             done.*, work.*
      FROM run r
      CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE s.pass = r.pass) AS finished,
               coalesce(sum(s.documents), 0)::bigint AS documents, coalesce(sum(s.decided + s.carried), 0)::bigint AS decided,
               coalesce(sum(s.rejected), 0)::bigint AS rejected, coalesce(sum(s.skipped_unchanged - s.carried), 0)::bigint AS skipped
        FROM (SELECT DISTINCT ON (slice) * FROM slice WHERE slice.run = r.run ORDER BY slice, pass DESC) s) done
      CROSS JOIN LATERAL (
        SELECT count(*) AS attempts, count(*) FILTER (WHERE a.outcome = 'committed') AS of_driver,
               coalesce(sum(a.documents) FILTER (WHERE a.outcome = 'committed'), 0)::bigint AS documents_of_driver,
               coalesce(extract(epoch FROM coalesce(r.ended_at, clock_timestamp()) - min(a.started_at)), 0) AS at_work
        FROM attempt a WHERE a.run = r.run AND a.pass = r.pass AND a.lease_token = r.lease_token) work
      WHERE %s
      """;
  private static final String RECENT = QUERY.formatted("""
      r.run = ANY (ARRAY(SELECT q.run FROM run q WHERE (?::text IS NULL OR q.pipeline = ?) AND (?::text IS NULL OR %s = ?) ORDER BY q.run DESC LIMIT ?))
      ORDER BY r.run DESC""").formatted("""
      CASE WHEN q.state <> 'running' THEN q.state WHEN coalesce(q.lease_until > clock_timestamp(), false) THEN 'running' ELSE 'silent' END""");
  private static final String ONE = QUERY.formatted("r.run_id = ?");

  private RunLines() {}

  /**
   * The newest first.
   *
   * @param pipeline null for all
   * @param state {@code running}, {@code silent}, {@code done}, {@code failed} or {@code stopped}; null for all
   */
  static List<RunLine> recent(Connection connection, String pipeline, String state, int limit) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(RECENT)) {
      select.setString(1, pipeline);
      select.setString(2, pipeline);
      select.setString(3, state);
      select.setString(4, state);
      select.setInt(5, limit);
      return read(select);
    }
  }

  /** Null if there is no such run. */
  static RunLine one(Connection connection, String runId) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(ONE)) {
      select.setString(1, runId);
      List<RunLine> found = read(select);
      return found.isEmpty() ? null : found.get(0);
    }
  }

  private static List<RunLine> read(PreparedStatement select) throws SQLException {
    List<RunLine> lines = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        lines.add(line(row));
      }
    }
    return lines;
  }

  private static RunLine line(ResultSet row) throws SQLException {
    Pace pace = new Pace(row.getInt("slices"), row.getInt("finished"), row.getInt("of_driver"), row.getLong("documents_of_driver"), seconds(row.getDouble("at_work")));
    Counts counts = new Counts(row.getLong("documents"), row.getLong("decided"), row.getLong("rejected"), row.getLong("skipped"));
    // An attempt's row is written at its end; until the first one the driver reads, as far as the database knows.
    RunState state = RunState.of(row.getString("state"), row.getBoolean("lease_runs"), row.getLong("attempts") > 0);
    return new RunLine(row.getString("run_id"), row.getString("pipeline"), row.getString("source"), row.getString("owner"), state, pace, counts,
        (Integer) row.getObject("exit_code"), row.getString("error_kind"), row.getString("error_message"), row.getString("host"),
        instant(row, "started_at"), instant(row, "ended_at"), seconds(row.getDouble("seconds")));
  }

  /** The server's clock may have been set back in between. */
  static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.max(0, Math.round(seconds * 1000)));
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp time = row.getTimestamp(column);
    return time == null ? null : time.toInstant();
  }
}
