package dev.millrace.jobs.train;

import dev.millrace.bundle.Bundle;
import dev.millrace.bundle.BundleWriter;
import dev.millrace.bundle.BundleWriter.FittedTask;
import dev.millrace.bundle.EncoderSource;
import dev.millrace.bundle.Manifest;
import dev.millrace.bundle.TextTemplate;
import dev.millrace.cli.MillraceCommand;
import dev.millrace.cli.Summary;
import dev.millrace.cli.Version;
import dev.millrace.failure.MillraceException;
import dev.millrace.fitting.ClassWeights;
import dev.millrace.fitting.CrossValidation;
import dev.millrace.jobs.classify.SparkFailures;
import dev.millrace.jobs.source.CsvFlags;
import dev.millrace.jobs.source.InputFiles;
import dev.millrace.jobs.source.Sources;
import dev.millrace.jobs.spark.SparkSessions;
import dev.millrace.jobs.train.Embeddings.Embeddeds;
import dev.millrace.pipeline.spec.InputSpec;
import dev.millrace.pipeline.spec.TextColumn;
import dev.millrace.tokenize.Windowing;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "train", mixinStandardHelpOptions = true, sortOptions = false,
    header = "Fits a model for your labels over a frozen encoder.",
    description = {
        "",
        "Computes each document's embedding once, fits one linear head per label column (multinomial logistic regression; cross-validation chooses the penalty), "
            + "and writes a bundle: one ONNX graph with encoder and heads, tokenizer, manifest, and the held-out scores from which accept rules resolve. "
            + "The same input gives the same bytes.",
        ""})
public final class TrainCommand extends MillraceCommand {
  @Option(names = "--input", required = true, arity = "1..*", paramLabel = "PATH", description = "Files, directories or globs with labelled documents: JSON lines, CSV or Parquet.")
  private List<String> inputs;

  @Mixin
  private CsvFlags csv;

  @Option(names = "--id", required = true, paramLabel = "COLUMN", description = "The column that identifies a document.")
  private String id;

  @Option(names = "--text", required = true, split = ",", paramLabel = "COLUMN", description = "The text columns, in the order in which the model reads them, separated by commas.")
  private List<String> text;

  @Option(names = "--label", required = true, paramLabel = "COLUMN", description = "A column with labels; becomes a task of that name. May be repeated: all tasks share one pass of the encoder.")
  private List<String> labels;

  @Option(names = "--encoder", defaultValue = "minilm", paramLabel = "NAME|DIR",
      description = "minilm, minilm-int8, bge-small, or a directory with model.onnx (output last_hidden_state) and tokenizer.json. Default: ${DEFAULT-VALUE}.")
  private String encoder;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where the bundle goes; files of the same names are replaced.")
  private Path out;

  @Option(names = "--name", paramLabel = "NAME", description = "The bundle's name. Default: that of the directory.")
  private String name;

  @Option(names = "--recipe", description = "Write heads and manifest only; the encoder is fetched where the bundle is used. Default: everything.")
  private boolean recipe;

  @Option(names = "--class-weights", defaultValue = "none", paramLabel = "none|balanced",
      description = "balanced: every label counts the same, which finds rare labels more often and costs accuracy over all. Default: ${DEFAULT-VALUE}.")
  private ClassWeights classWeights;

  @Option(names = "--penalty", split = ",", paramLabel = "C",
      description = "Inverse penalties to choose from, as numbers above 0; a single one is taken without a choice. Default: 1,3,10,30,100,300.")
  private List<Double> penalties = CrossValidation.PENALTIES;

  @Option(names = "--folds", defaultValue = "5", paramLabel = "N", description = "Folds of the cross-validation. Default: ${DEFAULT-VALUE}.")
  private int folds;

  @Option(names = "--maximum-length", defaultValue = "0", paramLabel = "TOKENS", description = "Tokens a window, special ones included. Default: the encoder's, 256 for the named ones.")
  private int maximumLength;

  @Option(names = "--max-windows", defaultValue = "4", paramLabel = "N", description = "Windows a text; what lies beyond is left out. Default: ${DEFAULT-VALUE}.")
  private int maxWindows;

  @Option(names = "--window-overlap", defaultValue = "32", paramLabel = "TOKENS", description = "Tokens that a window repeats of the one before. Default: ${DEFAULT-VALUE}, or an eighth of a shorter window.")
  private int windowOverlap;

