package dev.millrace.database;

import dev.millrace.failure.MillraceException;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** One data directory and the server on it. The caller holds the lock against other processes. */
final class PostgresServer {
  private static final Duration RECOVERY = Duration.ofSeconds(120);
  private static final int PORT_TRIES = 5;
  private static final int PID_LINE = 0;
  private static final int PORT_LINE = 3;

  /** For a laptop of two cores: caches that leave room for Spark and a model, and few checkpoints while loading. */
  private static final List<String> SETTINGS = List.of(
      "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=50", "shared_buffers=256MB",
      "max_wal_size=2GB", "wal_compression=on", "checkpoint_completion_target=0.9", "password_encryption=scram-sha-256",
      // Neither a failed statement nor the row that failed may rest in the server's log.
      "log_min_error_statement=panic", "log_error_verbosity=terse");

  private final Path programs;
  private final Path data;
  private final PasswordFiles passwords;
  private final Unprivileged user;

  PostgresServer(Path programs, Path data, PasswordFiles passwords, Unprivileged user) {
    this.programs = programs;
    this.data = data;
    this.passwords = passwords;
    this.user = user;
  }

  /** Finds the running server or starts one; returns its port. */
  int runningPort() throws IOException {
    Path program = programs.resolve("bin").resolve("postgres");
    user.requireReach(program);
    if (!Files.exists(data)) {
      initialize();
    }
    Optional<Integer> running = adopt();
    return running.isPresent() ? running.get() : start();
  }

  private void initialize() throws IOException {
    // Renamed when complete, so that a killed initdb is done again.
    Path partial = data.resolveSibling(data.getFileName() + ".partial");
    PostgresBinaries.delete(partial);
    Files.createDirectory(partial, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    passwords.create(Access.OWNER);
    Path passwordFile = data.resolveSibling("initial-password");
    Files.deleteIfExists(passwordFile);
    try {
      Files.copy(passwords.of(Access.OWNER), passwordFile, StandardCopyOption.COPY_ATTRIBUTES);
      user.own(passwordFile);
      user.own(partial);
      run("initdb", "--pgdata=" + partial, "--username=" + Access.OWNER.login(), "--pwfile=" + passwordFile,
          "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C");
    } finally {
      Files.deleteIfExists(passwordFile);
    }
    Files.move(partial, data, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The port of a server that answers, started by another command or left by one that was killed; waits while it recovers. */
  private Optional<Integer> adopt() throws IOException {
    long deadline = System.nanoTime() + RECOVERY.toNanos();
    while (true) {
      List<String> lines = pidFile();
      if (lines.isEmpty()) {
        return Optional.empty();
      }
      long pid = Long.parseLong(lines.get(PID_LINE).strip());
      boolean alive = ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
      if (!alive || isForeign(pid)) {
        // Left by a crash of the machine; the number may belong to another program by now, and PostgreSQL would refuse to start.
        Files.deleteIfExists(data.resolve("postmaster.pid"));
        return Optional.empty();
      }
      if (lines.size() > PORT_LINE && answers(Integer.parseInt(lines.get(PORT_LINE).strip()))) {
        return Optional.of(Integer.parseInt(lines.get(PORT_LINE).strip()));
      }
      if (System.nanoTime() > deadline) {
        throw new IOException("the server of process %d does not answer; see %s".formatted(pid, log()));
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  private static boolean isForeign(long pid) {
    return ProcessHandle.of(pid).flatMap(p -> p.info().command()).map(c -> !Path.of(c).getFileName().toString().startsWith("postgres")).orElse(false);
  }

  private List<String> pidFile() throws IOException {
    Path file = data.resolve("postmaster.pid");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  private boolean answers(int port) {
    try (var connection = Database.connect(settings(port, "postgres", "public", Access.OWNER), "millrace start")) {
      return connection.isValid(5);
    } catch (MillraceException e) {
      if (e.kind() == dev.millrace.failure.ErrorKind.USAGE) {
        throw e;
      }
      return false;
    } catch (java.sql.SQLException e) {
      return false;
    }
  }

  private int start() throws IOException {
    for (int tries = 1; ; tries++) {
      int port = freePort();
      StringBuilder options = new StringBuilder("-c port=").append(port);
      SETTINGS.forEach(setting -> options.append(" -c '").append(setting).append('\''));
      try {
        run("pg_ctl", "start", "--pgdata=" + data, "--wait", "--timeout=" + RECOVERY.toSeconds(), "--log=" + log(), "--options=" + options);
        return port;
      } catch (IOException e) {
        // Another program may have taken the port in between.
        if (tries == PORT_TRIES || !answersOfAnother(port)) {
          throw e;
        }
      }
    }
  }

  private static boolean answersOfAnother(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return !socket.isBound();
    } catch (IOException e) {
      return true;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Stops the server once what runs on it is rolled back; everything committed is on disk. */
  void stop() throws IOException {
    if (!pidFile().isEmpty()) {
      run("pg_ctl", "stop", "--pgdata=" + data, "--mode=fast", "--wait", "--timeout=60");
    }
  }

  DatabaseSettings settings(int port, String database, String schema, Access access) {
    return new DatabaseSettings("jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database), schema, access.login(), passwords.of(access).toString());
  }

  private Path log() {
    return data.resolve("server.log");
  }

  private void run(String program, String... arguments) throws IOException {
    String[] command = new String[arguments.length + 1];
    command[0] = programs.resolve("bin").resolve(program).toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    File output = Files.createTempFile("millrace-" + program, ".log").toFile();
    try {
      user.run(output, command);
    } finally {
      Files.deleteIfExists(output.toPath());
    }
  }
}
