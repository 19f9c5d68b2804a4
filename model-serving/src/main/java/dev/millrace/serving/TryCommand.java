package dev.millrace.serving;

import dev.millrace.cli.MillraceCommand;
import dev.millrace.cli.Summary;
import dev.millrace.cli.Table;
import dev.millrace.decision.Decision;
import dev.millrace.decision.ExtractedField;
import dev.millrace.decision.Outcome;
import dev.millrace.decision.Outcome.Decided;
import dev.millrace.decision.Outcome.Rejected;
import dev.millrace.decision.ScoredLabel;
import dev.millrace.document.Document;
import dev.millrace.document.Part;
import dev.millrace.document.TextRepair;
import dev.millrace.failure.MillraceException;
import dev.millrace.pipeline.BoundPipeline;
import dev.millrace.pipeline.Meter;
import dev.millrace.pipeline.PipelinePlan;
import dev.millrace.pipeline.spec.PipelineFile;
import dev.millrace.pipeline.spec.PipelineSpec;
import dev.millrace.session.CpuDevice;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "try", mixinStandardHelpOptions = true, sortOptions = false,
    header = "Decides one document, here and now, without Spark and database.",
    description = {"", "The text is the last part of the pipeline's input.text (a body, say); the others are empty. Without a text, standard input is read.", ""})
public final class TryCommand extends MillraceCommand {
  @Parameters(arity = "0..1", paramLabel = "TEXT", description = "The document's text. Default: standard input, as UTF-8.")
  private String text;

  @Option(names = "--pipeline", required = true, paramLabel = "FILE", description = "The pipeline file.")
  private Path pipeline;

  @Override
  protected void run(Summary summary, PrintWriter out) throws IOException {
    PipelineSpec spec = PipelineFile.load(pipeline, System.getenv());
    String given = text != null ? text : new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    BoundPipeline bound = PipelinePlan.of(spec).bind();
    Outcome outcome = bound.load(CpuDevice.ofThisMachine(), 0).decide(List.of(document(spec, given)), new Meter()).get(0);
    if (outcome instanceof Rejected rejected) {
      throw MillraceException.data("The document is rejected: %s%s", rejected.reason().label(), rejected.detail() == null ? "" : ", " + rejected.detail());
    }
    show((Decided) outcome, summary, out);
    LoadedModels.closeAll();
  }

  private static Document document(PipelineSpec spec, String text) {
    int last = spec.input().text().size() - 1;
    String repaired = TextRepair.repair(text);
    List<Part> parts = IntStream.rangeClosed(0, last)
        .mapToObj(i -> Part.plain(spec.input().text().get(i).part(), i == last ? repaired : "")).toList();
    return new Document(spec.input().source(), "try", parts, null, Map.of(), !repaired.equals(text));
  }

  private static void show(Decided decided, Summary summary, PrintWriter out) {
    if (!decided.decisions().isEmpty()) {
      Table decisions = new Table("task", "label", "score", "status", "then");
      for (Decision decision : decided.decisions()) {
        decisions.row(decision.task(), decision.label(), score(decision.score()), decision.status().label(), runnersUp(decision));
        summary.put("label." + decision.task(), decision.label());
        summary.put("score." + decision.task(), decision.score());
        summary.put("status." + decision.task(), decision.status().label());
      }
      out.println(decisions);
    }
    if (!decided.fields().isEmpty()) {
      Table fields = new Table("field", "value", "part", "from", "to");
      for (ExtractedField field : decided.fields()) {
        fields.row(field.name(), field.value(), field.span().part(), field.span().start(), field.span().end());
      }
      out.println(fields);
    }
    Outcome.Cost cost = decided.cost();
    out.printf(Locale.ROOT, "%d tokens in %d %s%s%n", cost.tokens(), cost.windows(), cost.windows() == 1 ? "window" : "windows",
        cost.truncated() ? "; the text went on beyond the last one" : "");
    summary.put("fields", decided.fields().size()).put("tokens", cost.tokens()).put("windows", cost.windows()).put("truncated", cost.truncated());
  }

  private static String runnersUp(Decision decision) {
    return decision.topK().stream().skip(1).map(TryCommand::labelled).collect(Collectors.joining(", "));
  }

  private static String labelled(ScoredLabel label) {
    return label.label() + " " + score(label.score());
  }

  private static String score(float score) {
    return String.format(Locale.ROOT, "%.3f", score);
  }
}