  @Option(names = "--cores", defaultValue = "0", paramLabel = "N", description = "Task threads where Spark runs on this machine. Default: all cores.")
  private int cores;

  @Override
  protected void run(Summary summary, PrintWriter console) throws Exception {
    long start = System.nanoTime();
    if (labels.stream().distinct().count() < labels.size()) {
      throw MillraceException.usage("--label names a column twice: %s", labels);
    }
    if (penalties.stream().anyMatch(c -> !(c > 0))) {
      throw MillraceException.usage("--penalty takes numbers above 0, found %s", penalties);
    }
    if (folds < 2) {
      throw MillraceException.usage("--folds must be at least 2, was %d", folds);
    }
    EncoderSource source = EncoderSource.of(encoder);
    if (recipe) {
      source.requireArtifact();
    }
    Windowing windowing = windowing(source);
    TextTemplate template = TextTemplate.linesOf(text);
    Embeddeds embedded = embed(source, windowing, template);
    console.printf(Locale.ROOT, "%,d documents embedded by %s, %,d rows without id, text or label left out%n",
        embedded.documents().size(), source.reference().name(), embedded.skipped());
    HeadFitting fitting = new HeadFitting(folds, penalties, classWeights, Runtime.getRuntime().availableProcessors());
    Map<String, FittedTask> tasks = new LinkedHashMap<>();
    Map<String, Double> chosen = new LinkedHashMap<>();
    for (int i = 0; i < labels.size(); i++) {
      HeadFitting.Fitted fitted = fitting.fit(labels.get(i), i, embedded.documents());
      tasks.put(labels.get(i), fitted.task());
      chosen.put(labels.get(i), fitted.validation().chosenC());
      report(labels.get(i), fitted, summary, console);
    }
    Manifest.Text described = new Manifest.Text(template.pattern(), windowing.maximumLength(), windowing.maxWindows(), windowing.overlap());
    Manifest.Training training = new Manifest.Training(TrainingData.hash(embedded.documents()), embedded.documents().size(),
        Version.OF_MILLRACE, classWeights.name().toLowerCase(Locale.ROOT), chosen, null);
    new BundleWriter(source, described, training).write(out, name == null ? out.toAbsolutePath().normalize().getFileName().toString() : name, tasks, recipe);
    Bundle written = Bundle.open(out);
    console.printf(Locale.ROOT, "Bundle %s, model version %s%n", out, written.version());
    summary.put("documents", embedded.documents().size()).put("skipped", embedded.skipped())
        .put("encoder", source.reference().name()).put("model_version", written.version()).put("seconds", (System.nanoTime() - start) / 1e9);
  }

  private Windowing windowing(EncoderSource source) {
    int length = maximumLength == 0 ? source.maximumLength() : maximumLength;
    try {
      return new Windowing(length, maxWindows, Math.min(windowOverlap, length / 8));
    } catch (IllegalArgumentException e) {
      throw MillraceException.usage("%s. See --maximum-length, --max-windows and --window-overlap.", e.getMessage());
    }
  }

  private Embeddeds embed(EncoderSource source, Windowing windowing, TextTemplate template) {
    InputSpec input = new InputSpec("training", null, csv.over(Map.of()), id, text.stream().map(column -> new TextColumn(column, column)).toList(), null, null, List.of());
    try (SparkSession spark = SparkSessions.open("millrace train", cores)) {
      InputFiles files = InputFiles.resolve(inputs, spark.sparkContext().hadoopConfiguration());
      return Embeddings.compute(JavaSparkContext.fromSparkContext(spark.sparkContext()),
          Sources.of(spark, input, files, labels).rows(), input, source.embedder(windowing, template), source.embedding());
    } catch (Exception e) {
      throw SparkFailures.explain(e);
    }
  }

  private static void report(String task, HeadFitting.Fitted fitted, Summary summary, PrintWriter console) {
    CrossValidation validation = fitted.validation();
    console.println(TrainingReport.of(task, validation));
    summary.put("accuracy." + task, validation.metrics().accuracy()).put("macro_f1." + task, validation.metrics().macroF1())
        .put("penalty." + task, validation.chosenC()).put("temperature." + task, validation.calibration().temperature());
  }
}
