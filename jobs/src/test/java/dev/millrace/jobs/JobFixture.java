package dev.millrace.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.bundle.BundleWriter;
import dev.millrace.bundle.BundleWriter.FittedTask;
import dev.millrace.bundle.EncoderSource;
import dev.millrace.bundle.HeldOutPairs;
import dev.millrace.bundle.Manifest;
import dev.millrace.database.Access;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.TestDatabase;
import dev.millrace.graph.HeadWeights;
import dev.millrace.jobs.classify.JobRequest;
import dev.millrace.jobs.classify.JobResult;
import dev.millrace.jobs.classify.NightlyJob;
import dev.millrace.pipeline.DocumentPipeline;
import dev.millrace.pipeline.PipelinePlan;
import dev.millrace.pipeline.spec.PipelineFile;
import dev.millrace.pipeline.spec.PipelineSpec;
import dev.millrace.serving.TestModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;

/** A small world for the nightly job: a bundle of two tasks over a tiny encoder, pipeline files, and a database of its own. */
public final class JobFixture implements AutoCloseable {
  public static final String SOURCE = "helpdesk";
  public static final List<String> CATEGORIES = List.of("refund", "delivery", "account", "invoice", "other");
  public static final List<String> URGENCIES = List.of("low", "normal", "high");

  private final Path directory;
  private final TestDatabase tables = TestDatabase.fresh();

  public JobFixture(Path directory) {
    this.directory = directory;
  }

  public TestDatabase tables() {
    return tables;
  }

  public Path directory() {
    return directory;
  }

  /**
   * What a pipeline file says.
   *
   * @param category the rule of that task, such as {@code accept: {precision: 0.8, confidence: 0.9}}; may be empty
   * @param fields rules by name, in YAML
   * @param database in YAML
   */
  public record Pipeline(Path bundle, String category, Map<String, String> fields, String database) {
    public Pipeline withBundle(Path other) {
      return new Pipeline(other, category, fields, database);
    }

    public Pipeline accepting(double precision) {
      return new Pipeline(bundle, "accept: {precision: %s, confidence: 0.9}".formatted(precision), fields, database);
    }

    public Pipeline withField(String name, String rule) {
      Map<String, String> more = new LinkedHashMap<>(fields);
      more.put(name, rule);
      return new Pipeline(bundle, category, more, database);
    }

    public Pipeline withDatabase(String other) {
      return new Pipeline(bundle, category, fields, other);
    }

    /** @param age such as {@code 180d} */
    public Pipeline keeping(String age) {
      return withDatabase(database + "\nkeep: " + age);
    }

    /** Reads tickets of {@code Tickets}. */
    public String yaml() {
      StringBuilder yaml = new StringBuilder("""
          pipeline: support-tickets
          input: {source: %s, format: json, id: id, text: [subject, body], time: created_at, attributes: [product]}
          bundle: %s
          tasks: {category: {%s}, urgency: {}}
          database: %s
          fields:
          """.formatted(SOURCE, bundle, category, database));
      fields.forEach((name, rule) -> yaml.append("  %s: %s%n".formatted(name, rule)));
      return yaml.toString();
    }
  }

  /** Two tasks, an accept rule, two fields, this fixture's database. */
  public Pipeline pipeline() {
    return new Pipeline(bundle(1), "", Map.of("order_id", "{type: regex, pattern: 'ORD-\\d{8}'}"), yaml(tables.settings(Access.WRITER)))
        .accepting(0.85)
        .withField("amount", "{type: money, many: true}");
  }

  /** The `database:` of a pipeline file. */
  public static String yaml(DatabaseSettings settings) {
    return "{url: '%s', schema: %s, user: %s, password_file: %s}".formatted(settings.url(), settings.schema(), settings.user(), Path.of(settings.passwordFile()).toAbsolutePath());
  }

  /** A bundle whose heads are random numbers of that seed: another seed is another model version. */
  public Path bundle(long seed) {
    Path bundle = directory.resolve("bundle-" + seed);
    if (!Files.exists(bundle.resolve(Manifest.FILE))) {
      writeBundle(bundle, seed);
    }
    return bundle;
  }

