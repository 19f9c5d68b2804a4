package dev.millrace.database;

import dev.millrace.cli.CommandRunner;
import dev.millrace.retention.ForgetCommand;
import dev.millrace.retention.PurgeCommand;
import dev.millrace.watch.ExplainCommand;
import dev.millrace.watch.RunsCommand;
import dev.millrace.watch.StatusCommand;
import picocli.CommandLine.Command;

/** The commands that need a database and nothing else. */
@Command(name = "millrace", subcommands = {MigrateCommand.class, RunsCommand.class, StatusCommand.class, ExplainCommand.class, PurgeCommand.class, ForgetCommand.class, SqlCommand.class})
public final class SqlMain {
  SqlMain() {}

  /** The command line, for {@link CommandRunner}. */
  public static SqlMain commands() {
    return new SqlMain();
  }

  public static void main(String[] args) {
    System.exit(CommandRunner.run(commands(), args));
  }
}
