package dev.millrace.ledger;

import dev.millrace.decision.Usage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Adds up a run's ledger. */
final class RunTotals {
  /** What documents became: counted in the last pass of each slice only, or a document read twice would count twice. */
  private static final Set<String> OF_LAST_PASS = Set.of("documents", "decided", "rejected", "skipped_unchanged");

  private static final String USAGE = """
      WITH numbered AS (
        SELECT *, row_number() OVER (PARTITION BY slice ORDER BY pass DESC) = 1 AS is_last FROM slice WHERE run = ?)
      SELECT %s, coalesce(sum(carried) FILTER (WHERE is_last), 0)::bigint AS carried, count(*) FILTER (WHERE pass = ?)::int AS finished
      FROM numbered
      """.formatted(UsageColumns.NAMES.stream().map(RunTotals::sum).collect(Collectors.joining(", ")));
  // A rejected document is rejected again in every pass; a decided one is then unchanged, and counts where it was decided.
  private static final String COUNTERS = """
      SELECT c.key, sum(c.value::bigint)::bigint
      FROM (SELECT *, row_number() OVER (PARTITION BY slice ORDER BY pass DESC) = 1 AS is_last FROM slice WHERE run = ?) s, jsonb_each_text(s.counters) c
      WHERE s.is_last OR c.key NOT LIKE 'rejected.%' GROUP BY c.key
      """;

  private static final String EARLIER_SECONDS = """
      SELECT coalesce(sum(seconds), 0) FROM (
        SELECT extract(epoch FROM max(ended_at) - min(started_at)) AS seconds FROM attempt
        WHERE run = ? AND lease_token < (SELECT lease_token FROM run r WHERE r.run = ?)
        GROUP BY lease_token) AS drivers
      """;

  private RunTotals() {}

  private static String sum(String column) {
    String filter = OF_LAST_PASS.contains(column) ? " FILTER (WHERE is_last)" : "";
    return "coalesce(sum(%1$s)%2$s, 0)::bigint AS %1$s".formatted(column, filter);
  }

  static Totals read(Connection connection, long run, int pass) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(USAGE)) {
      select.setLong(1, run);
      select.setInt(2, pass);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        long carried = row.getLong("carried");
        Usage usage = UsageColumns.read(row).plus(carried(carried));
        return new Totals(usage, counters(connection, run), row.getInt("finished"), earlierSeconds(connection, run));
      }
    }
  }

  private static double earlierSeconds(Connection connection, long run) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(EARLIER_SECONDS)) {
      select.setLong(1, run);
      select.setLong(2, run);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getDouble(1);
      }
    }
  }

  /** Moves documents from skipped to decided. */
  private static Usage carried(long count) {
    return new Usage(0, count, 0, -count, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  private static Map<String, Long> counters(Connection connection, long run) throws SQLException {
    Map<String, Long> counters = new TreeMap<>();
    try (PreparedStatement select = connection.prepareStatement(COUNTERS)) {
      select.setLong(1, run);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          counters.put(rows.getString(1), rows.getLong(2));
        }
      }
    }
    return counters;
  }
}
