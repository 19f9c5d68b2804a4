package dev.millrace.database;

import dev.millrace.cli.Home;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * What a database is and what its user may do there, found in one read-only transaction: nothing is migrated or written.
 *
 * @param schemaVersion 0 if the schema has none yet
 * @param readOnly true for a standby, or where transactions are read-only by default
 * @param clockSkew how far the server's clock is ahead of this machine's
 * @param lacking privileges that the access asked for needs and the user has not, such as {@code INSERT on decision}
 */
public record Inspection(
    String place, String user, String serverVersion, int majorVersion, int schemaVersion, boolean readOnly, Duration clockSkew, List<String> lacking) {
  public static final int OLDEST = 13;
  public static final int NEWEST = 18;

  public Inspection {
    lacking = List.copyOf(lacking);
  }

  /** True if the embedded database has been made already; it is not started to find out. */
  public static boolean embeddedExists() {
    return Files.isDirectory(Home.path().resolve("postgres").resolve("data-" + PostgresBinaries.bundled().majorVersion()));
  }

  /** Asks a server. Throws USAGE or EXTERNAL, saying what to do, if it cannot be reached. */
  public static Inspection of(DatabaseSettings settings, Access access) {
    DatabaseSettings resolved = settings.withDefaultUser(access);
    try (Connection connection = Database.connect(resolved, "millrace inspection"); Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      Instant before = Instant.now();
      try (ResultSet row = statement.executeQuery("""
          SELECT current_user, current_setting('server_version'), current_setting('server_version_num')::int / 10000, clock_timestamp(),
            pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on'""")) {
        row.next();
        Instant between = before.plus(Duration.between(before, Instant.now()).dividedBy(2));
        Inspection found = new Inspection(resolved.place(), row.getString(1), row.getString(2), row.getInt(3), 0, row.getBoolean(5),
            Duration.between(between, row.getObject(4, OffsetDateTime.class).toInstant()), List.of());
        return found.with(schemaVersion(connection), connection, resolved.schema(), access);
      }
    } catch (SQLException e) {
      throw Failure.statement(e);
    }
  }

  private Inspection with(int version, Connection connection, String schema, Access access) throws SQLException {
    List<String> missing = new ArrayList<>();
    if (version > 0) {
      for (Privileges.Needed needed : Privileges.of(access)) {
        boolean has = has(connection, schema, needed);
        if (!has) {
          missing.add(needed.toString());
        }
        if (!has && needed.kind() == Privileges.Kind.SCHEMA && needed.privilege().equals("USAGE")) {
          // PostgreSQL would not even name the tables.
          break;
        }
      }
    }
    return new Inspection(place, user, serverVersion, majorVersion, version, readOnly, clockSkew, missing);
  }

  /** A user who may not see the history sees no version either; the privileges then say so. */
  private static int schemaVersion(Connection connection) throws SQLException {
    var before = connection.setSavepoint();
    try {
      return Migrations.version(connection);
    } catch (SQLException e) {
      connection.rollback(before);
      if (Failure.isNotPermitted(e)) {
        return 1;
      }
      throw e;
    }
  }

  private static boolean has(Connection connection, String schema, Privileges.Needed needed) throws SQLException {
    String question = switch (needed.kind()) {
      case TABLE -> "SELECT coalesce(has_table_privilege(to_regclass(quote_ident(?) || '.' || ?), ?), false)";
      case SCHEMA -> "SELECT has_schema_privilege(?, ?)";
      case DATABASE -> "SELECT has_database_privilege(current_database(), ?)";
    };
    try (PreparedStatement statement = connection.prepareStatement(question)) {
      switch (needed.kind()) {
        case TABLE -> {
          statement.setString(1, schema);
          statement.setString(2, needed.name());
          statement.setString(3, needed.privilege());
        }
        case SCHEMA -> {
          statement.setString(1, schema);
          statement.setString(2, needed.privilege());
        }
        case DATABASE -> statement.setString(1, needed.privilege());
      }
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }
}
