package dev.millrace.retention;

import dev.millrace.database.Database;
import dev.millrace.database.Failure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * What forgetting cannot do itself.
 *
 * @param knowsSource false if no run has ever read the source
 * @param running ids of runs over the source that go on
 */
record Unreached(boolean knowsSource, List<String> running) {
  private static final String RUNS = """
      SELECT count(*) > 0, coalesce(array_agg(run_id ORDER BY run) FILTER (WHERE lease_until > clock_timestamp()), '{}') FROM run WHERE source = ?
      """;

  static Unreached of(Database database, String source) {
    try (Connection connection = database.connection(); PreparedStatement select = connection.prepareStatement(RUNS)) {
      select.setString(1, source);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return new Unreached(row.getBoolean(1), List.of((String[]) row.getArray(2).getArray()));
      }
    } catch (SQLException e) {
      throw Failure.writersStatement(e);
    }
  }

  /** For people; one line for each place. */
  String describe(boolean vacuumed) {
    StringBuilder text = new StringBuilder("\nOut of reach, yours to clear:\n")
        .append("  the source itself, whatever it was exported to, and bundles' training data\n")
        .append("  Kafka topics, dead letters included\n")
        .append("  backups, replicas and archived WAL of the database; its own WAL until it is recycled\n");
    if (!vacuumed) {
      text.append("  dead row versions, until autovacuum comes by; sooner, as the tables' owner:\n")
          .append("    VACUUM ").append(String.join(", ", DeadRows.TABLES)).append(";\n");
    }
    if (!running.isEmpty()) {
      text.append("  memory of running jobs until they end, which store nothing of it any more: ").append(String.join(", ", running)).append('\n');
    }
    return text.toString();
  }
}
