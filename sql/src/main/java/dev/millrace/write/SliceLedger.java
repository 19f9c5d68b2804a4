package dev.millrace.write;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.decision.Usage;
import dev.millrace.ledger.LeasedRun;
import dev.millrace.ledger.UsageColumns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** The account of one attempt at one slice. Every method runs in the transaction of the connection it is given. */
record SliceLedger(LeasedRun run, int slice, int attempt) {
  private static final String CLAIM = """
      INSERT INTO slice (run, pass, slice, lease_token, attempt) VALUES (?, ?, ?, ?, ?) ON CONFLICT (run, pass, slice) DO NOTHING
      """;
  // KEY SHARE lets heartbeats through; a driver that takes over waits for it, so that it counts this slice as finished.
  private static final String FENCE = "SELECT FROM run WHERE run = ? AND lease_token = ? FOR KEY SHARE";
  private static final String FINISH = """
      UPDATE slice SET %s, carried = ?, counters = ?::jsonb, committed_at = clock_timestamp() WHERE run = ? AND pass = ? AND slice = ?
      """.formatted(UsageColumns.NAMES.stream().map(name -> name + " = ?").collect(Collectors.joining(", ")));
  // Both times by the database's clock: this machine's may differ, and the attempt would then end before it began.
  private static final String RECORD = """
      INSERT INTO attempt AS a (%s, run, pass, slice, lease_token, attempt, outcome, started_at, ended_at)
      VALUES (%s, ?, ?, ?, ?, ?, ?, clock_timestamp() - ? * interval '1 microsecond', clock_timestamp())
      ON CONFLICT (run, pass, slice, lease_token, attempt) DO UPDATE
        SET (%s, outcome, ended_at) = (%s, excluded.outcome, excluded.ended_at)
        WHERE a.outcome <> 'committed'
      """.formatted(UsageColumns.list(), UsageColumns.marks(), UsageColumns.list(),
          UsageColumns.NAMES.stream().map("excluded."::concat).collect(Collectors.joining(", ")));

  /** Inserts the slice's row; waits for another attempt that has inserted it and not ended. */
  void claim(Connection connection) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(CLAIM)) {
      insert.setLong(1, run.run());
      insert.setInt(2, run.pass());
      insert.setInt(3, slice);
      insert.setLong(4, run.token());
      insert.setInt(5, attempt);
      if (insert.executeUpdate() == 0) {
        throw new SliceAlreadyCommitted(run.runId(), slice);
      }
    }
    try (PreparedStatement fence = connection.prepareStatement(FENCE)) {
      fence.setLong(1, run.run());
      fence.setLong(2, run.token());
      try (ResultSet row = fence.executeQuery()) {
        if (!row.next()) {
          throw new LeaseLost(run.runId(), run.token());
        }
      }
    }
  }

  void finish(Connection connection, Usage usage, long carried, Map<String, Long> counters) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(FINISH)) {
      int i = UsageColumns.bind(update, 1, usage);
      update.setLong(i++, carried);
      update.setString(i++, json(counters));
      update.setLong(i++, run.run());
      update.setInt(i++, run.pass());
      update.setInt(i, slice);
      update.executeUpdate();
    }
  }

  /** Adds the attempt, or replaces what an earlier record of the same attempt said unless that had committed. */
  void record(Connection connection, AttemptOutcome outcome, Usage usage, Duration wall) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(RECORD)) {
      int i = UsageColumns.bind(insert, 1, usage);
      insert.setLong(i++, run.run());
      insert.setInt(i++, run.pass());
      insert.setInt(i++, slice);
      insert.setLong(i++, run.token());
      insert.setInt(i++, attempt);
      insert.setString(i++, outcome.label());
      insert.setLong(i, wall.toNanos() / 1_000);
      insert.executeUpdate();
    }
  }

  private static String json(Map<String, Long> counters) {
    try {
      return new ObjectMapper().writeValueAsString(counters);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
