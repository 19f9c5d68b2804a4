package dev.millrace.ledger;

import dev.millrace.database.Database;
import dev.millrace.failure.MillraceException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a former driver's executors are committing when their run is taken over: waited for, so that it counts. What has
 * not ended after some seconds stands still, since its process is paused or its host is gone; its session is ended.
 */
final class FormerCommits {
  private static final Logger LOG = LoggerFactory.getLogger(FormerCommits.class);
  private static final Duration GRACE = Duration.ofSeconds(10);
  // Waits for every slice in flight, which holds KEY SHARE; later ones see the new token.
  private static final String WAIT = "SELECT FROM run WHERE run = ? FOR UPDATE";
  // Idle in its transaction, or in a COPY whose rows do not come; a merge that is at work is left to end.
  private static final String TERMINATE = """
      SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
      WHERE pid = ANY (pg_blocking_pids(?)) AND usename = current_user AND application_name LIKE 'millrace %'
        AND (state LIKE 'idle in transaction%' OR wait_event = 'ClientRead')
      """;

  private FormerCommits() {}

  /** Returns, with the run's row locked, once nothing of a former driver is under way. */
  static void await(Database database, Connection connection, long run) throws SQLException {
    int waiting = process(connection);
    ScheduledExecutorService impatience = Executors.newSingleThreadScheduledExecutor();
    impatience.scheduleWithFixedDelay(() -> terminate(database, waiting, run), GRACE.toMillis(), GRACE.toMillis(), TimeUnit.MILLISECONDS);
    try (PreparedStatement wait = connection.prepareStatement(WAIT)) {
      wait.setLong(1, run);
      wait.executeQuery().close();
    } finally {
      impatience.shutdownNow();
    }
  }

  private static int process(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }

  private static void terminate(Database database, int waiting, long run) {
    try (Connection connection = database.connection(); PreparedStatement terminate = connection.prepareStatement(TERMINATE)) {
      terminate.setInt(1, waiting);
      try (ResultSet row = terminate.executeQuery()) {
        row.next();
        LOG.warn("Run {}: ended {} sessions of its former driver, which stood still", run, row.getLong(1));
      }
    } catch (SQLException | MillraceException e) {
      LOG.warn("Run {}: cannot end the sessions of its former driver: {}", run, e.getMessage());
    }
  }
}
