package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.failure.MillraceException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EmbeddedPostgresIT {
  @TempDir
  Path temporary;

  private Path home;
  private final List<Process> commands = new ArrayList<>();

  @BeforeEach
  void shareTheUnpackedPrograms() throws IOException {
    TestDatabase.fresh().close();
    home = Files.createDirectory(temporary.resolve("postgres"));
    Path programs = Path.of("target", "postgres-" + PostgresBinaries.bundled().majorVersion(), PostgresBinaries.bundled().version());
    Files.createSymbolicLink(home.resolve(PostgresBinaries.bundled().version()), programs.toAbsolutePath());
  }

  @AfterEach
  void end() throws IOException {
    commands.forEach(Process::destroyForcibly);
    if (Files.exists(home.resolve("data-18/postmaster.pid"))) {
      EmbeddedPostgres.use(home, PostgresBinaries.bundled()).close();
    }
    Files.delete(home.resolve(PostgresBinaries.bundled().version()));
  }

  @Test
  void keepsWhatIsCommittedAndItsPasswordsToItself() throws IOException, SQLException {
    try (EmbeddedPostgres server = EmbeddedPostgres.use(home, PostgresBinaries.bundled())) {
      assertThat(show(server, "fsync")).isEqualTo("on");
      assertThat(show(server, "synchronous_commit")).isEqualTo("on");
      assertThat(show(server, "full_page_writes")).isEqualTo("on");
      assertThat(show(server, "listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(show(server, "unix_socket_directories")).isEmpty();
      assertThat(show(server, "server_encoding")).isEqualTo("UTF8");
      assertThat(ask(server, "SELECT datcollate || datctype FROM pg_database WHERE datname = 'millrace'")).isEqualTo("CC");
      try (Stream<Path> files = Files.list(home.resolve("passwords"))) {
        assertThat(files.toList()).hasSize(4).allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------"));
      }
      assertThat(Files.readString(home.resolve("data-18/pg_hba.conf")).lines().filter(line -> !line.isBlank() && !line.startsWith("#")))
          .isNotEmpty().allMatch(line -> line.endsWith("scram-sha-256"));
    }
  }

  @Test
  void isSharedByTwoUsesOfOneProcessAndStoppedByTheLast() {
    EmbeddedPostgres first = EmbeddedPostgres.use(home, PostgresBinaries.bundled());
    EmbeddedPostgres second = EmbeddedPostgres.use(home, PostgresBinaries.bundled());
    assertThat(second.port()).isEqualTo(first.port());
    first.close();
    assertThat(listens(second.port())).isTrue();
    second.close();
    assertThat(listens(second.port())).isFalse();
  }

  @Test
  void isSharedByTwoProcessesThatStartTogetherAndStoppedByTheLast() throws IOException {
    Process one = command();
    Process two = command();
    int port = port(one);
    assertThat(port(two)).isEqualTo(port);

    leave(one);
    assertThat(listens(port)).isTrue();
    leave(two);
    assertThat(listens(port)).isFalse();
  }

  @Test
  void oneLeftByAKilledCommandIsAdoptedWithItsDataAndStoppedByTheNextUser() throws IOException, SQLException {
    Process killed = command();
    int port = port(killed);
    killed.destroyForcibly();
    Awaitility.await().until(() -> !killed.isAlive());
    assertThat(listens(port)).isTrue();

    try (EmbeddedPostgres adopted = EmbeddedPostgres.use(home, PostgresBinaries.bundled())) {
      assertThat(adopted.port()).isEqualTo(port);
      assertThat(show(adopted, "fsync")).isEqualTo("on");
    }
    assertThat(listens(port)).isFalse();
  }

  @Test
  void aPidFileLeftByACrashOfTheMachineDoesNotKeepItFromStarting() throws IOException {
    EmbeddedPostgres.use(home, PostgresBinaries.bundled()).close();
    long notPostgres = ProcessHandle.current().pid();
    Files.writeString(home.resolve("data-18/postmaster.pid"), notPostgres + "\n" + home + "\n1\n1\n\n127.0.0.1\n\nready\n");
    try (EmbeddedPostgres server = EmbeddedPostgres.use(home, PostgresBinaries.bundled())) {
      assertThat(listens(server.port())).isTrue();
    }
  }

  @Test
  void dataOfAnotherVersionIsRefused() throws IOException {
    Files.createDirectory(home.resolve("data-12"));
    assertThatThrownBy(() -> EmbeddedPostgres.use(home, PostgresBinaries.bundled()))
        .isInstanceOf(MillraceException.class).hasMessageContaining("data-12").hasMessageContaining("data-18");
    Files.delete(home.resolve("data-12"));
  }

  static Stream<Unprivileged> waysOfRoot() {
    return Stream.of(Unprivileged.USER_NAMESPACE, Unprivileged.NOBODY_BY_SETPRIV, Unprivileged.NOBODY_BY_RUNUSER);
  }

  /** Below /tmp, since the other user must be able to enter. */
  @ParameterizedTest
  @MethodSource("waysOfRoot")
  void startsAsRootInEachWayThatTheMachineAllows(Unprivileged way) throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")) && way.works(), "not root, or no " + way.prefix());
    Path place = Files.createTempDirectory("millrace-root");
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path programs = PostgresBinaries.bundled().unpackedIn(place);
    Path data = place.resolve("data-18");
    PostgresServer server = new PostgresServer(programs, data, new PasswordFiles(place.resolve("passwords")), way);
    try {
      int port = server.runningPort();
      assertThat(listens(port)).isTrue();
      assertThat(Files.getOwner(data).getName()).isEqualTo(way.owner() == null ? "root" : way.owner());
      assertThat(Unprivileged.find(data).owner()).isEqualTo(way.owner());
    } finally {
      server.stop();
      PostgresBinaries.delete(place);
    }
  }

  private Process command() throws IOException {
    String java = ProcessHandle.current().info().command().orElseThrow();
    Process process = new ProcessBuilder(java, "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), "-Xmx128m",
        EmbeddedUser.class.getName(), home.toString()).redirectError(new File("target/embedded-user.log")).start();
    commands.add(process);
    return process;
  }

  private static int port(Process command) throws IOException {
    BufferedReader reader = command.inputReader();
    return Integer.parseInt(reader.readLine());
  }

  private static void leave(Process command) throws IOException {
    command.getOutputStream().close();
    Awaitility.await().atMost(java.time.Duration.ofSeconds(30)).until(() -> !command.isAlive());
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static String show(EmbeddedPostgres server, String setting) throws SQLException {
    return ask(server, "SHOW " + setting);
  }

  private static String ask(EmbeddedPostgres server, String query) throws SQLException {
    try (Connection connection = Database.connect(server.settings(Access.OWNER, "public"), "test"); Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }
}
