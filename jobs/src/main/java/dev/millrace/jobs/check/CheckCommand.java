package dev.millrace.jobs.check;

import dev.millrace.cli.Checklist;
import dev.millrace.cli.MillraceCommand;
import dev.millrace.cli.Summary;
import dev.millrace.cli.Terminal;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.pipeline.spec.PipelineFile;
import dev.millrace.pipeline.spec.PipelineSpec;
import dev.millrace.serving.LoadedModels;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "check", mixinStandardHelpOptions = true, sortOptions = false,
    header = "Tests a pipeline file with all that it names, and writes nothing.",
    description = {
        "",
        "Tests the file, the bundle and its accept rules, the input, the database and what its user may do there, and decides ten documents. Everything is tested, even if "
            + "something before it fails. No table is written, and no embedded database made; texts are not shown unless --show-text asks for them.",
        "",
        "Exit codes: 0 all is well; else what the job would end with, the highest first: 4 data, 3 an outside system, 2 wrong use.",
        ""})
public final class CheckCommand extends MillraceCommand {
  @Option(names = "--pipeline", required = true, paramLabel = "FILE", description = "The pipeline file.")
  private Path pipeline;

  @Option(names = "--input", arity = "1..*", paramLabel = "PATH", description = "Files, directories or globs, as for classify. Default: the source is not tested.")
  private List<String> inputs = List.of();

  @Option(names = "--show-text", description = "Show how each of the ten texts begins, and its labels. Default: no text is shown.")
  private boolean showText;

  private final List<CheckItem> items = new ArrayList<>();

  @Override
  protected void run(Summary summary, PrintWriter out) {
    PipelineSpec spec = load(out);
    if (spec != null) {
      PipelineCheck.Result result = new PipelineCheck(spec, inputs, item -> say(item, out)).run();
      show(spec, result, out);
      LoadedModels.closeAll();
    }
    long failed = items.stream().filter(item -> !item.isGood()).count();
    out.printf("%n%s%n", failed == 0 ? "All is well." : failed == 1 ? "One thing is wrong." : failed + " things are wrong.");
    summary.put("items", items.size()).put("failed", failed);
  }

  private PipelineSpec load(PrintWriter out) {
    try {
      PipelineSpec spec = PipelineFile.load(pipeline, System.getenv());
      say(CheckItem.ok("pipeline", "%s: source %s, %d tasks, %d fields".formatted(pipeline, spec.input().source(), spec.tasks().size(), spec.fields().size())), out);
      return spec;
    } catch (MillraceException e) {
      say(CheckItem.failed("pipeline", e), out);
      return null;
    }
  }

  private void say(CheckItem item, PrintWriter out) {
    items.add(item);
    out.print(Checklist.line(item.finding(), Terminal.columns()));
    out.flush();
  }

  private void show(PipelineSpec spec, PipelineCheck.Result result, PrintWriter out) {
    if (result.sample() != null) {
      out.print("\n" + ColumnTable.of(spec.input(), result.sample().rows()));
    }
    if (result.outcomes() != null) {
      out.print(DecisionTable.labels(result.outcomes()));
      if (showText) {
        out.print(DecisionTable.excerpts(result.documents(), result.outcomes()));
      }
    }
  }

  /** A bug outweighs all, since what it hid is not known. */
  @Override
  protected int exitCode() {
    List<ErrorKind> kinds = items.stream().map(CheckItem::kind).filter(Objects::nonNull).toList();
    return kinds.contains(ErrorKind.BUG) ? ErrorKind.BUG.exitCode() : kinds.stream().map(ErrorKind::exitCode).max(Comparator.naturalOrder()).orElse(0);
  }
}
