package dev.millrace.jobs.hostile;

import static dev.millrace.jobs.source.SharedSpark.spark;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.bundle.BundleWriter.FittedTask;
import dev.millrace.bundle.HeldOutPairs;
import dev.millrace.bundle.Manifest;
import dev.millrace.database.Access;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.jobs.JobFixture;
import dev.millrace.jobs.classify.JobRequest;
import dev.millrace.jobs.classify.JobResult;
import dev.millrace.pipeline.DocumentPipeline;
import dev.millrace.pipeline.PipelinePlan;
import dev.millrace.pipeline.spec.PipelineFile;
import dev.millrace.pipeline.spec.PipelineSpec;
import dev.millrace.serving.TinyBundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 100,000 documents, with labels, patterns, file names and column names, that are made to break something: all are accounted for. */
class HostileInputIT {
  private static final long SEED = Long.getLong("millrace.test.seed", 20261122);
  /** Of which 60 % are JSON lines, and 20 % each CSV and Parquet. */
  private static final int DOCUMENTS = Integer.getInteger("millrace.test.hostile", 100_000);
  private static final String TASK = "ta\u001bsk'\"=<b>";
  private static final List<String> LABELS = List.of(
      "<script>alert(1)</script>", "=1+1", "'; DROP TABLE decision; --", "\u202e\u001b[2J", "👩\u200d👩\u200d👧", "../../etc/passwd", "{\"a\":[", "%s%n", "a,b\r\n\"c\"");
  private static final Map<String, String> PATTERNS = Map.of(
      "backtracks", "(?:a+)+!", "anything", "(?:x|y|zz)*(?:" + HostileDocuments.MARKER + ")(\\d+)", "controls", "[\\x00-\\x08\\x{202e}]+", "repeated", "(?:[ab]{1,5}){1,5}c");

  @TempDir
  private Path directory;
  private JobFixture job;
  private Path bundle;
  private Path log;
  private long logged;

  @BeforeEach
  void open() throws IOException {
    job = new JobFixture(directory);
    FittedTask task = TinyBundle.task(TinyBundle.WIDTH, LABELS, HeldOutPairs.NONE);
    bundle = TinyBundle.write(directory.resolve("bundle"), new Manifest.Text("{subject}\n{body}", 16, 1, 2), Map.of(TASK, task));
    log = Path.of(System.getProperty("millrace.log", "target/millrace.log"));
    logged = Files.exists(log) ? Files.size(log) : 0;
  }

  @AfterEach
  void close() {
    job.close();
  }

  @Test
  void jsonLines() throws IOException {
    HostileDocuments documents = new HostileDocuments(DOCUMENTS / 10 * 6, SEED, true);
    requireAccounted("json", HostileFiles.json(directory.resolve("json"), documents), documents);
  }

  @Test
  void csv() throws IOException {
    HostileDocuments documents = new HostileDocuments(DOCUMENTS / 5, SEED + 1, false);
    requireAccounted("csv", HostileFiles.csv(directory.resolve("csv"), documents), documents);
  }

  @Test
  void parquet() throws IOException {
    HostileDocuments documents = new HostileDocuments(DOCUMENTS / 5, SEED + 2, false);
    requireAccounted("parquet", HostileFiles.parquet(directory.resolve("parquet"), documents), documents);
  }

  private void requireAccounted(String format, Path input, HostileDocuments documents) throws IOException {
    JobResult result = job.run(spark(), request(format, input));
    assertThat(result.summary()).as("seed %d", SEED)
        .containsEntry("documents", documents.count()).containsEntry("decided", (long) documents.stored().size());
    documents.rejected().forEach((reason, count) -> assertThat(result.summary()).containsEntry("rejected." + reason, count));
    assertThat(texts("SELECT document_id FROM document")).isEqualTo(documents.stored());
    assertThat(texts("SELECT document_id FROM decision")).isEqualTo(documents.stored());
    assertThat(LABELS).containsAll(texts("SELECT DISTINCT label FROM decision"));
    assertThat(job.tables().value("SELECT count(*) FROM rejection")).isEqualTo(documents.rejected().values().stream().mapToLong(Long::longValue).sum());
    assertThat(job.tables().value("SELECT count(*) FROM field WHERE field = 'anything'")).isEqualTo((long) documents.stored().size());
    requireNoText(result);
  }

  /** But in ids and fields, where the pipeline file says so, text rests nowhere. */
  private void requireNoText(JobResult result) throws IOException {
    assertThat(result.summary().toString()).doesNotContain(HostileDocuments.MARKER);
    assertThat(job.tables().query("SELECT run::text FROM run").toString()).doesNotContain(HostileDocuments.MARKER);
    assertThat(job.tables().query("SELECT DISTINCT detail FROM rejection").toString()).doesNotContain(HostileDocuments.MARKER);
    if (Files.exists(log)) {
      byte[] written = Files.readAllBytes(log);
      String since = new String(written, (int) logged, written.length - (int) logged, StandardCharsets.UTF_8);
      assertThat(since.contains(HostileDocuments.MARKER)).as("text in %s", log).isFalse();
    }
  }

  private Set<String> texts(String query) {
    Set<String> texts = new TreeSet<>();
    job.tables().query(query).forEach(row -> texts.add((String) row.get(0)));
    return texts;
  }

  /** JSON is YAML, and escapes what stands in names here. */
  private JobRequest request(String format, Path input) throws IOException {
    DatabaseSettings settings = job.tables().settings(Access.WRITER);
    List<String> columns = HostileFiles.COLUMNS;
    Map<String, Object> fields = new TreeMap<>();
    PATTERNS.forEach((name, pattern) -> fields.put(name, Map.of("type", "regex", "pattern", pattern)));
    fields.put("url", Map.of("type", "url", "many", true));
    Map<String, Object> pipeline = Map.of(
        "pipeline", "hostile '\"; --",
        "input", Map.of("source", "<b>'; --\u202e", "format", format, "id", columns.get(0), "text", Map.of("subject", columns.get(1), "body", columns.get(2)),
            "time", columns.get(3), "attributes", List.of(columns.get(4))),
        "bundle", bundle.toString(), "tasks", Map.of(TASK, Map.of()), "fields", fields,
        "database", Map.of("url", settings.url(), "user", settings.user(), "password_file", Path.of(settings.passwordFile()).toAbsolutePath().toString()));
    Path file = directory.resolve("pipeline.yaml");
    Files.writeString(file, new ObjectMapper().writer().with(JsonWriteFeature.ESCAPE_NON_ASCII).writeValueAsString(pipeline));
    PipelineSpec spec = PipelineFile.load(file, Map.of());
    return new JobRequest(spec, PipelinePlan.of(spec), List.of(input.toString()), Map.of(), "hostile-" + format, false, 0, DocumentPipeline.CACHED_ANSWERS, 1, 8);
  }
}
