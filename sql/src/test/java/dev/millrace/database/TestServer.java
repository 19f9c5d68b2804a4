package dev.millrace.database;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A PostgreSQL of a test's own, to be broken: always on the same port, stopped as hard as one likes, with files that may
 * be too small. The oldest version: where a file may not grow, it says that the disk is full (53100); newer ones name a limit.
 */
public final class TestServer implements AutoCloseable {
  /** No limit on the size of a file. */
  public static final String ENDLESS = "unlimited";
  /** A segment of the log, and half a page: of a table's last page, a part is written. */
  public static final String SMALL_KIB = Integer.toString(1_024 + 4);

  private final Path programs;
  private final Path data;
  private final File output;
  private final Unprivileged user;
  private final PostgresServer server;
  private final int port;
  private boolean running;

  private TestServer(Path directory) throws IOException {
    PostgresBinaries binaries = TestDatabase.oldest();
    programs = binaries.unpackedIn(Path.of("target", "postgres-" + binaries.majorVersion())).toAbsolutePath();
    data = directory.resolve("data");
    output = directory.resolve("output").toFile();
    user = Unprivileged.find(data);
    PasswordFiles passwords = new PasswordFiles(directory.resolve("passwords"));
    server = new PostgresServer(programs, data, passwords, user);
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    passwords.create(Access.OWNER);
    Path password = Files.copy(passwords.of(Access.OWNER), directory.resolve("initial-password"));
    user.own(password);
    Files.createDirectory(data);
    user.own(data);
    user.run(output, program("initdb"), "--pgdata=" + data, "--username=" + Access.OWNER.login(), "--pwfile=" + password, "--auth=scram-sha-256",
        "--encoding=UTF8", "--locale=C", "--wal-segsize=1", "--no-sync");
    start(ENDLESS);
    EmbeddedLogins.ensure(server, port, passwords);
  }

  /** Below {@code target}: where the tests run as root, another user's server must be able to enter. */
  public static TestServer open() {
    try {
      Path directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "server");
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      return new TestServer(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** @param fileKib no file of the server may be larger; it then takes the disk to be full */
  public void start(String fileKib) {
    run("bash", "-c", "ulimit -f %s; exec '%s' start --pgdata='%s' --wait --log='%s' --options='-c port=%d -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c max_connections=40'"
        .formatted(fileKib, program("pg_ctl"), data, data.resolve("server.log"), port));
    running = true;
  }

  /** @param mode {@code fast} rolls back and closes, {@code immediate} is a crash */
  public void stop(String mode) {
    run(program("pg_ctl"), "stop", "--pgdata=" + data, "--mode=" + mode, "--wait");
    running = false;
  }

  /** Executes as the owner, in a database whose transactions may be read-only. */
  public void execute(String... statements) {
    try (Connection connection = Database.connect(settings(Access.OWNER, "public"), "test"); Statement statement = connection.createStatement()) {
      statement.execute("SET default_transaction_read_only = off");
      for (String each : statements) {
        statement.execute(each);
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** The single value of a query that the owner asks in a schema. */
  public Object value(String schema, String query) {
    try (Connection connection = Database.connect(settings(Access.OWNER, schema), "test"); Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getObject(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  public DatabaseSettings settings(Access access, String schema) {
    return server.settings(port, EmbeddedPostgres.DATABASE, schema, access);
  }

  /** Makes a schema with Millrace's tables. */
  public void migrate(String schema) {
    Migrations.of(settings(Access.OWNER, schema)).migrate();
  }

  private String program(String name) {
    return programs.resolve("bin").resolve(name).toString();
  }

  private void run(String... command) {
    try {
      user.run(output, command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (running) {
      stop("immediate");
    }
    try {
      PostgresBinaries.delete(data.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
