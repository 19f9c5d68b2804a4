package dev.millrace.database;

import dev.millrace.failure.MillraceException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings a database's schema to the version this Millrace works with, and refuses any other. */
public final class Migrations {
  /** The highest version under {@code db/migration}. */
  public static final int LATEST = 7;

  /** The role that owns what migrations make; its members migrate. */
  public static final String OWNER_ROLE = "millrace_owner";

  private static final int NONE = 0;

  private final DatabaseSettings owner;

  private Migrations(DatabaseSettings owner) {
    this.owner = owner;
  }

  /** @param owner settings of a user who may create tables in the schema */
  public static Migrations of(DatabaseSettings owner) {
    return new Migrations(owner);
  }

  /** Applies what is missing; returns how many migrations that were. */
  public int migrate() {
    Flyway flyway = Flyway.configure(Migrations.class.getClassLoader())
        .loggers("slf4j")
        .dataSource(new Connections(owner, "millrace migrate"))
        .locations("classpath:db/migration", "classpath:db/callback")
        .schemas(owner.schema())
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .placeholders(Map.of(
            "writer", Access.WRITER.login(), "reader", Access.READER.login(), "reviewer", Access.REVIEWER.login(), "owner", OWNER_ROLE))
        .load();
    try {
      return flyway.migrate().migrationsExecuted;
    } catch (FlywayException e) {
      throw MillraceException.external(e, "Cannot migrate schema %s of %s as user %s: %s",
          owner.schema(), owner.place(), owner.user(), reason(e));
    }
  }

  /** As {@link #migrate} without Flyway's second of start-up where nothing is to do. */
  void migrateIfBehind() {
    try (Connection connection = Database.connect(owner, "millrace migrate")) {
      if (version(connection) < LATEST) {
        migrate();
      }
    } catch (SQLException e) {
      throw Failure.statement(e);
    }
  }

  /** Throws unless the schema has exactly the version that this Millrace works with. */
  public static void requireCurrent(Connection connection, DatabaseSettings settings) {
    int found;
    try {
      found = version(connection);
    } catch (SQLException e) {
      if (Failure.isNotPermitted(e)) {
        throw MillraceException.usage("User %s may not read schema %s of %s. Grant it the role %s, %s or %s.", settings.user(), settings.schema(),
            settings.place(), Access.WRITER.login(), Access.READER.login(), Access.REVIEWER.login());
      }
      throw Failure.statement(e);
    }
    if (found < LATEST) {
      throw MillraceException.usage("Schema %s of %s has version %s, this Millrace needs %d. Run ./millrace migrate.",
          settings.schema(), settings.place(), found == NONE ? "none yet" : found, LATEST);
    }
    if (found > LATEST) {
      throw MillraceException.usage("Schema %s of %s has version %d, this Millrace knows only %d: it is older than the database. Use a newer Millrace.",
          settings.schema(), settings.place(), found, LATEST);
    }
  }

  static int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT coalesce(max(version::int), 0) FROM flyway_schema_history WHERE success")) {
      row.next();
      return row.getInt(1);
    } catch (SQLException e) {
      if (Failure.isUndefinedTable(e)) {
        return NONE;
      }
      throw e;
    }
  }

  private static String reason(FlywayException e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql) {
        return Failure.message(sql);
      }
    }
    return e.getMessage();
  }
}
