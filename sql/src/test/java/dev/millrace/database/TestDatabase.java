package dev.millrace.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A migrated database of its own for each test, in one real PostgreSQL for each version and JVM. The server lies under
 * {@code target/} and is shared with other test JVMs; databases bear the process id.
 */
public final class TestDatabase implements AutoCloseable {
  private static final Map<String, TestDatabase> TEMPLATES = new ConcurrentHashMap<>();
  private static final AtomicInteger NEXT = new AtomicInteger();

  private final EmbeddedPostgres server;
  private final String name;
  private final List<AutoCloseable> opened = new ArrayList<>();

  private TestDatabase(EmbeddedPostgres server, String name) {
    this.server = server;
    this.name = name;
  }

  /** On the newest PostgreSQL. */
  public static TestDatabase fresh() {
    return fresh(PostgresBinaries.bundled());
  }

  public static TestDatabase fresh(PostgresBinaries binaries) {
    return fresh(binaries, "postgres-" + binaries.majorVersion());
  }

  /** In a server of its own, for tests that change its settings or its roles. */
  public static TestDatabase alone(PostgresBinaries binaries, String server) {
    return fresh(binaries, server);
  }

  private static TestDatabase fresh(PostgresBinaries binaries, String place) {
    TestDatabase template = TEMPLATES.computeIfAbsent(place, missing -> template(binaries, place));
    TestDatabase fresh = new TestDatabase(template.server, name("test"));
    template.administer("CREATE DATABASE %s TEMPLATE %s".formatted(fresh.name, template.name));
    return fresh;
  }

  /** Without tables, for tests of the migrations. */
  public static TestDatabase empty(PostgresBinaries binaries) {
    TestDatabase empty = new TestDatabase(fresh(binaries).server, name("empty"));
    empty.administer("CREATE DATABASE " + empty.name);
    return empty;
  }

  /** The oldest PostgreSQL that Millrace supports; its archive is copied into {@code target/} by the build. */
  public static PostgresBinaries oldest() {
    return new PostgresBinaries(System.getProperty("millrace.test.oldest.version"), Path.of(System.getProperty("millrace.test.oldest")));
  }

  private static TestDatabase template(PostgresBinaries binaries, String place) {
    EmbeddedPostgres server = EmbeddedPostgres.use(home(binaries, place), binaries);
    TestDatabase template = new TestDatabase(server, name("template"));
    // A database for each test is several hundred files, synced one by one. What must survive a crash has tests of its own.
    template.administer("ALTER SYSTEM SET fsync = off");
    template.administer("SELECT pg_reload_conf()");
    template.dropThoseOfDeadProcesses();
    template.administer("CREATE DATABASE " + template.name);
    Migrations.of(template.settings(Access.OWNER)).migrate();
    return template;
  }

  /** The programs are unpacked once. */
  private static Path home(PostgresBinaries binaries, String place) {
    try {
      Path programs = binaries.unpackedIn(Files.createDirectories(Path.of("target", "postgres-" + binaries.majorVersion())));
      Path home = Files.createDirectories(Path.of("target", place));
      Path link = home.resolve(binaries.version());
      if (!Files.exists(link)) {
        Files.createSymbolicLink(link, programs.toAbsolutePath());
      }
      return home;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String name(String kind) {
    return "%s_%d_%d".formatted(kind, ProcessHandle.current().pid(), NEXT.incrementAndGet());
  }

  private void dropThoseOfDeadProcesses() {
    for (List<Object> row : query(server.settings(Access.OWNER, "postgres", "public"), "SELECT datname FROM pg_database WHERE datname ~ '^(test|empty|template)_\\d+_\\d+$'")) {
      String database = (String) row.get(0);
      if (ProcessHandle.of(Long.parseLong(database.split("_")[1])).isEmpty()) {
        administer("DROP DATABASE IF EXISTS " + database);
      }
    }
  }

  public DatabaseSettings settings(Access access) {
    return server.settings(access, name, "public");
  }

  /** Opened for the access, with eight connections; closed with this fixture. */
  public Database open(Access access) {
    Database database = Database.open(settings(access), access, "millrace test", 8);
    opened.add(database);
    return database;
  }

  /** The rows of a query run by the owner, each as its values. */
  public List<List<Object>> query(String sql) {
    return query(settings(Access.OWNER), sql);
  }

  /** The single value of a query run by the owner. */
  public Object value(String sql) {
    return query(sql).get(0).get(0);
  }

  /** Runs statements as the owner. */
  public void execute(String sql) {
    execute(settings(Access.OWNER), sql);
  }

  private void administer(String sql) {
    execute(server.settings(Access.OWNER, "postgres", "public"), sql);
  }

  static void execute(DatabaseSettings settings, String sql) {
    try (Connection connection = Database.connect(settings, "millrace test"); Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static List<List<Object>> query(DatabaseSettings settings, String sql) {
    try (Connection connection = Database.connect(settings, "millrace test");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      ResultSetMetaData columns = result.getMetaData();
      List<List<Object>> rows = new ArrayList<>();
      while (result.next()) {
        List<Object> row = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
          row.add(result.getObject(i));
        }
        rows.add(row);
      }
      return rows;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    try {
      for (AutoCloseable one : opened) {
        one.close();
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    administer("DROP DATABASE %s WITH (FORCE)".formatted(name));
  }
}
