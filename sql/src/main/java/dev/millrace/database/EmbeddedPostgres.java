package dev.millrace.database;

import dev.millrace.cli.BeforeExit;
import dev.millrace.failure.MillraceException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A real PostgreSQL below Millrace's home, with all its safety on, shared by every command that uses the same home: the
 * first starts it, the last stops it, and one that a killed command left behind is adopted. Each process that uses it
 * holds a shared lock on {@code users.lock}; starting and stopping hold {@code start.lock}.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  public static final String DATABASE = "millrace";

  // One per process and home: a file lock belongs to the process, so that a second channel would release the first one's.
  private static final Map<Path, EmbeddedPostgres> USED = new HashMap<>();

  static {
    BeforeExit.run(EmbeddedPostgres::releaseAll);
  }

  private final Path home;
  private final PostgresServer server;
  private final FileChannel usersFile;
  private final int port;
  private int uses = 1;

  private EmbeddedPostgres(Path home, PostgresServer server, FileChannel usersFile, int port) {
    this.home = home;
    this.server = server;
    this.usersFile = usersFile;
    this.port = port;
  }

  /** Starts, finds or adopts the server of a home. Every call wants one {@link #close}. */
  public static EmbeddedPostgres use(Path home, PostgresBinaries binaries) {
    Path place = home.toAbsolutePath().normalize();
    synchronized (USED) {
      EmbeddedPostgres used = USED.get(place);
      if (used != null) {
        used.uses++;
        return used;
      }
      try {
        Files.createDirectories(place);
        EmbeddedPostgres started = join(place, binaries);
        USED.put(place, started);
        return started;
      } catch (IOException e) {
        throw MillraceException.external(e, "Cannot start the embedded PostgreSQL %s in %s: %s", binaries.version(), place, e.getMessage());
      }
    }
  }

  private static EmbeddedPostgres join(Path home, PostgresBinaries binaries) throws IOException {
    try (FileChannel startFile = open(home.resolve("start.lock"))) {
      startFile.lock();
      Path data = home.resolve("data-" + binaries.majorVersion());
      refuseOtherVersion(home, data);
      PasswordFiles passwords = new PasswordFiles(home.resolve("passwords"));
      PostgresServer server = new PostgresServer(binaries.unpackedIn(home), data, passwords, Unprivileged.find(data));
      FileChannel usersFile = open(home.resolve("users.lock"));
      try {
        usersFile.lock(0, Long.MAX_VALUE, true);
        int port = server.runningPort();
        EmbeddedLogins.ensure(server, port, passwords);
        return new EmbeddedPostgres(home, server, usersFile, port);
      } catch (Throwable e) {
        usersFile.close();
        throw e;
      }
    }
  }

  private static void refuseOtherVersion(Path home, Path data) throws IOException {
    try (Stream<Path> files = Files.list(home)) {
      files.filter(file -> file.getFileName().toString().matches("data-\\d+") && !file.equals(data)).findFirst().ifPresent(other -> {
        throw MillraceException.usage("%s holds the data of another PostgreSQL version, this Millrace brings that of %s. "
            + "Dump it with the Millrace that made it, then move the directory away.", other, data.getFileName());
      });
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  public int port() {
    return port;
  }

  /** How to connect to Millrace's own database in it. */
  public DatabaseSettings settings(Access access, String schema) {
    return server.settings(port, DATABASE, schema, access);
  }

  /** How to connect to another database in it, which the caller has created. */
  public DatabaseSettings settings(Access access, String database, String schema) {
    return server.settings(port, database, schema, access);
  }

  /** Stops the server if no other use of it, in this or another process, remains. */
  @Override
  public void close() {
    synchronized (USED) {
      if (--uses == 0) {
        USED.remove(home);
        leave();
      }
    }
  }

  private void leave() {
    try (FileChannel startFile = open(home.resolve("start.lock"))) {
      startFile.lock();
      usersFile.close();
      try (FileChannel others = open(home.resolve("users.lock")); FileLock alone = others.tryLock()) {
        if (alone != null) {
          server.stop();
        }
      }
    } catch (IOException e) {
      throw MillraceException.external(e, "Cannot stop the embedded PostgreSQL in %s: %s", home, e.getMessage());
    }
  }

  private static void releaseAll() {
    synchronized (USED) {
      USED.values().forEach(EmbeddedPostgres::leave);
      USED.clear();
    }
  }
}
