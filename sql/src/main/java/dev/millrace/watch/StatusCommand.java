package dev.millrace.watch;

import dev.millrace.cli.Summary;
import dev.millrace.database.Database;
import dev.millrace.failure.MillraceException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "status", mixinStandardHelpOptions = true, sortOptions = false,
    header = "Shows one run: slices, stages, rejections by reason, the slowest slices, who holds the lease.",
    description = {"", "Asks the database only, so it works from any machine that reaches it, while the run goes on.", ""})
public final class StatusCommand extends WatchCommand {
  private static final long PAUSE_MILLIS = 2_000;

  @Parameters(paramLabel = "RUN", arity = "0..1", description = "The run's id. Default: the newest run.")
  private String runId;

  @Option(names = "--slowest", paramLabel = "N", defaultValue = "5", description = "Slowest slices to show. Default: ${DEFAULT-VALUE}.")
  private int slowest;

  @Option(names = "--follow", description = "Show again every 2 s, until the run is no longer being worked on. Default: once.")
  private boolean follow;

  @Override
  Object read(Connection connection, Summary summary) throws SQLException {
    RunDetail detail = RunDetails.read(connection, runId == null ? newest(connection) : run(connection), slowest);
    summary.put("run_id", detail.run().runId()).put("state", detail.run().state().label()).put("progress", detail.run().pace().share());
    return detail;
  }

  private RunLine run(Connection connection) throws SQLException {
    RunLine line = RunLines.one(connection, runId);
    if (line == null) {
      List<RunLine> recent = RunLines.recent(connection, null, null, 5);
      throw MillraceException.usage("There is no run %s. %s", Words.visible(runId), recent.isEmpty() ? "There are no runs yet."
          : "The newest are " + recent.stream().map(run -> Words.visible(run.runId())).collect(Collectors.joining(", ")) + ".");
    }
    return line;
  }

  private static RunLine newest(Connection connection) throws SQLException {
    List<RunLine> newest = RunLines.recent(connection, null, null, 1);
    if (newest.isEmpty()) {
      throw MillraceException.usage("There are no runs yet. ./millrace classify makes one.");
    }
    return newest.get(0);
  }

  @Override
  void show(Database database, Summary summary, PrintWriter out) throws Exception {
    Object read = look(database, summary);
    print(read, out);
    while (follow && ((RunDetail) read).run().state().isActive()) {
      Thread.sleep(PAUSE_MILLIS);
      read = look(database, summary);
      out.println();
      print(read, out);
    }
  }

  @Override
  String describe(Object read) {
    return StatusPage.of((RunDetail) read);
  }
}
