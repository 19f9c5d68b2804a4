package dev.millrace.watch;

import dev.millrace.cli.MillraceCommand;
import dev.millrace.cli.Summary;
import dev.millrace.database.Access;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseOptions;
import dev.millrace.database.Failure;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that looks into the database as its reader, in one snapshot, and prints for people or as JSON. */
abstract class WatchCommand extends MillraceCommand {
  @Option(names = "--json", description = "Print JSON instead of tables. Durations are in seconds.")
  boolean json;

  @Mixin
  private DatabaseOptions options;

  /** Reads what is wanted. Throws USAGE if it is not there. */
  abstract Object read(Connection connection, Summary summary) throws SQLException;

  /** For people. */
  abstract String describe(Object read);

  @Override
  protected void run(Summary summary, PrintWriter out) throws Exception {
    try (Database database = Database.open(options.settings(), Access.READER, "millrace " + getClass().getSimpleName(), 1)) {
      show(database, summary, out);
    } catch (SQLException e) {
      throw Failure.statement(e);
    }
  }

  void show(Database database, Summary summary, PrintWriter out) throws Exception {
    print(look(database, summary), out);
  }

  final Object look(Database database, Summary summary) throws SQLException {
    try (Connection connection = database.connection()) {
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setAutoCommit(false);
      return read(connection, summary);
    }
  }

  final void print(Object read, PrintWriter out) {
    PrintWriter place = json ? raw() : out;
    place.print(json ? Json.of(read) + "\n" : describe(read));
    place.flush();
  }
}
