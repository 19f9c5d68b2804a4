package dev.millrace.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.cli.Home;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** An open database with a pool of connections. Thread-safe. */
public final class Database implements AutoCloseable {
  private static final int CONNECTIONS = 4;

  private final DatabaseSettings settings;
  private final HikariDataSource pool;
  private final AutoCloseable server;

  private Database(DatabaseSettings settings, String applicationName, int maxConnections, AutoCloseable server) {
    this.settings = settings;
    this.server = server;
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(settings.url());
    config.setDataSourceProperties(properties(settings, applicationName));
    config.setMaximumPoolSize(maxConnections);
    config.setMinimumIdle(0);
    config.setInitializationFailTimeout(-1);
    config.setConnectionTimeout(TimeUnit.SECONDS.toMillis(60));
    this.pool = new HikariDataSource(config);
  }

  /** As {@link #open(DatabaseSettings, Access, String, int)} with four connections. */
  public static Database open(DatabaseSettings settings, Access access, String applicationName) {
    return open(settings, access, applicationName, CONNECTIONS);
  }

  /**
   * Opens it for a command. The embedded database is started if need be, and migrated before it is written; a server must
   * have the schema version that this Millrace expects. The owner, who migrates, is asked for none.
   */
  public static Database open(DatabaseSettings settings, Access access, String applicationName, int maxConnections) {
    EmbeddedPostgres server = settings.isEmbedded() ? EmbeddedPostgres.use(Home.directory("postgres"), PostgresBinaries.bundled()) : null;
    try {
      DatabaseSettings resolved = server == null ? settings.withDefaultUser(access) : server.settings(access, settings.schema());
      if (server != null && (access == Access.WRITER || access == Access.REVIEWER)) {
        Migrations.of(server.settings(Access.OWNER, settings.schema())).migrateIfBehind();
      }
      try (Connection probe = connect(resolved, applicationName)) {
        if (access != Access.OWNER) {
          Migrations.requireCurrent(probe, resolved);
        }
      }
      return new Database(resolved, applicationName, maxConnections, server);
    } catch (SQLException e) {
      closeQuietly(server);
      throw Failure.statement(e);
    } catch (RuntimeException e) {
      closeQuietly(server);
      throw e;
    }
  }

  /** Opens it where the driver's {@link #settings()} have come to: an executor. Nothing is started or checked. */
  public static Database attach(DatabaseSettings resolved, String applicationName, int maxConnections) {
    return new Database(resolved, applicationName, maxConnections, null);
  }

  /** One connection outside any pool, in auto-commit mode. */
  static Connection connect(DatabaseSettings settings, String applicationName) {
    try {
      return DriverManager.getConnection(settings.url(), properties(settings, applicationName));
    } catch (SQLException e) {
      throw Failure.connection(e, settings);
    }
  }

  private static Properties properties(DatabaseSettings settings, String applicationName) {
    Properties properties = new Properties();
    properties.setProperty("user", settings.user());
    String password = settings.password();
    if (password != null) {
      properties.setProperty("password", password);
    }
    properties.setProperty("ApplicationName", applicationName);
    properties.setProperty("currentSchema", settings.schema());
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("connectTimeout", "10");
    // The former ends with the handshake; a server that stands still accepts and then says nothing.
    properties.setProperty("loginTimeout", "20");
    // A row must not get into an exception's text: details quote the row that failed.
    properties.setProperty("logServerErrorDetail", "false");
    // A lost executor's transaction holds its slice's ledger row; without these the server would notice after two hours.
    properties.setProperty("options", "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3");
    return properties;
  }

  /** A connection of the pool, in auto-commit mode; waits up to 60 s for a free one. Close it soon. */
  public Connection connection() {
    try {
      return pool.getConnection();
    } catch (SQLException e) {
      throw Failure.connection(e.getCause() instanceof SQLException cause ? cause : e, settings);
    }
  }

  /** A connection outside the pool, so that it need not wait for one: the heartbeat of a lease. */
  public Connection unpooled(String applicationName) {
    return connect(settings, applicationName);
  }

  /** Where it is, resolved: what an executor's {@link #attach} needs, the embedded database's port included. */
  public DatabaseSettings settings() {
    return settings;
  }

  @Override
  public void close() {
    pool.close();
    closeQuietly(server);
  }

  private static void closeQuietly(AutoCloseable server) {
    try {
      if (server != null) {
        server.close();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
