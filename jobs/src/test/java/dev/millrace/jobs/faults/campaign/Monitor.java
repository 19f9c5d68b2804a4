package dev.millrace.jobs.faults.campaign;

import dev.millrace.database.Access;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.failure.MillraceException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks into a case's database, which may be away at any moment, over one connection that is opened again when it broke. */
final class Monitor implements AutoCloseable {
  private static final int LONGEST_QUERY_MILLIS = 2_000;

  private final Database database;
  private final String runId;
  private Connection connection;

  Monitor(DatabaseSettings owner, String runId) {
    database = Database.open(owner, Access.OWNER, "fault campaign", 1);
    this.runId = runId;
  }

  /** Finished slices of the run's last pass; empty while the database is away. */
  synchronized Optional<Integer> finished() {
    return query("SELECT count(*)::int FROM slice JOIN run USING (run, pass) WHERE run_id = '%s'".formatted(runId)).map(rows -> (Integer) rows.get(0).get(0));
  }

  /** True unless the lease of a driver runs. */
  boolean isFree() {
    return query("SELECT FROM run WHERE run_id = '%s' AND lease_until > clock_timestamp()".formatted(runId)).map(List::isEmpty).orElse(false);
  }

  /** Processes that serve connections whose name is like that. */
  List<Long> backends(String nameLike) {
    return query("SELECT pid::bigint FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE '%s' ORDER BY 1".formatted(nameLike))
        .map(rows -> rows.stream().map(row -> (Long) row.get(0)).toList()).orElse(List.of());
  }

  /** As soon as the database answers. */
  List<List<Object>> rows(String sql) {
    return Moments.awaitPresent("an answer of the database", () -> query(sql));
  }

  synchronized Optional<List<List<Object>>> query(String sql) {
    try {
      if (connection == null) {
        connection = database.unpooled("fault campaign");
        connection.setNetworkTimeout(Runnable::run, LONGEST_QUERY_MILLIS);
      }
      try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
        int width = result.getMetaData().getColumnCount();
        List<List<Object>> rows = new ArrayList<>();
        while (result.next()) {
          List<Object> row = new ArrayList<>();
          for (int i = 1; i <= width; i++) {
            row.add(result.getObject(i));
          }
          rows.add(row);
        }
        return Optional.of(rows);
      }
    } catch (SQLException | MillraceException e) {
      disconnect();
      return Optional.empty();
    }
  }

  private void disconnect() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      // It is gone either way.
    }
    connection = null;
  }

  @Override
  public synchronized void close() {
    disconnect();
    database.close();
  }
}
