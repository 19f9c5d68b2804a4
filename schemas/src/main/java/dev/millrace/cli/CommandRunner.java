package dev.millrace.cli;

import dev.millrace.failure.Defect;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs a module's command line: errors are one sentence on standard error, stack traces go to the log file. */
public final class CommandRunner {
  private static final Logger LOG = logger();

  private CommandRunner() {}

  private static Logger logger() {
    LogFile.settle();
    return LoggerFactory.getLogger(CommandRunner.class);
  }

  /** Parses and runs; returns the exit code. {@code root} is a picocli command with subcommands. */
  public static int run(Object root, String... args) {
    CommandLine line = new CommandLine(root)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(Terminal.columns())
        .setUsageHelpAutoWidth(false)
        .setOut(new PrintWriter(new PrintStream(System.out, false, StandardCharsets.UTF_8), true))
        .setErr(new PrintWriter(new PrintStream(System.err, false, StandardCharsets.UTF_8), true));
    line.getSubcommands().values().forEach(command -> command.getCommandSpec().version("millrace " + Version.OF_MILLRACE));
    line.setParameterExceptionHandler(CommandRunner::usage);
    line.setExecutionExceptionHandler((e, failed, parsed) -> failure(e, failed));
    try {
      return line.execute(args);
    } catch (OutOfMemoryError e) {
      LOG.error("out of memory", e);
      line.getErr().println("error: Out of memory (%s): raise -Xmx in MILLRACE_JAVA_OPTS".formatted(e.getMessage()));
      return ErrorKind.EXTERNAL.exitCode();
    }
  }

  private static int usage(ParameterException e, String[] args) {
    CommandLine failed = e.getCommandLine();
    PrintWriter err = PlainWriter.over(failed.getErr());
    err.println("error: " + e.getMessage());
    UnmatchedArgumentException.printSuggestions(e, err);
    err.println("Try 'millrace %s--help'.".formatted(
        failed.getParent() == null ? "" : failed.getCommandName() + " "));
    return ErrorKind.USAGE.exitCode();
  }

  private static int failure(Exception e, CommandLine failed) {
    if (BeforeExit.isUnderWay()) {
      // The signal that ends the process is the reason, and gives the exit code.
      LOG.info("ended from outside", e);
      return ErrorKind.STOPPED.exitCode();
    }
    if (e instanceof MillraceException known) {
      LOG.error("{}: {}", known.kind(), known.getMessage(), known);
      failed.getErr().println("error: " + known.getMessage());
      return known.kind().exitCode();
    }
    LOG.error("bug", e);
    failed.getErr().println("bug: %s%nPlease report it; the stack trace is in %s.".formatted(Defect.describe(e), Home.logFile()));
    return ErrorKind.BUG.exitCode();
  }
}
