package dev.millrace.ledger;

import dev.millrace.database.Database;
import dev.millrace.failure.MillraceException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews a lease on a thread and a connection of its own, by the database's clock, until closed or fenced off. */
final class Heartbeat implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
  private static final String RENEW = """
      UPDATE run SET lease_until = clock_timestamp() + ? * interval '1 second' WHERE run = ? AND lease_token = ?
      """;

  private final Database database;
  private final long run;
  private final long token;
  private final LeaseTerms terms;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
    Thread daemon = new Thread(task, "lease-heartbeat");
    daemon.setDaemon(true);
    return daemon;
  });
  private Connection connection;
  private volatile boolean fenced;
  private volatile long renewedNanos = System.nanoTime();

  private Heartbeat(Database database, long run, long token, LeaseTerms terms) {
    this.database = database;
    this.run = run;
    this.token = token;
    this.terms = terms;
  }

  static Heartbeat start(Database database, long run, long token, LeaseTerms terms) {
    Heartbeat heartbeat = new Heartbeat(database, run, token, terms);
    heartbeat.thread.scheduleWithFixedDelay(heartbeat::beat, terms.beat().toMillis(), terms.beat().toMillis(), TimeUnit.MILLISECONDS);
    return heartbeat;
  }

  private void beat() {
    // Before the statement, since the database may have begun to count at any moment after it.
    long sent = System.nanoTime();
    try {
      if (connection == null) {
        connection = database.unpooled("millrace lease");
        connection.setNetworkTimeout(Runnable::run, (int) terms.expiry().toMillis() / 2);
      }
      try (PreparedStatement renew = connection.prepareStatement(RENEW)) {
        renew.setDouble(1, terms.expiry().toMillis() / 1000.0);
        renew.setLong(2, run);
        renew.setLong(3, token);
        if (renew.executeUpdate() == 1) {
          renewedNanos = sent;
        } else {
          fenced = true;
          thread.shutdown();
        }
      }
    } catch (SQLException | MillraceException e) {
      LOG.warn("Run {}: heartbeat failed: {}", run, e.getMessage());
      disconnect();
    }
  }

  /** True once another driver has the run, or may have. */
  boolean lost() {
    return fenced || System.nanoTime() - renewedNanos > terms.expiry().toNanos();
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
    thread.shutdown();
    try {
      thread.awaitTermination(terms.expiry().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    disconnect();
  }
}
