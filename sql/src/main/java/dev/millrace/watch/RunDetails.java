package dev.millrace.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.watch.RunDetail.Attempts;
import dev.millrace.watch.RunDetail.Driver;
import dev.millrace.watch.RunDetail.Model;
import dev.millrace.watch.RunDetail.SlowSlice;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads all that the ledger knows of one run. */
final class RunDetails {
  private static final List<String> STAGES = List.of("read", "tokenize", "model", "extract", "write");

  private static final String RUN = """
      SELECT r.lease_owner, r.host, r.lease_token, r.lease_until, coalesce(r.lease_until > clock_timestamp(), false) AS holds_lease,
             r.settings::text AS settings, r.summary::text AS summary, v.bundle, v.precision, v.version
      FROM run r LEFT JOIN model_version v ON v.id = r.model_version WHERE r.run_id = ?
      """;
  // Work of every reading counts: it was done.
  private static final String STAGE_SUMS = """
      SELECT coalesce(sum(read_nanos), 0) AS read, coalesce(sum(tokenize_nanos), 0) AS tokenize, coalesce(sum(model_nanos), 0) AS model,
             coalesce(sum(extract_nanos), 0) AS extract, coalesce(sum(write_nanos), 0) AS write
      FROM slice JOIN run USING (run) WHERE run_id = ?
      """;
  private static final String REJECTIONS = """
      SELECT substr(c.key, 10) AS reason, sum(c.value::bigint)::bigint AS documents
      FROM (SELECT DISTINCT ON (slice) counters FROM slice JOIN run USING (run) WHERE run_id = ? ORDER BY slice, slice.pass DESC) s, jsonb_each_text(s.counters) c
      WHERE c.key LIKE 'rejected.%' GROUP BY 1 ORDER BY 2 DESC, 1
      """;
  private static final String ATTEMPTS = """
      SELECT outcome, count(*) AS attempts, sum(documents)::bigint AS documents, sum(tokens)::bigint AS tokens
      FROM attempt JOIN run USING (run) WHERE run_id = ? GROUP BY outcome ORDER BY outcome
      """;
  private static final String SLOWEST = """
      SELECT s.* FROM slice s JOIN run r ON r.run = s.run AND r.pass = s.pass WHERE r.run_id = ? ORDER BY s.wall_nanos DESC, s.slice LIMIT ?
      """;

  private RunDetails() {}

  static RunDetail read(Connection connection, RunLine line, int slowest) throws SQLException {
    try (PreparedStatement select = select(connection, RUN, line.runId()); ResultSet row = select.executeQuery()) {
      row.next();
      return new RunDetail(line, driver(row), model(row), stages(connection, line.runId()), rejections(connection, line.runId()),
          attempts(connection, line.runId()), slowest(connection, line.runId(), slowest), row.getString("summary"));
    }
  }

  private static PreparedStatement select(Connection connection, String query, String runId) throws SQLException {
    PreparedStatement select = connection.prepareStatement(query);
    select.setString(1, runId);
    return select;
  }

  /** The owner is stored as {@code host pid started place}. */
  private static Driver driver(ResultSet row) throws SQLException {
    String owner = row.getString("lease_owner");
    String[] words = owner == null ? new String[0] : owner.split(" ");
    return new Driver(row.getString("host"), words.length > 1 ? Long.parseLong(words[1]) : 0, row.getLong("lease_token"),
        RunLines.instant(row, "lease_until"), row.getBoolean("holds_lease"));
  }

  private static Model model(ResultSet row) throws SQLException {
    if (row.getString("version") == null) {
      return null;
    }
    Map<String, Double> thresholds = new LinkedHashMap<>();
    try {
      JsonNode stored = new ObjectMapper().readTree(row.getString("settings")).path("thresholds");
      stored.fields().forEachRemaining(task -> thresholds.put(task.getKey(), task.getValue().isNull() ? null : task.getValue().asDouble()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    return new Model(row.getString("bundle"), row.getString("precision"), row.getString("version"), thresholds);
  }

  private static Map<String, Double> stages(Connection connection, String runId) throws SQLException {
    Map<String, Double> stages = new LinkedHashMap<>();
    try (PreparedStatement select = select(connection, STAGE_SUMS, runId); ResultSet row = select.executeQuery()) {
      row.next();
      for (String stage : STAGES) {
        stages.put(stage, row.getLong(stage) / 1e9);
      }
    }
    return stages;
  }

  private static Map<String, Long> rejections(Connection connection, String runId) throws SQLException {
    Map<String, Long> rejections = new LinkedHashMap<>();
    try (PreparedStatement select = select(connection, REJECTIONS, runId); ResultSet row = select.executeQuery()) {
      while (row.next()) {
        rejections.put(row.getString("reason"), row.getLong("documents"));
      }
    }
    return rejections;
  }

  private static Map<String, Attempts> attempts(Connection connection, String runId) throws SQLException {
    Map<String, Attempts> attempts = new LinkedHashMap<>();
    try (PreparedStatement select = select(connection, ATTEMPTS, runId); ResultSet row = select.executeQuery()) {
      while (row.next()) {
        attempts.put(row.getString("outcome"), new Attempts(row.getLong("attempts"), row.getLong("documents"), row.getLong("tokens")));
      }
    }
    return attempts;
  }

  private static List<SlowSlice> slowest(Connection connection, String runId, int limit) throws SQLException {
    List<SlowSlice> slices = new ArrayList<>();
    try (PreparedStatement select = select(connection, SLOWEST, runId)) {
      select.setInt(2, limit);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          slices.add(new SlowSlice(row.getInt("slice"), row.getInt("attempt"), row.getLong("documents"), row.getLong("tokens"), seconds(row, "wall"),
              seconds(row, "read"), seconds(row, "tokenize"), seconds(row, "model"), seconds(row, "extract"), seconds(row, "write")));
        }
      }
    }
    return slices;
  }

  private static double seconds(ResultSet row, String stage) throws SQLException {
    return row.getLong(stage + "_nanos") / 1e9;
  }
}
