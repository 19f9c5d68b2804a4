package dev.millrace.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** Someone who reads and someone who writes, table after table, while something else goes on; each notes how long it had to wait at worst. */
final class Bystanders {
  private final Bystander reader;
  private final Bystander writer;

  private Bystanders(Bystander reader, Bystander writer) {
    this.reader = reader;
    this.writer = writer;
  }

  record Waits(Duration reading, Duration writing) {}

  /** Statements that touch no row, and take the lock that a statement with rows takes. */
  static Bystanders of(DatabaseSettings settings, List<String> tables) {
    return new Bystanders(
        new Bystander(settings, tables.stream().map("SELECT FROM %s LIMIT 1"::formatted).toList()),
        new Bystander(settings, tables.stream().map("DELETE FROM %s WHERE false"::formatted).toList()));
  }

  Waits watch(Runnable work) {
    CompletableFuture<Duration> reading = CompletableFuture.supplyAsync(reader::run);
    CompletableFuture<Duration> writing = CompletableFuture.supplyAsync(writer::run);
    try {
      work.run();
    } finally {
      reader.ended = true;
      writer.ended = true;
    }
    return new Waits(reading.join(), writing.join());
  }

  private static final class Bystander {
    private static final long PAUSE_NANOS = 1_000_000;

    private final DatabaseSettings settings;
    private final List<String> statements;
    private volatile boolean ended;

    Bystander(DatabaseSettings settings, List<String> statements) {
      this.settings = settings;
      this.statements = statements;
    }

    Duration run() {
      long longest = 0;
      try (Connection connection = Database.connect(settings, "bystander"); Statement statement = connection.createStatement()) {
        while (!ended) {
          for (String sql : statements) {
            long start = System.nanoTime();
            statement.execute(sql);
            longest = Math.max(longest, System.nanoTime() - start);
          }
          LockSupport.parkNanos(PAUSE_NANOS);
        }
        return Duration.ofNanos(longest);
      } catch (SQLException e) {
        throw new AssertionError(e);
      }
    }
  }
}
