package dev.millrace.jobs.bench;

import dev.millrace.cli.Home;
import dev.millrace.cli.MillraceCommand;
import dev.millrace.cli.Summary;
import dev.millrace.failure.MillraceException;
import dev.millrace.jobs.spark.SparkSessions;
import dev.millrace.pipeline.PipelinePlan;
import dev.millrace.pipeline.spec.PipelineFile;
import dev.millrace.pipeline.spec.PipelineSpec;
import dev.millrace.tokenize.Windowing;
import dev.millrace.write.WriterBench;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "bench", mixinStandardHelpOptions = true, sortOptions = false,
    header = "Measures the job against the ceiling: what plain model calls reach on this machine.",
    description = {
        "",
        "In turns on the same documents, medians reported: (a) the ceiling, tokenised and sorted beforehand, the same graph, the best of callers x threads x tokens a run; "
            + "(b) the whole job, from the first row read to the last commit, into an empty schema of the embedded database. "
            + "Identical texts are computed each time and nothing is skipped.",
        ""})
public final class BenchCommand extends MillraceCommand {
  @ArgGroup(multiplicity = "1")
  private What what;

  static final class What {
    @Option(names = "--input", arity = "1..*", paramLabel = "PATH", description = "Documents to measure on, as for classify.")
    private List<String> inputs;

    @Option(names = "--generate", paramLabel = "N", description = "Measure on N generated English-like documents of 5 to 120 words.")
    private Integer generate;

    @Option(names = "--writer", description = "Measure the writer alone: decisions with top-3, two fields and a document row each; and COPY beside it.")
    private boolean writer;
  }

  @Option(names = "--pipeline", paramLabel = "FILE", description = "The pipeline file; not needed for --writer.")
  private Path pipeline;

  @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = "Of the generated documents. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--rounds", defaultValue = "3", paramLabel = "N", description = "How often ceiling and job take turns. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(names = "--max-tokens", defaultValue = "0", paramLabel = "TOKENS", description = "Tokens a window. Default: the bundle's.")
  private int maxTokens;

  @Option(names = "--max-windows", defaultValue = "0", paramLabel = "N", description = "Windows a document. Default: the bundle's.")
  private int maxWindows;

  @Option(names = "--cores", defaultValue = "0", paramLabel = "N", description = "Task threads of Spark. Default: all cores.")
  private int cores;

  @Override
  protected void run(Summary summary, PrintWriter out) throws Exception {
    if (what.writer) {
      benchWriter(summary, out);
      return;
    }
    if (pipeline == null) {
      throw MillraceException.usage("--pipeline FILE is needed with --input and --generate");
    }
    PipelineSpec spec = PipelineFile.load(pipeline, System.getenv());
    PipelinePlan plan = windowed(PipelinePlan.of(spec));
    Path generated = what.generate == null ? null : generate(spec);
    long start = System.nanoTime();
    try (SparkSession spark = SparkSessions.open("millrace bench", cores); BenchTarget target = new BenchTarget(); MemoryCurve memory = MemoryCurve.start()) {
      double sparkSeconds = (System.nanoTime() - start) / 1e9;
      List<String> inputs = generated == null ? what.inputs : List.of(generated.toString());
      JobAgainstCeiling bench = new JobAgainstCeiling(spark, spec.over(spec.input().source(), generated == null ? spec.input().format() : "json", target.spec()), plan, inputs, rounds);
      Measurement measured = bench.run(out);
      BenchReport.write(measured, sparkSeconds, memory, summary, out);
    } finally {
      if (generated != null) {
        Files.deleteIfExists(generated);
      }
    }
  }

  private PipelinePlan windowed(PipelinePlan plan) {
    if (maxTokens == 0 && maxWindows == 0) {
      return plan;
    }
    if (plan.bundle() == null) {
      throw MillraceException.usage("--max-tokens and --max-windows need a pipeline with tasks");
    }
    Windowing own = plan.bind().bundle().windowing();
    int length = maxTokens == 0 ? own.maximumLength() : maxTokens;
    return plan.withWindowing(new Windowing(length, maxWindows == 0 ? own.maxWindows() : maxWindows, Math.min(own.overlap(), length / 8)));
  }

  private Path generate(PipelineSpec spec) throws IOException {
    Path file = Files.createTempFile(Home.directory("bench"), "generated", ".jsonl");
    GeneratedDocuments.write(file, what.generate, seed, spec.input());
    return file;
  }

  private static void benchWriter(Summary summary, PrintWriter out) {
    int connections = Runtime.getRuntime().availableProcessors();
    try (BenchTarget target = new BenchTarget()) {
      WriterBench.Result result = WriterBench.run(target.ownerSettings(), 12, 25_000, connections);
      out.printf(Locale.ROOT, "Writer over %d connections, decisions/s: %,.0f into an empty target (%.2f of plain COPY's %,.0f), %,.0f in an identical replay%n",
          connections, result.direct(), result.shareOfPlainCopy(), result.plainCopy(), result.replay());
      summary.put("writer_decisions_per_second", result.direct()).put("replay_decisions_per_second", result.replay())
          .put("plain_copy_decisions_per_second", result.plainCopy()).put("share_of_plain_copy", result.shareOfPlainCopy());
    }
  }
}
