package dev.millrace.jobs.train;

import dev.millrace.bundle.Bundle;
import dev.millrace.bundle.TextTemplate;
import dev.millrace.cli.Progress;
import dev.millrace.decision.Outcome.Rejected;
import dev.millrace.decision.RejectionReason;
import dev.millrace.document.Document;
import dev.millrace.failure.MillraceException;
import dev.millrace.jobs.classify.DocumentMapping;
import dev.millrace.jobs.classify.DocumentStream;
import dev.millrace.jobs.source.SourceRow;
import dev.millrace.pipeline.spec.InputSpec;
import dev.millrace.serving.LoadedModel;
import dev.millrace.serving.LoadedModels;
import dev.millrace.session.CpuDevice;
import dev.millrace.session.ModelOutput;
import dev.millrace.session.Precision;
import dev.millrace.tokenize.TokenizedText;
import dev.millrace.tokenize.Windowing;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.util.LongAccumulator;

/**
 * Turns labelled documents into pooled embeddings, on the executors. The same documents give the same bytes on any number
 * of cores: what shares a token batch depends on their ids alone.
 */
final class Embeddings {
  /** Fixed, unlike a run's: it decides which documents meet in a token batch, and so the last bits. */
  private static final int PARTITIONS = 16;
  private static final int WINDOW_DOCUMENTS = 2_048;
  private static final long WINDOW_CHARACTERS = 4_000_000;

  private Embeddings() {}

  /** One document; {@code labels} in the order of the label columns, null or blank where it has none. */
  record Embedded(String id, String contentHash, ArrayList<String> labels, float[] embedding) implements Serializable {}

  /**
   * What came of the input.
   *
   * @param skipped rows without id, text or any label, duplicates, malformed ones
   */
  record Embeddeds(List<Embedded> documents, long skipped) {}

  /** @param model must lie at the same path on every executor */
  static Embeddeds compute(JavaSparkContext context, Dataset<Row> rows, InputSpec input, Bundle model, List<ModelOutput> outputs) {
    LongAccumulator done = context.sc().longAccumulator("embedded");
    LongAccumulator skipped = context.sc().longAccumulator("skipped");
    ModelPlace place = new ModelPlace(model, new ArrayList<>(outputs));
    JavaRDD<Row> sorted = rows.repartition(PARTITIONS, functions.col(SourceRow.KEY)).sortWithinPartitions(SourceRow.KEY).toJavaRDD();
    JavaRDD<Embedded> embedded = sorted.mapPartitions(new Embed(input, place, done, skipped));
    try (Progress progress = Progress.start("embed", "documents", done::sum, () -> 0)) {
      List<Embedded> documents = new ArrayList<>(embedded.collect());
      documents.sort(Comparator.comparing(Embedded::id));
      return new Embeddeds(documents, skipped.sum());
    }
  }

  /** A bundle as a task needs it; {@link Bundle} holds paths, which do not travel. */
  record ModelPlace(String version, String graph, String tokenizer, Precision precision,
      Windowing windowing, String template, ArrayList<String> outputNames, ArrayList<Integer> outputWidths) implements Serializable {
    ModelPlace(Bundle bundle, List<ModelOutput> outputs) {
      this(bundle.version(), bundle.graph().toString(), bundle.tokenizer().toString(), bundle.precision(), bundle.windowing(),
          bundle.template().pattern(), new ArrayList<>(outputs.stream().map(ModelOutput::name).toList()),
          new ArrayList<>(outputs.stream().map(ModelOutput::width).toList()));
    }

    Bundle bundle() {
      return new Bundle("embedder", version, precision, Path.of(graph), Path.of(tokenizer),
          TextTemplate.of(template), windowing, List.of());
    }

    List<ModelOutput> outputs() {
      List<ModelOutput> outputs = new ArrayList<>();
      for (int i = 0; i < outputNames.size(); i++) {
        outputs.add(new ModelOutput(outputNames.get(i), outputWidths.get(i)));
      }
      return outputs;
    }
  }

  private record Embed(InputSpec input, ModelPlace place, LongAccumulator done, LongAccumulator skipped) implements FlatMapFunction<Iterator<Row>, Embedded> {
    @Override
    public Iterator<Embedded> call(Iterator<Row> rows) {
      Bundle bundle = place.bundle();
      LoadedModel model = LoadedModels.shared(bundle, place.outputs(), CpuDevice.ofThisMachine());
      DocumentStream documents = new DocumentStream(rows, new DocumentMapping(input));
      return new Iterator<>() {
        private Iterator<Embedded> window = List.<Embedded>of().iterator();
        private boolean more = true;

        @Override
        public boolean hasNext() {
          while (!window.hasNext() && more) {
            DocumentStream.Window read = documents.read(WINDOW_DOCUMENTS, WINDOW_CHARACTERS);
            more = !read.isEmpty();
            window = embed(read, bundle, model).iterator();
          }
          return window.hasNext();
        }

        @Override
        public Embedded next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          return window.next();
        }
      };
    }

    private List<Embedded> embed(DocumentStream.Window window, Bundle bundle, LoadedModel model) {
      for (Rejected rejected : window.rejected()) {
        if (rejected.reason() == RejectionReason.UNREADABLE) {
          throw MillraceException.data("Input %s is %s. A model is not fitted to half a file; replace it or leave it out", rejected.key(), rejected.detail());
        }
        skipped.add(1);
      }
      List<Integer> usable = new ArrayList<>();
      List<TokenizedText> texts = new ArrayList<>();
      for (int i = 0; i < window.documents().size(); i++) {
        Document document = window.documents().get(i);
        if (document.isBlank() || window.gold().get(i).stream().allMatch(label -> label == null || label.isBlank())) {
          skipped.add(1);
        } else {
          usable.add(i);
          texts.add(model.tokenize(bundle.template().render(document.parts())));
        }
      }
      float[][][] embedded = model.run(texts, (batch, nanos) -> { });
      List<Embedded> result = new ArrayList<>();
      for (int i = 0; i < texts.size(); i++) {
        Document document = window.documents().get(usable.get(i));
        result.add(new Embedded(document.id(), document.header().contentHash().toString(),
            new ArrayList<>(window.gold().get(usable.get(i))), embedded[i][0]));
      }
      done.add(texts.size());
      return result;
    }
  }
}
