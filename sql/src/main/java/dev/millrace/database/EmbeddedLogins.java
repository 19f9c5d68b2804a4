package dev.millrace.database;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The embedded database's logins and its one database; safe to run again, since a command may be killed in between. */
final class EmbeddedLogins {
  private static final List<Access> LOGINS = List.of(Access.WRITER, Access.READER, Access.REVIEWER);

  private EmbeddedLogins() {}

  static void ensure(PostgresServer server, int port, PasswordFiles passwords) throws IOException {
    try (Connection connection = Database.connect(server.settings(port, "postgres", "public", Access.OWNER), "millrace start");
        Statement statement = connection.createStatement()) {
      Set<String> known = names(statement, "SELECT rolname FROM pg_roles");
      for (Access access : LOGINS) {
        boolean hadPassword = Files.exists(passwords.of(access));
        String password = passwords.create(access);
        if (!known.contains(access.login())) {
          statement.execute("CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(access.login(), password));
        } else if (!hadPassword) {
          statement.execute("ALTER ROLE %s PASSWORD '%s'".formatted(access.login(), password));
        }
      }
      if (!names(statement, "SELECT datname FROM pg_database").contains(EmbeddedPostgres.DATABASE)) {
        statement.execute("CREATE DATABASE " + EmbeddedPostgres.DATABASE);
      }
    } catch (SQLException e) {
      throw Failure.statement(e);
    }
  }

  private static Set<String> names(Statement statement, String query) throws SQLException {
    Set<String> names = new HashSet<>();
    try (ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }
}
