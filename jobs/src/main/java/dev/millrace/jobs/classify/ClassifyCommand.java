package dev.millrace.jobs.classify;

import dev.millrace.cli.MillraceCommand;
import dev.millrace.cli.Summary;
import dev.millrace.failure.MillraceException;
import dev.millrace.jobs.source.CsvFlags;
import dev.millrace.jobs.source.Selection;
import dev.millrace.jobs.spark.SparkSessions;
import dev.millrace.pipeline.DocumentPipeline;
import dev.millrace.pipeline.PipelinePlan;
import dev.millrace.pipeline.spec.PipelineFile;
import dev.millrace.pipeline.spec.PipelineSpec;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "classify", mixinStandardHelpOptions = true, sortOptions = false,
    header = "Labels the documents of files or a database and writes decisions and fields to PostgreSQL.",
    description = {
        "",
        "Reads JSON lines, CSV (with a header, quoted newlines allowed), Parquet, Avro, ORC, a database by JDBC, or any source that Spark finds, as the pipeline file says, "
            + "decides every task in one pass of the model, "
            + "extracts the fields, and writes each slice of the documents in one transaction. A run that was interrupted goes on with --run-id. "
            + "Documents whose text, model and rules have not changed are skipped.",
        "",
        "Exit codes: 0 done; 2 wrong use; 3 an outside system failed; 4 unreadable data, a file that breaks off among it, or too much of it rejected.",
        ""})
public final class ClassifyCommand extends MillraceCommand {
  @Option(names = "--pipeline", required = true, paramLabel = "FILE", description = "The pipeline file.")
  private Path pipeline;

  @Option(names = "--input", arity = "1..*", paramLabel = "PATH",
      description = "Files, directories or globs to read, on any file system that Hadoop knows. Decompressed if the name ends in .gz, .zst or .bz2. "
          + "{date} stands for --date, {date:yyyy/MM/dd} for another form of it. Default: none, for a source that needs none, such as jdbc.")
  private List<String> inputs = List.of();

  @Option(names = "--date", paramLabel = "DATE",
      description = "What {date} stands for in --input and in the pipeline file's input.options, as 2026-11-21. Default: today, in UTC.")
  private String date;

  @Option(names = "--from", paramLabel = "TIME",
      description = "Read documents of this time (input.time) and later: 2026-11-21 is its midnight in UTC, or 2026-11-21T06:00:00Z. "
          + "Documents without a time are read as well, and those with a bad one rejected. Default: no bound.")
  private String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Read documents before this time; else like --from. Default: no bound.")
  private String to;

  @Option(names = "--where", paramLabel = "CONDITION",
      description = "Read rows for which this is true: Spark SQL over the source's columns, such as \"country = 'NP'\". The columns of JSON and CSV are text: "
          + "compare numbers by CAST(price AS double) > 10. Default: all rows.")
  private String where;

  @Option(names = "--limit", defaultValue = "0", paramLabel = "N",
      description = "Read the documents of N ids, chosen by hash: the same ones each time. Reads the input twice. Default: all.")
  private long limit;

  @Mixin
  private CsvFlags csv;

  @Option(names = "--gold", paramLabel = "TASK=COLUMN",
      description = "Compare the task's labels with this column and report the accuracy. May be repeated. Default: none.")
  private Map<String, String> gold = new LinkedHashMap<>();

  @Option(names = "--run-id", paramLabel = "ID",
      description = "Name of the run; an interrupted run of that name goes on. Default: the pipeline's name, the time and a random number.")
  private String runId;

  @Option(names = "--recompute", description = "Decide unchanged documents again. Default: they are skipped.")
  private boolean recompute;

  @Option(names = "--max-rejected", defaultValue = "5%", paramLabel = "SHARE",
      description = "Share of documents, in per cent, beyond which the run ends with exit code 4; what is good is kept. Default: ${DEFAULT-VALUE}.")
  private String maxRejected;

  @Option(names = "--max-connections", defaultValue = "${env:MILLRACE_MAX_CONNECTIONS:-8}", paramLabel = "N",
      description = "Database connections at most, over all executors and the driver. Default: 8, or MILLRACE_MAX_CONNECTIONS.")
  private int maxConnections;

  @Option(names = "--slices", defaultValue = "0", paramLabel = "N",
      description = "Units of work that commit as a whole. Default: one for 4 MiB of text, at least four a core. A continued run keeps its number.")
  private int slices;

  @Option(names = "--cores", defaultValue = "0", paramLabel = "N",
      description = "Task threads where Spark runs on this machine. Default: all cores.")
  private int cores;

  private int exitCode;

  @Override
  protected void run(Summary summary, PrintWriter out) throws Exception {
    PipelineSpec file = PipelineFile.load(pipeline, System.getenv());
    PipelineSpec spec = file.withOptions(csv.over(file.input().options()));
    requireGoldTasks(spec);
    JobRequest request = new JobRequest(spec, PipelinePlan.of(spec), inputs, gold, runId, recompute, slices,
        DocumentPipeline.CACHED_ANSWERS, share(maxRejected), maxConnections, Selection.of(from, to, where, limit, date));
    try (SparkSession spark = SparkSessions.open("millrace classify", cores)) {
      JobResult result = new NightlyJob(spark, out::println).run(request);
      result.summary().forEach(summary::put);
      exitCode = result.exitCode();
      out.print(ResultTable.of(result));
    }
  }

  private void requireGoldTasks(PipelineSpec spec) {
    for (String task : gold.keySet()) {
      if (spec.task(task) == null) {
        throw MillraceException.usage("--gold names the task '%s', but the pipeline has %s", task, spec.tasks().stream().map(known -> known.name()).toList());
      }
    }
  }

  private static double share(String text) {
    try {
      String number = text.strip();
      return number.endsWith("%") ? Double.parseDouble(number.substring(0, number.length() - 1)) / 100 : Double.parseDouble(number);
    } catch (NumberFormatException e) {
      throw MillraceException.usage("--max-rejected is a share such as 5%% or 0.05, found '%s'", text);
    }
  }

  @Override
  protected int exitCode() {
    return exitCode;
  }
}
