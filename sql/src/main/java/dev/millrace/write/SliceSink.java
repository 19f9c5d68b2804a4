package dev.millrace.write;

import static dev.millrace.failure.Require.require;

import dev.millrace.database.Failure;
import dev.millrace.decision.Decision;
import dev.millrace.decision.DecisionSink;
import dev.millrace.decision.ExtractedField;
import dev.millrace.decision.Outcome;
import dev.millrace.decision.Usage;
import dev.millrace.ledger.LeasedRun;
import dev.millrace.retention.ForgottenDocuments;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one slice of a run to PostgreSQL in one transaction, whose first act is the slice's ledger row. Holds at most a
 * few megabytes of encoded rows; takes a connection only when these are full, or at the commit.
 *
 * <p>{@link #write} and {@link #commit} throw {@link SliceAlreadyCommitted}, {@link LeaseLost}, {@link DirectCopyConflict},
 * or a {@link dev.millrace.failure.MillraceException} of which {@link Failure#isTransient} says whether a new sink may
 * succeed. After any of them only {@link #abandon} and {@link #close} are to be called.
 */
public final class SliceSink implements DecisionSink {
  private static final Logger LOG = LoggerFactory.getLogger(SliceSink.class);
  private static final int FLUSH_BYTES = 4 << 20;

  private final Supplier<Connection> connections;
  private final LeasedRun run;
  private final int slice;
  private final WriteMode mode;
  private final SliceLedger ledger;
  private final Rows rows;
  private final ForgottenDocuments forgotten;
  private final long startedNanos = System.nanoTime();
  private Connection connection;
  private boolean rejected;
  private long nanos;

  /** @param attempt counts from 0 under one lease; a slice tried again within a task may keep its number */
  public SliceSink(Supplier<Connection> connections, LeasedRun run, int slice, int attempt, WriteMode mode) {
    this(connections, run, slice, attempt, mode, ForgottenDocuments.unknown(run.source()));
  }

  /** @param forgotten those that are not among what will be written; the commit looks for further ones only */
  public SliceSink(Supplier<Connection> connections, LeasedRun run, int slice, int attempt, WriteMode mode, ForgottenDocuments forgotten) {
    require(0 <= slice && slice < run.slices(), "Run %s has slices 0 to %d, found %d", run.runId(), run.slices() - 1, slice);
    this.connections = connections;
    this.run = run;
    this.slice = slice;
    this.mode = mode;
    this.ledger = new SliceLedger(run, slice, attempt);
    this.rows = new Rows(run, mode);
    this.forgotten = forgotten;
  }

  @Override
  public void write(List<Outcome> outcomes) {
    long start = System.nanoTime();
    for (Outcome outcome : outcomes) {
      if (outcome instanceof Outcome.Decided decided) {
        encode(decided);
      } else if (outcome instanceof Outcome.Rejected refused) {
        rows.rejection(refused);
      } else if (outcome instanceof Outcome.Unchanged unchanged) {
        if (mode == WriteMode.DIRECT) {
          throw new DirectCopyConflict(run.runId(), slice, null);
        }
        rows.document(unchanged.document(), unchanged.document().contentHash().bytes(), false, false);
      }
      if (rows.size() >= FLUSH_BYTES) {
        flush();
      }
    }
    nanos += System.nanoTime() - start;
  }

  private void encode(Outcome.Decided decided) {
    require(run.ruleSet() != null || decided.fields().isEmpty(), "Run %s has fields but no field rules", run.runId());
    String id = decided.document().id();
    byte[] hash = decided.document().contentHash().bytes();
    rows.document(decided.document(), hash, !decided.decisions().isEmpty(), run.ruleSet() != null);
    for (Decision decision : decided.decisions()) {
      rows.decision(id, hash, decision);
    }
    for (ExtractedField field : decided.fields()) {
      rows.field(id, field);
    }
  }

  /** @param usage its {@code writeNanos} is added to: the sink measures its own time */
  @Override
  public void commit(Usage usage, Map<String, Long> counters) {
    long start = System.nanoTime();
    try {
      flush();
      Map<String, Long> counted = new TreeMap<>(counters);
      Usage kept = usage.plus(takeOutForgotten(counted));
      Merge merge = new Merge(connection, run);
      long carried = 0;
      if (mode == WriteMode.MERGE) {
        carried = run.pass() > 1 ? merge.carried() : 0;
        merge.mergeStages();
      }
      if (rejected) {
        merge.mergeRejections();
      }
      Usage total = kept.plus(written(nanos + System.nanoTime() - start));
      ledger.finish(connection, total, carried, counted);
      ledger.record(connection, AttemptOutcome.COMMITTED, total, wall());
      connection.commit();
      close();
      LOG.info("Slice {} of run {}: {} documents, {} rejected, {} tokens, {} ms",
          slice, run.runId(), total.documents(), total.rejected(), total.tokens(), total.wallNanos() / 1_000_000);
    } catch (SliceAlreadyCommitted e) {
      abandon(AttemptOutcome.LOST, usage);
      throw e;
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** First of all locks, since {@code forget} must not wait for rows of a slice that waits for it. */
  private Usage takeOutForgotten(Map<String, Long> counters) throws SQLException {
    ForgottenDocuments since = forgotten.since(connection);
    if (since.isEmpty()) {
      return Usage.NONE;
    }
    if (mode == WriteMode.DIRECT) {
      throw new DirectCopyConflict(run.runId(), slice, null);
    }
    Usage change = new ForgottenMeanwhile(connection, since, counters).takeOut();
    rejected |= change.rejected() > 0;
    return change;
  }

  /** Rolls back and keeps what the attempt used, as repeated work. May be called more than once. */
  public void abandon(AttemptOutcome outcome, Usage usage) {
    close();
    try (Connection own = connections.get()) {
      ledger.record(own, outcome, usage.plus(written(nanos)), wall());
    } catch (SQLException e) {
      throw Failure.statement(e);
    }
  }

  private Duration wall() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  private static Usage written(long nanos) {
    return new Usage(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, nanos, 0);
  }

  private void flush() {
    try {
      if (connection == null) {
        begin();
      }
      rejected |= rows.hasRejections();
      rows.copy(connection);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private void begin() throws SQLException {
    connection = connections.get();
    connection.setAutoCommit(false);
    try (PreparedStatement name = connection.prepareStatement(
        "SELECT set_config('application_name', ?, true), set_config('client_min_messages', 'warning', true), set_config('work_mem', '32MB', true), set_config('jit', 'off', true)")) {
      name.setString(1, "millrace %s/%d".formatted(run.runId(), slice));
      name.executeQuery().close();
    }
    ledger.claim(connection);
    Merge.createStages(connection, mode);
  }

  private RuntimeException failure(SQLException e) {
    return mode == WriteMode.DIRECT && Failure.isUniqueViolation(e)
        ? new DirectCopyConflict(run.runId(), slice, e)
        : Failure.statement(e);
  }

  /** Rolls back what is not committed. */
  @Override
  public void close() {
    if (connection == null) {
      return;
    }
    try (Connection closing = connection) {
      connection = null;
      closing.rollback();
    } catch (SQLException e) {
      // The server rolls back by itself once the connection is gone.
      LOG.debug("Slice {} of run {}: {}", slice, run.runId(), e.getMessage());
    }
  }
}