  /** Puts other heads into a bundle's directory, as if it had been trained again. */
  public void replaceBundle(long seed, long otherSeed) {
    writeBundle(bundle(seed), otherSeed);
  }

  private static void writeBundle(Path bundle, long seed) {
    EncoderSource encoder = EncoderSource.of(TestModels.DIRECTORY.resolve("tiny-encoder").toString());
    Random random = new Random(seed);
    Map<String, FittedTask> tasks = new LinkedHashMap<>();
    tasks.put("category", task(CATEGORIES, encoder, random));
    tasks.put("urgency", task(URGENCIES, encoder, random));
    new BundleWriter(encoder, new Manifest.Text("{subject}\n{body}", 64, 4, 8), null).write(bundle, "support", tasks, false);
  }

  private static FittedTask task(List<String> labels, EncoderSource encoder, Random random) {
    int width = encoder.embedding().get(0).width();
    float[] weights = new float[width * labels.size()];
    for (int i = 0; i < weights.length; i++) {
      // The tiny encoder's embeddings are much alike: weights this large make the scores differ.
      weights[i] = (float) random.nextGaussian() * 20;
    }
    return new FittedTask(labels, new HeadWeights(width, labels.size(), weights, new float[labels.size()]), 1, heldOut(), Map.of());
  }

  /** Right from a score of a half on, and below as often as the score says: rules of 0.6 to 0.95 resolve to thresholds that differ. */
  private static HeldOutPairs heldOut() {
    int size = 2_000;
    float[] scores = new float[size];
    boolean[] correct = new boolean[size];
    Random random = new Random(7);
    for (int i = 0; i < size; i++) {
      scores[i] = (i + 1) / (float) size;
      correct[i] = random.nextFloat() < scores[i];
    }
    return new HeldOutPairs(scores, correct);
  }

  /** Writes the pipeline to a file of that name. */
  public Path write(String name, Pipeline pipeline) {
    try {
      return Files.writeString(directory.resolve(name), pipeline.yaml());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** @param runId null begins a run with a name of its own */
  public JobRequest request(Pipeline pipeline, String runId, int slices, Path... inputs) {
    return request(write("pipeline.yaml", pipeline), DocumentPipeline.CACHED_ANSWERS, runId, slices, inputs);
  }

  /** For a pipeline file that is written already. */
  public static JobRequest request(Path pipeline, int cachedAnswers, String runId, int slices, Path... inputs) {
    PipelineSpec spec = PipelineFile.load(pipeline, Map.of());
    return new JobRequest(spec, PipelinePlan.of(spec), Arrays.stream(inputs).map(Path::toString).toList(), Map.of(), runId, false,
        slices, cachedAnswers, 1, 8);
  }

  public static JobRequest recomputing(JobRequest request) {
    return new JobRequest(request.spec(), request.plan(), request.inputs(), request.gold(), request.runId(), true,
        request.slices(), request.cachedAnswers(), request.maxRejected(), request.maxConnections(), request.selection());
  }

  /** Runs the job in this JVM and balances its account. */
  public JobResult run(SparkSession spark, JobRequest request) {
    JobResult result = new NightlyJob(spark, line -> { }).run(request);
    requireBalance(result.summary());
    return result;
  }

  /** Whatever a run met, each document is accounted for once: in its summary, and in the line of each of its slices. */
  public void requireBalance(Map<String, Object> summary) {
    requireBalance(summary, tables::query);
  }

  /** @param query of the database that the run wrote to */
  public static void requireBalance(Map<String, Object> summary, Function<String, List<List<Object>>> query) {
    assertThat(number(summary, "documents")).as("documents of %s", summary)
        .isPositive()
        .isEqualTo(number(summary, "decided") + number(summary, "rejected") + number(summary, "skipped_unchanged"));
    assertThat(query.apply("""
        SELECT slice, documents, decided, rejected, skipped_unchanged FROM slice JOIN run USING (run)
        WHERE run_id = '%s' AND documents <> decided + rejected + skipped_unchanged""".formatted(summary.get("run_id")))).isEmpty();
  }

  public static long number(Map<String, Object> summary, String key) {
    return ((Number) summary.get(key)).longValue();
  }

  @Override
  public void close() {
    tables.close();
  }
}
