package dev.millrace.database;

import dev.millrace.cli.MillraceCommand;
import dev.millrace.cli.Summary;
import dev.millrace.cli.Table;
import dev.millrace.failure.MillraceException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "sql", mixinStandardHelpOptions = true, sortOptions = false,
    description = {"Ask the database, as its reader: nothing can be changed.",
        "Start with: ./millrace sql \"select * from current_decision limit 10\""})
final class SqlCommand extends MillraceCommand {
  private static final int FETCH_ROWS = 1_000;
  private static final int SHOWN_ROWS = 1_000;

  @Parameters(paramLabel = "STATEMENT", description = "One SQL statement.")
  private String statement;

  @Option(names = "--csv", description = "Write all rows as CSV (RFC 4180, UTF-8, with a header) instead of a table of at most 1000 rows.")
  private boolean csv;

  @Option(names = "--raw", description = "With --csv: write every text as it is, for a program that reads it. Default: what a spreadsheet would take for a formula "
      + "(= + - @, tab or line end in front of anything but a number) gets an apostrophe in front, and control characters and overrides of the direction of writing become a dot.")
  private boolean raw;

  @Spec
  private CommandSpec spec;

  @Mixin
  private DatabaseOptions options;

  @Override
  protected void run(Summary summary, PrintWriter out) {
    if (raw && !csv) {
      throw MillraceException.usage("--raw is for --csv: a table shows no control character");
    }
    if (statement.isBlank()) {
      throw MillraceException.usage("Expected a statement, such as \"select * from current_decision limit 10\"; found an empty one");
    }
    DatabaseSettings settings = options.settings();
    // Not among the rows.
    settings.cautions().forEach(spec.commandLine().getErr()::println);
    try (Database database = Database.open(settings, Access.READER, "millrace sql", 1); Connection connection = database.connection()) {
      connection.setReadOnly(true);
      // Rows then come in portions instead of all at once.
      connection.setAutoCommit(false);
      try (Statement query = connection.createStatement()) {
        query.setFetchSize(FETCH_ROWS);
        ResultSet rows = query.execute(statement) ? query.getResultSet() : null;
        if (query.getMoreResults(Statement.KEEP_CURRENT_RESULT) || query.getUpdateCount() != -1) {
          throw MillraceException.usage("Expected one statement, found more than one. Ask them one at a time.");
        }
        summary.put("rows", rows == null ? 0 : print(rows, out));
      }
    } catch (SQLException e) {
      // Read-only is how this command asks, not a state of the server that passes.
      throw Failure.isTransient(e) && !Failure.isReadOnly(e) ? Failure.statement(e) : MillraceException.usage("PostgreSQL: %s", Failure.message(e));
    }
  }

  private long print(ResultSet rows, PrintWriter out) throws SQLException {
    if (!csv) {
      return table(rows, out);
    }
    return (raw ? Csv.raw(raw()) : Csv.defused(out)).write(rows);
  }

  private static long table(ResultSet rows, PrintWriter out) throws SQLException {
    Table table = new Table(Csv.names(rows));
    long count = 0;
    while (rows.next()) {
      if (++count <= SHOWN_ROWS) {
        table.row((Object[]) Csv.values(rows));
      }
    }
    out.print(table);
    out.println(count > SHOWN_ROWS ? "%d rows, the first %d shown; --csv writes all.".formatted(count, SHOWN_ROWS) : count == 1 ? "1 row." : count + " rows.");
    return count;
  }
}
