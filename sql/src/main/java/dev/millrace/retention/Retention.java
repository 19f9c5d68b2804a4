package dev.millrace.retention;

import dev.millrace.database.Database;
import dev.millrace.database.Failure;
import dev.millrace.ledger.LeasedRun;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** The pipeline file's {@code keep}: what is older is neither read nor kept, by one and the same day for the whole of a run. */
public final class Retention {
  private static final Duration AT_MOST = Duration.ofMinutes(10);
  private static final String SETTLE = """
      UPDATE run SET settings = jsonb_build_object('not_read_before', ?::text) || settings WHERE run = ? AND lease_token = ?
      RETURNING settings ->> 'not_read_before'
      """;

  private Retention() {}

  /** The first day that the run reads and keeps; null if it keeps all. A continued run is told the day that it began with. */
  public static LocalDate notReadBefore(Database database, LeasedRun run, Duration keep) {
    if (keep == null) {
      return null;
    }
    try (Connection connection = database.connection(); PreparedStatement settle = connection.prepareStatement(SETTLE)) {
      settle.setString(1, Cutoff.of(connection, keep).toString());
      settle.setLong(2, run.run());
      settle.setLong(3, run.token());
      try (ResultSet row = settle.executeQuery()) {
        if (!row.next()) {
          throw new IllegalStateException("Run %s has another driver".formatted(run.runId()));
        }
        return LocalDate.parse(row.getString(1));
      }
    } catch (SQLException e) {
      throw Failure.statement(e);
    }
  }

  /** Purges the run's source of what is older; after ten minutes the rest is left to the next run. */
  public static Purge.Result purge(Database database, LeasedRun run, LocalDate notReadBefore) {
    Instant olderThan = notReadBefore.atStartOfDay(ZoneOffset.UTC).toInstant();
    return new Purge(database, new PurgeOrder(run.source(), run.run(), olderThan, PurgeOrder.BATCH, AT_MOST, false)).run();
  }
}
