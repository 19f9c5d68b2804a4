package dev.millrace.jobs.init;

import dev.millrace.cli.CommandRunner;
import dev.millrace.cli.MillraceCommand;
import dev.millrace.cli.Summary;
import dev.millrace.cli.Terminal;
import dev.millrace.failure.MillraceException;
import dev.millrace.jobs.train.TrainCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "init", mixinStandardHelpOptions = true, sortOptions = false,
    header = "Looks at a file of yours and writes a pipeline file that runs as it is.",
    description = {
        "",
        "Finds out format, encoding, delimiter and columns of JSON lines, CSV or Parquet, compressed or not, says which columns may be id, text, time and label and why, "
            + "and writes a commented pipeline file. With --train it also fits a model to the label column, so that the pipeline labels documents at once; "
            + "without, the pipeline finds fields (email, money, dates, URLs) until a model is there. No text is shown: of the values only labels.",
        "",
        "Exit codes: 0 done; 2 wrong use, such as a file in the way; 4 a file that cannot be read, or without a column for id or text.",
        ""})
public final class InitCommand extends MillraceCommand {
  @Option(names = "--input", required = true, paramLabel = "FILE", description = "The file to look at; of a directory or glob its first file.")
  private String input;

  @Option(names = "--out", defaultValue = "pipeline.yaml", paramLabel = "FILE", description = "The pipeline file to write. Default: ${DEFAULT-VALUE}.")
  private Path out;

  @Option(names = "--train", description = "Fit a model to the label column now, and let the pipeline use it. Takes about a minute for 10,000 short texts on two cores. Default: no model.")
  private boolean train;

  @Option(names = "--label", paramLabel = "COLUMN", description = "The column with labels. Default: the likeliest.")
  private String label;

  @Option(names = "--id", paramLabel = "COLUMN", description = "The column that identifies a document. Default: the likeliest.")
  private String id;

  @Option(names = "--text", split = ",", paramLabel = "COLUMN", description = "The text columns, separated by commas. Default: the likeliest.")
  private List<String> text;

  @Option(names = "--time", paramLabel = "COLUMN", description = "The column with a document's time. Default: the likeliest.")
  private String time;

  @Option(names = "--number", paramLabel = "COPY", description = "For CSV without an id: write a copy of the file whose first column numbers the rows, and go on with the copy.")
  private Path copy;

  @Option(names = "--force", description = "Replace the pipeline file, and with --train the bundle, if they exist. Default: refuse.")
  private boolean force;

  /** So that what init does is the very command that it would print. */
  @Command(name = "millrace", subcommands = TrainCommand.class)
  static final class TrainOnly {}

  private int exitCode;

  @Override
  protected void run(Summary summary, PrintWriter console) throws IOException {
    InitPlan plan = new InitPlan(out, force);
    plan.requireFree();
    PreviewReader reader = new PreviewReader();
    if (copy != null) {
      console.printf(Locale.ROOT, "%,d rows numbered in %s, which is the input from here on%n%n", reader.number(input, copy), copy);
      input = copy.toString();
    }
    Preview preview = reader.read(input);
    Candidates candidates = new Candidates(preview.profile());
    ColumnReport report = new ColumnReport(preview, candidates);
    InitReport screen = new InitReport(console, Terminal.columns());
    screen.file(preview);
    screen.columns(report);
    Choice choice = Choice.of(preview, candidates, new Choice.Told(id, time, text, label));
    screen.choices(report, choice);
    InitNames names = InitNames.of(input, out);
    if (train) {
      train(plan, names, choice, console);
    }
    Map<String, String> tasks = exitCode == 0 ? names.tasksOfBundle(choice) : Map.of();
    boolean labelled = choice.label() != null;
    plan.write(new PipelineText(names.name(), preview, report, choice, names.bundleInFile(), tasks,
        labelled ? names.trainCommand(input, choice) : null).yaml());
    screen.written(out, tasks, train && exitCode != 0);
    screen.next(new NextSteps(input, out, names, choice, preview.profile(), !tasks.isEmpty()));
    summary.put("rows", preview.profile().rows()).put("columns", preview.profile().columns().size()).put("malformed", preview.profile().malformed())
        .put("format", preview.format()).put("id", choice.id().name()).put("time", choice.time() == null ? null : choice.time().name())
        .put("label", labelled ? choice.label().name() : null).put("tasks", tasks.size());
    preview.detected().forEach(summary::put);
  }

  private void train(InitPlan plan, InitNames names, Choice choice, PrintWriter console) {
    if (choice.label() == null) {
      throw MillraceException.usage("--train needs a column with labels, and none looks like one. Name it with --label.");
    }
    plan.requireFreeBundle(names.bundle());
    console.println();
    console.println(names.trainCommand(input, choice).shown(Terminal.columns()));
    console.flush();
    List<String> words = names.trainCommand(input, choice).words();
    exitCode = CommandRunner.run(new TrainOnly(), words.subList(1, words.size()).toArray(String[]::new));
  }

  @Override
  protected int exitCode() {
    return exitCode;
  }
}
