package dev.millrace.serving;

import dev.millrace.cli.CommandRunner;
import picocli.CommandLine.Command;

/** The commands that need a model and nothing else. */
@Command(name = "millrace", subcommands = {TryCommand.class})
public final class ServingMain {
  private ServingMain() {}

  public static void main(String[] args) {
    System.exit(CommandRunner.run(new ServingMain(), args));
  }
}
