package dev.millrace.jobs.demo;

import dev.millrace.cli.Home;
import dev.millrace.cli.MillraceCommand;
import dev.millrace.cli.Summary;
import dev.millrace.cli.Terminal;
import dev.millrace.database.Access;
import dev.millrace.database.Database;
import dev.millrace.jobs.classify.Databases;
import dev.millrace.jobs.classify.JobRequest;
import dev.millrace.jobs.classify.JobResult;
import dev.millrace.jobs.classify.NightlyJob;
import dev.millrace.jobs.spark.SparkSessions;
import dev.millrace.pipeline.DocumentPipeline;
import dev.millrace.pipeline.PipelinePlan;
import dev.millrace.pipeline.spec.PipelineFile;
import dev.millrace.pipeline.spec.PipelineSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;

@Command(name = "demo", mixinStandardHelpOptions = true, sortOptions = false,
    header = "Labels 240 demo tickets into a PostgreSQL of its own, and shows how well.",
    description = {
        "",
        "Runs the nightly job, as classify would, over support tickets that were written for this project, on a product of which the model has seen no ticket. "
            + "Then compares what the database holds with what people said, shows ten tickets, and names the next commands to try. "
            + "The database stays in MILLRACE_HOME; run the demo as often as you like.",
        ""})
public final class DemoCommand extends MillraceCommand {
  private static final int SHOWN_TICKETS = 10;
  private static final double MAX_REJECTED = 0.05;
  private static final int CONNECTIONS = 8;

  private int exitCode;

  @Override
  protected void run(Summary summary, PrintWriter out) throws Exception {
    long start = System.nanoTime();
    DemoFiles files = DemoFiles.ofThisInstallation();
    List<Ticket> training = Ticket.read(files.training());
    List<Ticket> test = Ticket.read(files.test());
    PipelineSpec spec = PipelineFile.load(files.pipeline(), System.getenv());
    DemoReport report = new DemoReport(out, Terminal.columns());
    report.introduce(training, test, Home.path());
    // Opened around the job, so that PostgreSQL starts and stops once.
    try (Database database = Database.open(Databases.settings(spec.database()), Access.WRITER, "millrace demo", 1)) {
      JobResult result = classify(spec, files, report);
      exitCode = result.exitCode();
      result.summary().forEach(summary::put);
      StoredAnswers stored = StoredAnswers.read(database, spec.input().source(), test.stream().map(Ticket::id).toList());
      List<TaskScore> tasks = Ticket.TASKS.stream().map(task -> TaskScore.of(task, stored, training, test)).toList();
      List<FieldScore> fields = FieldScore.of(spec.fields(), stored, test);
      report.run(result);
      report.tasks(tasks);
      report.fields(fields);
      report.tickets(stored, TicketTable.choose(test, SHOWN_TICKETS));
      summarise(tasks, FieldScore.total(fields), summary);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    report.finish(NextCommands.after(files), seconds);
    summary.put("demo_seconds", Double.parseDouble(String.format(Locale.ROOT, "%.1f", seconds)));
  }

  /** Unchanged tickets are decided again: a second demo shall show as much as the first. */
  private static JobResult classify(PipelineSpec spec, DemoFiles files, DemoReport report) throws IOException {
    Map<String, String> gold = new LinkedHashMap<>();
    Ticket.TASKS.forEach(task -> gold.put(task, task));
    JobRequest request = new JobRequest(spec, PipelinePlan.of(spec), List.of(files.test().toString()), gold, null, true, 0,
        DocumentPipeline.CACHED_ANSWERS, MAX_REJECTED, CONNECTIONS);
    try (SparkSession spark = SparkSessions.open("millrace demo", 0)) {
      return new NightlyJob(spark, report::say).run(request);
    }
  }

  private static void summarise(List<TaskScore> tasks, FieldScore fields, Summary summary) {
    for (TaskScore score : tasks) {
      summary.put("accuracy." + score.task(), score.accuracy()).put("baseline." + score.task(), score.baseline())
          .put("accepted_accuracy." + score.task(), score.acceptedAccuracy());
    }
    summary.put("field_recall", fields.recall()).put("field_precision", fields.precision());
  }

  @Override
  protected int exitCode() {
    return exitCode;
  }
}
