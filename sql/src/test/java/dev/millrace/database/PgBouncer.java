package dev.millrace.database;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real PgBouncer in transaction mode, in front of a test database's server, with passwords. */
public final class PgBouncer implements AutoCloseable {
  /** One place for all modules, which lie side by side. */
  private static final Path SQL = Path.of("..", "sql");
  private static final int NO_APT = 3;

  private final DatabaseSettings server;
  private final int port;
  private final Path directory;
  private final Process process;

  private PgBouncer(DatabaseSettings server, int port, Path directory, Process process) {
    this.server = server;
    this.port = port;
    this.directory = directory;
    this.process = process;
  }

  /**
   * @param poolSize sessions at the server for each user and database
   * @param lines more of pgbouncer.ini
   */
  public static PgBouncer before(TestDatabase database, int poolSize, String... lines) {
    try {
      return start(database, poolSize, lines);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static PgBouncer start(TestDatabase database, int poolSize, String... lines) throws IOException {
    DatabaseSettings server = database.settings(Access.WRITER);
    Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("target")).toAbsolutePath(), "pgbouncer-");
    int port = freePort();
    Path users = Files.createFile(directory.resolve("users"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(users, Stream.of(Access.values()).map(database::settings)
        .map(user -> "\"%s\" \"%s\"%n".formatted(user.user(), user.password())).collect(Collectors.joining()));
    Path ini = Files.writeString(directory.resolve("pgbouncer.ini"), """
        [databases]
        * = host=127.0.0.1 port=%s
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = scram-sha-256
        auth_file = %s
        pool_mode = transaction
        default_pool_size = %d
        %s
        """.formatted(port(server.url()), port, users, poolSize, String.join("\n", lines)));
    Unprivileged user = Unprivileged.find(directory.resolve("none"));
    user.own(directory);
    Process process = new ProcessBuilder(user.words(program(), ini.toString())).redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile()).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    PgBouncer pooler = new PgBouncer(server, port, directory, process);
    Awaitility.await().until(pooler::listens);
    return pooler;
  }

  /** The installed program or one fetched into {@code target/}. Nothing is skipped unseen: only a machine without apt skips. */
  private static String program() throws IOException {
    File errors = new File("target/find-pgbouncer.log");
    Process find = new ProcessBuilder(SQL.resolve("src/test/sh/find-pgbouncer").toString(), SQL.resolve("target/pgbouncer").toString())
        .redirectError(errors).start();
    List<String> words = find.inputReader().lines().toList();
    int exit = find.onExit().join().exitValue();
    if (exit == NO_APT) {
      abort("PgBouncer is not tested: this machine has neither pgbouncer nor apt-get to fetch it with. Install pgbouncer (a package of every distribution, and of Homebrew).");
    }
    if (exit != 0) {
      throw new AssertionError("PgBouncer is not installed and its package cannot be fetched: install it (apt-get install pgbouncer), or let apt-get reach its archive. "
          + Files.readString(errors.toPath()));
    }
    return words.get(words.size() - 1);
  }

  private boolean listens() throws IOException {
    if (!process.isAlive()) {
      throw new AssertionError("PgBouncer ended: " + Files.readString(directory.resolve("log")));
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String port(String url) {
    return url.replaceFirst(".*:(\\d+)/.*", "$1");
  }

  /** The same, through the pooler, in another schema. */
  public DatabaseSettings to(DatabaseSettings direct, String schema) {
    return new DatabaseSettings(direct.url().replace(":" + port(server.url()) + "/", ":" + port + "/"), schema, direct.user(), direct.passwordFile());
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
    try {
      PostgresBinaries.delete(directory);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
