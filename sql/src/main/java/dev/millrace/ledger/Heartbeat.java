package dev.millrace.ledger;

import dev.millrace.database.Database;
import dev.millrace.database.Failure;
import dev.millrace.failure.MillraceException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews a lease on threads and a connection of its own, by the database's clock, until closed or lost. A lease is lost
 * when another driver has it, or when the database has taken no write for as long as a driver is patient. One that merely
 * expired is renewed if nobody has taken it meanwhile.
 */
final class Heartbeat implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
  private static final Duration TICK = Duration.ofMillis(500);
  private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(1);
  private static final String RENEW = """
      UPDATE run SET lease_until = clock_timestamp() + ? * interval '1 second' WHERE run = ? AND lease_token = ?
      """;
  private static final String HOLDER = "SELECT lease_owner FROM run WHERE run = ?";

  private final Database database;
  private final long run;
  private final String runId;
  private final long token;
  private final LeaseTerms terms;
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2, task -> {
    Thread daemon = new Thread(task, "lease-heartbeat");
    daemon.setDaemon(true);
    return daemon;
  });
  private final Object beating = new Object();
  // Guarded by beating.
  private Connection connection;
  // The rest is guarded by this.
  private long silentTicks;
  private String lastFailure = "it does not answer";
  private MillraceException loss;
  private Runnable whenLost = () -> { };

  private Heartbeat(Database database, long run, String runId, long token, LeaseTerms terms) {
    this.database = database;
    this.run = run;
    this.runId = runId;
    this.token = token;
    this.terms = terms;
  }

  static Heartbeat start(Database database, long run, String runId, long token, LeaseTerms terms) {
    Heartbeat heartbeat = new Heartbeat(database, run, runId, token, terms);
    heartbeat.beatIn(terms.beat());
    // On another thread, since a beat may hang. Counted in ticks, not by a clock: the time for which this process was
    // paused is none for which the database was silent.
    heartbeat.threads.scheduleWithFixedDelay(heartbeat::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    return heartbeat;
  }

  private void beatIn(Duration delay) {
    if (!threads.isShutdown()) {
      threads.schedule(() -> beatIn(beat() || terms.beat().compareTo(AFTER_A_FAILURE) < 0 ? terms.beat() : AFTER_A_FAILURE),
          delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** True if the lease is renewed. */
  private boolean beat() {
    synchronized (beating) {
      try {
        if (renew()) {
          renewed();
          return true;
        }
        lose(takenOver());
      } catch (SQLException | RuntimeException e) {
        LOG.warn("Run {}: heartbeat failed: {}", runId, e.getMessage());
        failed(e instanceof SQLException sql ? Failure.message(sql) : e.getMessage());
        disconnect();
      }
      return false;
    }
  }

  private boolean renew() throws SQLException {
    if (connection == null) {
      connection = database.unpooled("millrace lease");
      connection.setNetworkTimeout(Runnable::run, (int) terms.expiry().toMillis() / 2);
    }
    try (PreparedStatement renew = connection.prepareStatement(RENEW)) {
      renew.setDouble(1, terms.expiry().toMillis() / 1000.0);
      renew.setLong(2, run);
      renew.setLong(3, token);
      return renew.executeUpdate() == 1;
    }
  }

  private MillraceException takenOver() throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(HOLDER)) {
      select.setLong(1, run);
      try (ResultSet row = select.executeQuery()) {
        DriverIdentity holder = row.next() && row.getString(1) != null ? DriverIdentity.parse(row.getString(1)) : null;
        return MillraceException.external(null, "Run %s was taken over by %s while this driver was not heard of for %d s, so this one has stopped. Let the other finish.",
            runId, holder == null ? "another driver" : "process %d on host %s".formatted(holder.pid(), holder.host()), terms.expiry().toSeconds());
      }
    }
  }

  private synchronized void renewed() {
    silentTicks = 0;
  }

  private synchronized void failed(String reason) {
    lastFailure = reason;
  }

  private void tick() {
    MillraceException tooLong = null;
    synchronized (this) {
      silentTicks++;
      if (TICK.multipliedBy(silentTicks).compareTo(terms.patience()) > 0) {
        tooLong = MillraceException.external(null, "PostgreSQL at %s took no write of run %s for %d s: %s. Once it does, the same --run-id goes on.",
            database.settings().place(), runId, terms.patience().toSeconds(), lastFailure);
      }
    }
    if (tooLong != null) {
      lose(tooLong);
    }
  }

  private void lose(MillraceException reason) {
    Runnable told;
    synchronized (this) {
      if (loss != null) {
        return;
      }
      loss = reason;
      told = whenLost;
      notifyAll();
    }
    threads.shutdown();
    told.run();
  }

  /** Runs on a thread of the heartbeat once the lease is lost; here and now if it is. */
  void whenLost(Runnable action) {
    synchronized (this) {
      whenLost = action;
      if (loss == null) {
        return;
      }
    }
    action.run();
  }

  /** Why this driver must stop; null while it has the lease, as far as it knows. */
  synchronized MillraceException loss() {
    return loss;
  }

  Duration patience() {
    return terms.patience();
  }

  /** True if the last beats went unanswered: whatever is asked of the database now may have to wait. */
  synchronized boolean isSilent() {
    return TICK.multipliedBy(silentTicks).compareTo(terms.beat().multipliedBy(3)) > 0;
  }

  /** Waits until the database takes a write; false if the lease is lost before, or the thread interrupted. */
  boolean awaitRenewal() {
    while (loss() == null && !threads.isShutdown()) {
      if (beat()) {
        return true;
      }
      synchronized (this) {
        try {
          if (loss == null) {
            wait(AFTER_A_FAILURE.toMillis());
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
    }
    return false;
  }

  private void disconnect() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      LOG.debug("closing", e);
    }
    connection = null;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      threads.awaitTermination(terms.expiry().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (beating) {
      disconnect();
    }
  }
}
