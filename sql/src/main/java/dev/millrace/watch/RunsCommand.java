package dev.millrace.watch;

import dev.millrace.cli.Summary;
import dev.millrace.cli.Table;
import dev.millrace.failure.MillraceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "runs", mixinStandardHelpOptions = true, sortOptions = false,
    header = "Lists recent runs: how far each is, how fast, and how it ended.",
    description = {
        "",
        "Asks the database only, so it works from any machine that reaches it, while runs go on. States: reading (rows are read, nothing is written yet), "
            + "deciding, silent (the driver died or cannot reach the database: the run can be continued), done, failed, stopped.",
        ""})
public final class RunsCommand extends WatchCommand {
  private static final List<String> STATES = List.of("running", "silent", "done", "failed", "stopped");

  @Option(names = "--pipeline", paramLabel = "NAME", description = "Only runs of the pipeline of this name. Default: all.")
  private String pipeline;

  @Option(names = "--state", paramLabel = "STATE", description = "Only runs in this state: running, silent, done, failed or stopped. Default: all.")
  private String state;

  @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "Runs at most, the newest first. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Override
  Object read(Connection connection, Summary summary) throws SQLException {
    if (limit < 1 || limit > 10_000) {
      throw MillraceException.usage("--limit is a number from 1 to 10000, was %d", limit);
    }
    if (state != null && !STATES.contains(state)) {
      throw MillraceException.usage("--state is one of %s, found '%s'", String.join(", ", STATES), Table.printable(state));
    }
    List<RunLine> runs = RunLines.recent(connection, pipeline, state, limit);
    summary.put("runs", runs.size());
    return runs;
  }

  @Override
  String describe(Object read) {
    List<?> runs = (List<?>) read;
    if (runs.isEmpty()) {
      return pipeline == null && state == null ? "No runs yet. ./millrace classify makes one.\n" : "No such runs.\n";
    }
    Table table = new Table("run", "pipeline", "started (UTC)", "state", "progress", "documents", "documents/s", "took", "left", "exit");
    StringBuilder messages = new StringBuilder();
    for (Object one : runs) {
      RunLine run = (RunLine) one;
      table.row(run.runId(), run.pipeline(), Words.minute(run.startedAt()), run.state().label(), Words.percent(run.pace().share()),
          Words.count(run.counts().documents()), Words.rate(run.documentsPerSecond()), Words.time(run.elapsed()), Words.time(run.left()), exit(run));
      if (run.message() != null) {
        messages.append(Table.printable(run.runId())).append(": ").append(Words.visible(run.message())).append('\n');
      }
    }
    return table + (messages.isEmpty() ? "" : "\n" + messages);
  }

  private static String exit(RunLine run) {
    if (run.exitCode() == null) {
      return "";
    }
    return run.errorKind() == null ? run.exitCode().toString() : run.exitCode() + " " + run.errorKind().toLowerCase(Locale.ROOT);
  }
}
