package dev.millrace.ledger;

import dev.millrace.database.Database;
import dev.millrace.database.Failure;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.BitSet;

/** The right to drive a run, kept by a heartbeat until it is closed. Thread-safe. */
public final class Lease implements Begun, AutoCloseable {
  private static final String FINISHED = "SELECT slice FROM slice WHERE run = ? AND pass = ?";
  private static final String END = """
      UPDATE run SET state = ?, exit_code = ?, error_kind = ?, error_message = ?, summary = coalesce(?::jsonb, summary),
             ended_at = clock_timestamp(), lease_until = NULL
      WHERE run = ? AND lease_token = ?
      """;
  private static final String SERVE = """
      INSERT INTO serving (source, task, model_version) SELECT ?, unnest(?::text[]), ?
      ON CONFLICT (source, task) DO UPDATE SET model_version = excluded.model_version
        WHERE serving.model_version <> excluded.model_version
      """;
  private static final String RELEASE = "UPDATE run SET lease_until = NULL WHERE run = ? AND lease_token = ?";

  private final Database database;
  private final LeasedRun run;
  private final Heartbeat heartbeat;

  Lease(Database database, LeasedRun run, Heartbeat heartbeat) {
    this.database = database;
    this.run = run;
    this.heartbeat = heartbeat;
  }

  /** What executors must know. */
  public LeasedRun run() {
    return run;
  }

  /** True if slices are to be copied without looking at what is stored: the source had no document. */
  public boolean directCopy() {
    return run.directCopy();
  }

  /** True once another driver has the run, or may have: stop, nothing can be committed any more. */
  public boolean lost() {
    return heartbeat.lost();
  }

  /** The slices that need no work any more in this pass. */
  public BitSet finishedSlices() {
    BitSet finished = new BitSet(run.slices());
    try (Connection connection = database.connection(); PreparedStatement select = connection.prepareStatement(FINISHED)) {
      select.setLong(1, run.run());
      select.setInt(2, run.pass());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          finished.set(rows.getInt(1));
        }
      }
      return finished;
    } catch (SQLException e) {
      throw Failure.statement(e);
    }
  }

  /** What the run did so far, over all its slices and drivers. */
  public Totals totals() {
    try (Connection connection = database.connection()) {
      return RunTotals.read(connection, run.run(), run.pass());
    } catch (SQLException e) {
      throw Failure.statement(e);
    }
  }

  /** Ends the run: its model version serves, its summary (JSON) and exit code are what a repeated command gives. */
  public void complete(String summary, int exitCode) {
    int finished = finishedSlices().cardinality();
    if (finished != run.slices()) {
      throw new IllegalStateException("Run %s has finished %d of %d slices".formatted(run.runId(), finished, run.slices()));
    }
    try (Connection connection = database.connection()) {
      connection.setAutoCommit(false);
      try {
        if (!end(connection, "done", exitCode, null, null, summary)) {
          throw MillraceException.external(null, "Run %s was taken over by another driver; this one may not end it.", run.runId());
        }
        serve(connection);
        connection.commit();
      } finally {
        connection.rollback();
      }
    } catch (SQLException e) {
      throw Failure.statement(e);
    }
  }

  /** Notes why the run did not end; it can be continued. Nothing is noted once the lease is lost. */
  public void fail(ErrorKind kind, String message) {
    try (Connection connection = database.connection()) {
      end(connection, kind == ErrorKind.STOPPED ? "stopped" : "failed", kind.exitCode(), kind.name(), message, null);
    } catch (SQLException e) {
      throw Failure.statement(e);
    }
  }

  /** As {@link #fail} for a run that was stopped as asked. */
  public void stop(String message) {
    fail(ErrorKind.STOPPED, message);
  }

  private boolean end(Connection connection, String state, int exitCode, String errorKind, String message, String summary) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(END)) {
      update.setString(1, state);
      update.setInt(2, exitCode);
      update.setString(3, errorKind);
      update.setString(4, message);
      update.setString(5, summary);
      update.setLong(6, run.run());
      update.setLong(7, run.token());
      return update.executeUpdate() == 1;
    }
  }

  private void serve(Connection connection) throws SQLException {
    if (run.modelVersion() == null) {
      return;
    }
    try (PreparedStatement serve = connection.prepareStatement(SERVE)) {
      serve.setString(1, run.source());
      serve.setArray(2, connection.createArrayOf("text", run.thresholds().keySet().toArray()));
      serve.setInt(3, run.modelVersion());
      serve.executeUpdate();
    }
  }

  /** Stops the heartbeat and lets the lease go, so that the run can be continued at once. */
  @Override
  public void close() {
    heartbeat.close();
    try (Connection connection = database.connection(); PreparedStatement release = connection.prepareStatement(RELEASE)) {
      release.setLong(1, run.run());
      release.setLong(2, run.token());
      release.executeUpdate();
    } catch (SQLException e) {
      throw Failure.statement(e);
    }
  }
}
