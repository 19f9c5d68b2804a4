package dev.millrace.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.cli.Home;
import dev.millrace.failure.MillraceException;
import java.sql.Connection;
import java.sql.SQLException;
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
    config.setDataSource(new Connections(settings, applicationName));
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
      DatabaseSettings resolved = server == null ? reach(settings.withDefaultUser(access), access, applicationName) : server.settings(access, settings.schema());
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

  /** Settings with the route to the server, which none but a connection tells. */
  private static DatabaseSettings reach(DatabaseSettings settings, Access access, String applicationName) {
    Route route;
    try {
      route = new Connections(settings, applicationName).route();
    } catch (SQLException e) {
      throw Failure.connection(e, settings);
    }
    if (route == Route.POOLED && access == Access.OWNER) {
      throw MillraceException.usage("A pooler answers at %s, and migrations need a session of their own. Name the host and port of PostgreSQL itself.",
          settings.place());
    }
    return settings.by(route);
  }

  /** Opens it where the driver's {@link #settings()} have come to: an executor. Nothing is started or checked. */
  public static Database attach(DatabaseSettings resolved, String applicationName, int maxConnections) {
    return new Database(resolved, applicationName, maxConnections, null);
  }

  /** One connection outside any pool, in auto-commit mode. */
  static Connection connect(DatabaseSettings settings, String applicationName) {
    try {
      return new Connections(settings, applicationName).getConnection();
    } catch (SQLException e) {
      throw Failure.connection(e, settings);
    }
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
