package dev.millrace.database;

import dev.millrace.failure.MillraceException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings a database's schema to the version this Millrace works with, and refuses any other. */
public final class Migrations {
  /** The highest version under {@code db/migration}. */
  public static final int LATEST = 8;

  /** The role that owns what migrations make; its members migrate. */
  public static final String OWNER_ROLE = "millrace_owner";

  private static final int NONE = 0;

  private static final Map<String, String> ROLES = Map.of("owner", OWNER_ROLE,
      "writer", Access.WRITER.login(), "reader", Access.READER.login(), "reviewer", Access.REVIEWER.login());

  private final DatabaseSettings owner;
  private final Map<String, String> roles;

  private Migrations(DatabaseSettings owner, Map<String, String> roles) {
    this.owner = owner;
    this.roles = roles;
  }

  /** @param owner settings of a user who may create tables in the schema */
  public static Migrations of(DatabaseSettings owner) {
    return new Migrations(owner, ROLES);
  }

  /** For tests of what happens where the roles are missing: others than a whole server shares. */
  Migrations withRoles(String prefix) {
    return new Migrations(owner, ROLES.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, role -> role.getValue().replace("millrace", prefix))));
  }

  /** Applies what is missing; returns how many migrations that were. */
  public int migrate() {
    return migrateTo(LATEST);
  }

  /** As {@link #migrate}, no further than to that version. */
  int migrateTo(int version) {
    requireMayCreate();
    Flyway flyway = Flyway.configure(Migrations.class.getClassLoader())
        .loggers("slf4j")
        .dataSource(new Connections(owner, "millrace migrate"))
        .locations("classpath:db/migration", "classpath:db/callback")
        .schemas(owner.schema())
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .target(Integer.toString(version))
        .placeholders(roles)
        .load();
    try {
      return flyway.migrate().migrationsExecuted;
    } catch (FlywayException e) {
      throw MillraceException.external(e, "Cannot migrate schema %s of %s as user %s: %s",
          owner.schema(), owner.place(), owner.user(), reason(e));
    }
  }

  /** Flyway would try for ten seconds before it says so. */
  private void requireMayCreate() {
    String question = "SELECT to_regnamespace(?) IS NULL, has_database_privilege(current_database(), 'CREATE'), coalesce(has_schema_privilege(to_regnamespace(?), 'CREATE'), false)";
    try (Connection connection = Database.connect(owner, "millrace migrate"); PreparedStatement ask = connection.prepareStatement(question)) {
      ask.setString(1, owner.schema());
      ask.setString(2, owner.schema());
      try (ResultSet row = ask.executeQuery()) {
        row.next();
        if (row.getBoolean(1) && !row.getBoolean(2)) {
          throw MillraceException.usage("Schema %1$s of %2$s does not exist, and user %3$s may not make it. Have an administrator run CREATE SCHEMA %1$s AUTHORIZATION %3$s.",
              owner.schema(), owner.place(), owner.user());
        }
        if (!row.getBoolean(1) && !row.getBoolean(3)) {
          throw MillraceException.usage("User %3$s may not make tables in schema %1$s of %2$s. Have its owner run GRANT CREATE ON SCHEMA %1$s TO %3$s, or migrate as a member of %4$s.",
              owner.schema(), owner.place(), owner.user(), roles.get("owner"));
        }
      }
    } catch (SQLException e) {
      throw Failure.statement(e);
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
