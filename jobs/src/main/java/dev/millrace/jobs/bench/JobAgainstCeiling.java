package dev.millrace.jobs.bench;

import dev.millrace.bundle.Bundle;
import dev.millrace.cli.Progress;
import dev.millrace.document.Document;
import dev.millrace.failure.MillraceException;
import dev.millrace.graph.GraphWork;
import dev.millrace.graph.OnnxGraphs;
import dev.millrace.jobs.classify.DocumentMapping;
import dev.millrace.jobs.classify.JobRequest;
import dev.millrace.jobs.classify.JobResult;
import dev.millrace.jobs.classify.NightlyJob;
import dev.millrace.jobs.source.InputFiles;
import dev.millrace.jobs.source.SourceRow;
import dev.millrace.jobs.source.Sources;
import dev.millrace.pipeline.BoundPipeline;
import dev.millrace.pipeline.PipelinePlan;
import dev.millrace.pipeline.spec.PipelineSpec;
import dev.millrace.session.PeakRate;
import dev.millrace.tokenize.HuggingFaceTokenizer;
import dev.millrace.tokenize.Tokenizer;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Lets the ceiling and the whole job take turns on the same documents. Holds their token windows in memory. */
final class JobAgainstCeiling {
  private final SparkSession spark;
  private final PipelineSpec spec;
  private final PipelinePlan plan;
  private final List<String> inputs;
  private final int rounds;

  JobAgainstCeiling(SparkSession spark, PipelineSpec spec, PipelinePlan plan, List<String> inputs, int rounds) {
    this.spark = spark;
    this.spec = spec;
    this.plan = plan;
    this.inputs = inputs;
    this.rounds = rounds;
  }

  private record Tokenized(List<int[]> windows, long documents, int paddingId) {}

  Measurement run(PrintWriter out) {
    BoundPipeline bound = plan.bind();
    if (bound.bundle() == null) {
      throw MillraceException.usage("A bench needs a pipeline with tasks");
    }
    Bundle bundle = bound.bundle();
    Tokenized tokenized = tokenize(bundle);
    try (Ceiling ceiling = new Ceiling(bundle, bound.outputs(), tokenized.windows(), tokenized.paddingId())) {
      Ceiling.Setting setting = ceiling.best();
      out.printf("Ceiling: %s%n", setting);
      out.flush();
      List<Double> ceilings = new ArrayList<>();
      List<Double> jobs = new ArrayList<>();
      Map<String, Object> last = Map.of();
      for (int round = 0; round < rounds; round++) {
        ceilings.add(ceiling.seconds(setting));
        last = job(round).summary();
        jobs.add(((Number) last.get("seconds")).doubleValue());
      }
      double peak = PeakRate.fp32(Runtime.getRuntime().availableProcessors());
      long tokens = tokenized.windows().stream().mapToLong(window -> window.length).sum();
      GraphWork work = GraphWork.of(OnnxGraphs.read(bundle.graph()).getGraph());
      double operations = tokenized.windows().stream().mapToDouble(window -> work.operations(window.length)).sum();
      return new Measurement(bundle.name(), bundle.precision().label(), setting, tokenized.documents(), tokens, operations, peak,
          median(ceilings), median(jobs), ceilings, jobs, last);
    }
  }

  /** Each round has a source of its own: nothing of it is stored, as on the first night. */
  private JobResult job(int round) {
    PipelineSpec fresh = spec.over("bench-" + round, spec.input().format(), spec.database());
    JobRequest request = new JobRequest(fresh, plan, inputs, Map.of(), null, true, 0, 0, 1, 8);
    return new NightlyJob(spark, line -> { }).run(request);
  }

  private Tokenized tokenize(Bundle bundle) {
    InputFiles files = InputFiles.resolve(inputs, spark.sparkContext().hadoopConfiguration());
    DocumentMapping mapping = new DocumentMapping(spec.input());
    List<int[]> windows = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    try (Tokenizer tokenizer = HuggingFaceTokenizer.load(bundle.tokenizer());
        Progress progress = Progress.start("tokenise", "documents", ids::size, () -> 0)) {
      Iterator<Row> rows = Sources.of(spark, spec.input(), files, List.of()).rows().toLocalIterator();
      while (rows.hasNext()) {
        if (mapping.map(SourceRow.of(rows.next())) instanceof DocumentMapping.Mapped.Good good && !good.document().isBlank()
            && ids.add(good.document().id())) {
          Document document = good.document();
          windows.addAll(List.of(bundle.windowing().tokenize(bundle.template().render(document.parts()), tokenizer).windows()));
        }
      }
      return new Tokenized(windows, ids.size(), tokenizer.special().padding());
    }
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
