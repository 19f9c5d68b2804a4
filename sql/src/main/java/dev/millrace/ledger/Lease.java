package dev.millrace.ledger;

import dev.millrace.database.Database;
import dev.millrace.database.Failure;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.BitSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The right to drive a run, kept by a heartbeat until it is closed. Thread-safe. */
public final class Lease implements Begun, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
  private static final String FINISHED = "SELECT slice FROM slice WHERE run = ? AND pass = ?";
  private static final String END = """
      UPDATE run SET state = ?, exit_code = ?, error_kind = ?, error_message = ?, summary = coalesce(?::jsonb, summary),
             ended_at = greatest(clock_timestamp(), started_at), lease_until = NULL
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
  private boolean ended;

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

  /** Why this driver must stop: another has its run, or the database took no write for too long. Null as long as there is no reason. */
  public MillraceException loss() {
    return heartbeat.loss();
  }

  /** Runs the action, on a thread of the lease's own, as soon as there is a {@link #loss}. */
  public void whenLost(Runnable action) {
    heartbeat.whenLost(action);
  }

  /** Waits out an outage of the database: true once it takes writes and the lease is renewed; false once there is a {@link #loss}. */
  public boolean awaitRenewal() {
    return heartbeat.awaitRenewal();
  }

  /** How long work that the database breaks off again and again, without any slice finished, is worth beginning again. */
  public Duration patience() {
    return heartbeat.patience();
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
  public synchronized void complete(String summary, int exitCode) {
    int finished = finishedSlices().cardinality();
    if (finished != run.slices()) {
      throw new IllegalStateException("Run %s has finished %d of %d slices".formatted(run.runId(), finished, run.slices()));
    }
    requireNotEnded();
    try (Connection connection = database.connection()) {
      // The pool rolls back what is not committed; doing so here would hide why.
      connection.setAutoCommit(false);
      if (!end(connection, "done", exitCode, null, null, summary)) {
        throw MillraceException.external(null, "Run %s was taken over by another driver; this one may not end it.", run.runId());
      }
      serve(connection);
      connection.commit();
      ended = true;
    } catch (SQLException e) {
      throw Failure.statement(e);
    }
  }

  /** Notes why the run did not end; it can be continued. Nothing is noted once the lease is lost, or if the run was ended before. */
  public synchronized void fail(ErrorKind kind, String message) {
    if (ended || isOutOfReach()) {
      return;
    }
    try (Connection connection = database.connection()) {
      ended = end(connection, kind == ErrorKind.STOPPED ? "stopped" : "failed", kind.exitCode(), kind.name(), message, null);
    } catch (SQLException e) {
      throw Failure.statement(e);
    }
  }

  /** As {@link #fail} for a run that was stopped as asked. */
  public void stop(String message) {
    fail(ErrorKind.STOPPED, message);
  }

  /** The process may have been told to stop while it was about to complete. */
  private void requireNotEnded() {
    if (ended) {
      throw new MillraceException(ErrorKind.STOPPED, "Run %s was stopped before its end".formatted(run.runId()));
    }
  }

  /** Then nothing can be noted, and trying would only keep the operator waiting. */
  private boolean isOutOfReach() {
    return heartbeat.loss() != null || heartbeat.isSilent();
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

  /** Stops the heartbeat and lets the lease go, so that the run can be continued at once. One that cannot be let go expires. */
  @Override
  public synchronized void close() {
    boolean unreachable = isOutOfReach();
    heartbeat.close();
    if (unreachable) {
      return;
    }
    // Also of a run that has ended: a beat that was under way may have renewed the lease after that.
    try (Connection connection = database.connection(); PreparedStatement release = connection.prepareStatement(RELEASE)) {
      release.setLong(1, run.run());
      release.setLong(2, run.token());
      release.executeUpdate();
    } catch (SQLException | MillraceException e) {
      LOG.warn("The lease of run {} expires by itself: {}", run.runId(), e.getMessage());
    }
  }
}
