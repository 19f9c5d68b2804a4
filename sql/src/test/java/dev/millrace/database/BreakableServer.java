package dev.millrace.database;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * An embedded PostgreSQL of a home that nothing else uses, so that it may be killed, paused and started again on its port.
 * Its databases are copied from one template, which is migrated once.
 */
public final class BreakableServer implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofSeconds(60);

  private final Path home;
  private final PostgresBinaries binaries = PostgresBinaries.bundled();
  private EmbeddedPostgres use;

  /** @param millraceHome what a command's {@code MILLRACE_HOME} must be to find it as {@code embedded} */
  public BreakableServer(Path millraceHome) {
    home = millraceHome.resolve("postgres");
    join();
    // What is written survives the death of every process; only a machine's needs the disk.
    execute(maintenance(), "ALTER SYSTEM SET fsync = off");
    execute(maintenance(), "SELECT pg_reload_conf()");
  }

  /** Starts or adopts it, and counts as one of its users until {@link #leave}. */
  public void join() {
    if (use == null) {
      use = EmbeddedPostgres.use(home, binaries);
    }
  }

  /** It stops if nobody else uses it, and is an orphan if the other users are killed. */
  public void leave() {
    if (use != null) {
      use.close();
      use = null;
    }
  }

  public long postmaster() {
    try {
      return Long.parseLong(Files.readAllLines(data().resolve("postmaster.pid")).get(0).strip());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The postmaster, then its children. */
  public List<Long> processes() {
    return Stream.concat(Stream.of(postmaster()),
        ProcessHandle.of(postmaster()).stream().flatMap(ProcessHandle::children).map(ProcessHandle::pid)).toList();
  }

  /** Starts it on the port that it had; one that runs is shut down at once before, without a checkpoint. */
  public void restart() {
    long deadline = System.nanoTime() + LONGEST_START.toNanos();
    while (true) {
      try {
        pgCtl("restart", "--mode=immediate", "--wait", "--timeout=" + LONGEST_START.toSeconds());
        return;
      } catch (IOException e) {
        // Backends that have not noticed their postmaster's death hold the shared memory.
        if (System.nanoTime() > deadline) {
          throw new AssertionError(e);
        }
      }
    }
  }

  /** Shuts it down at once: no backend ends its statement, and the next start recovers. */
  public void crash() {
    try {
      pgCtl("stop", "--mode=immediate", "--wait");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void pgCtl(String verb, String... options) throws IOException {
    String[] command = Stream.concat(
        Stream.of(binaries.unpackedIn(home).resolve("bin").resolve("pg_ctl").toString(), verb, "--pgdata=" + data(), "--log=" + log()),
        Stream.of(options)).toArray(String[]::new);
    File output = home.resolveSibling("pg_ctl.out").toFile();
    Unprivileged.find(data()).run(output, command);
  }

  private Path data() {
    return home.resolve("data-" + binaries.majorVersion());
  }

  public Path log() {
    return data().resolve("server.log");
  }

  /** Makes a migrated database that others are copied from. */
  public void template(String name, String... further) {
    execute(maintenance(), "CREATE DATABASE " + name);
    Migrations.of(settings(Access.OWNER, name, "public")).migrate();
    for (String sql : further) {
      execute(settings(Access.OWNER, name, "public"), sql);
    }
  }

  public void copy(String template, String name) {
    execute(maintenance(), "CREATE DATABASE %s TEMPLATE %s".formatted(name, template));
  }

  public void drop(String name) {
    execute(maintenance(), "DROP DATABASE %s WITH (FORCE)".formatted(name));
  }

  /** Makes a migrated schema in Millrace's own database, where a command finds it as {@code embedded}. */
  public void schema(String name, String... further) {
    DatabaseSettings settings = settings(Access.OWNER, EmbeddedPostgres.DATABASE, name);
    Migrations.of(settings).migrate();
    for (String sql : further) {
      execute(settings, sql);
    }
  }

  private DatabaseSettings maintenance() {
    return settings(Access.OWNER, "postgres", "public");
  }

  public DatabaseSettings settings(Access access, String database, String schema) {
    return use.settings(access, database, schema);
  }

  private static void execute(DatabaseSettings settings, String sql) {
    TestDatabase.execute(settings, sql);
  }

  @Override
  public void close() {
    leave();
  }
}
