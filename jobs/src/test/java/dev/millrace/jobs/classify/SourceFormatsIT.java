package dev.millrace.jobs.classify;

import static dev.millrace.jobs.JobFixture.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.cli.CommandRunner;
import dev.millrace.database.Access;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.jobs.JobFixture;
import dev.millrace.jobs.JobsMain;
import dev.millrace.jobs.source.Selection;
import dev.millrace.jobs.source.SharedSpark;
import dev.millrace.pipeline.PipelinePlan;
import dev.millrace.pipeline.spec.PipelineFile;
import dev.millrace.pipeline.spec.PipelineSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The nightly job over inputs of every format. */
class SourceFormatsIT {
  private static final Path COMPLAINTS = Path.of("../../shared/data/cfpb-complaints/complaints_sample.csv.gz");
  private static final String OF_CSV = "id: Complaint ID, text: {subject: Consumer complaint narrative, body: Consumer complaint narrative}, time: Date received, time_format: yyyy/M/d, attributes: [State]";
  private static final String TYPED = "id: id, text: {subject: complaint.narrative, body: complaint.narrative}, time: received, attributes: [State]";

  @TempDir
  private Path directory;
  private JobFixture fixture;

  @BeforeEach
  void prepare() {
    fixture = new JobFixture(directory);
  }

  @AfterEach
  void drop() {
    fixture.close();
  }

  @Test
  void complaintsAreDecidedAlikeFromEveryFormat() throws IOException {
    if (!Files.exists(COMPLAINTS)) {
      System.err.println("SKIPPED: there is no " + COMPLAINTS.toAbsolutePath().normalize() + "; equal decisions from every format are not tested");
    }
    Assumptions.assumeTrue(Files.exists(COMPLAINTS));
    Path csv = directory.resolve("complaints.csv");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(COMPLAINTS))) {
      Files.copy(in, csv);
    }
    SparkSession spark = SharedSpark.spark();
    spark.read().option("header", true).option("multiLine", true).option("escape", "\"").csv(csv.toString()).createOrReplaceTempView("complaints");
    String columns = "SELECT CAST(`Complaint ID` AS bigint) AS id, %s, to_date(`Date received`, 'yyyy/M/d') AS received, State FROM complaints";
    Dataset<Row> nested = spark.sql(columns.formatted("named_struct('narrative', `Consumer complaint narrative`) AS complaint"));
    for (String format : List.of("json", "parquet", "avro", "orc")) {
      nested.repartition(3).write().format(format).save(directory.resolve("complaints." + format).toString());
    }
    DatabaseSettings settings = fixture.tables().settings(Access.OWNER);
    Properties login = new Properties();
    login.put("user", settings.user());
    login.put("password", Files.readAllLines(Path.of(settings.passwordFile())).get(0));
    spark.sql(columns.formatted("`Consumer complaint narrative` AS narrative")).coalesce(1).write().jdbc(settings.url(), "complaints", login);

    Map<String, Object> csvs = run("csv", OF_CSV, csv);
    assertThat(number(csvs, "documents")).isEqualTo(200);
    // Three of four complaints have no text.
    assertThat(number(csvs, "decided")).isBetween(25L, 75L).isEqualTo(200 - number(csvs, "rejected.empty_text"));
    List<List<Object>> expected = decisions("csv");
    for (String format : List.of("json", "parquet", "avro", "orc")) {
      run(format, TYPED, directory.resolve("complaints." + format));
      assertThat(decisions(format)).as(format).isEqualTo(expected);
    }
    run("jdbc", TYPED.replace("complaint.", "") + ", options: {url: '%s', user: %s, password_file: '%s', dbtable: complaints, partitionColumn: received}"
        .formatted(settings.url(), settings.user(), settings.passwordFile()));
    assertThat(decisions("jdbc")).isEqualTo(expected);
  }

  /** Of the same 200 ids each time, more rejected than is allowed: what is good is kept. */
  private Map<String, Object> run(String format, String input, Path... paths) throws IOException {
    JobResult result = fixture.run(SharedSpark.spark(), request(pipeline(format, input), Selection.of(null, null, null, 200, null), paths));
    assertThat(result.exitCode()).isEqualTo(4);
    assertThat(result.summary()).containsEntry("format", format);
    return result.summary();
  }

  private List<List<Object>> decisions(String source) {
    return fixture.tables().query("""
        SELECT d.document_id, encode(d.content_hash, 'hex'), d.document_time, d.attributes::text, c.task, c.label, c.status, round(c.score::numeric, 2)
        FROM document d LEFT JOIN current_decision c USING (source, document_id) WHERE d.source = '%s' ORDER BY 1, 5""".formatted(source));
  }

  @Test
  void aDamagedFileAmongGoodOnesIsOneRejectedRow() throws IOException {
    Path in = tickets("parquet", 40);
    Files.writeString(in.resolve("broken.parquet"), "no Parquet");
    Map<String, Object> summary = fixture.run(SharedSpark.spark(), request(pipeline("parquet", "id: id, text: {subject: text, body: text}"), Selection.EVERYTHING, in)).summary();
    assertThat(summary).containsEntry("decided", 40L).containsEntry("rejected", 1L).containsEntry("rejected.unreadable", 1L);
    assertThat(fixture.tables().query("SELECT reason, key LIKE '%broken.parquet%', document_id FROM rejection")).singleElement()
        .isEqualTo(java.util.Arrays.asList("unreadable", true, null));
  }

  @Test
  void damageInsideAFileStopsTheRunByNameBeforeAnythingIsWritten() throws IOException {
    for (String format : List.of("parquet", "avro", "orc")) {
      Path in = tickets(format, 2_000);
      Path file;
      try (Stream<Path> files = Files.list(in)) {
        file = files.filter(path -> path.getFileName().toString().startsWith("part-")).findFirst().orElseThrow();
      }
      byte[] bytes = Files.readAllBytes(file);
      // The checksum beside it would tell that the file is not the one that was written.
      Files.delete(file.resolveSibling("." + file.getFileName() + ".crc"));
      // Parquet's pages and Avro's blocks bear checksums; ORC has none, so that damage shows where it meets the structure.
      int damaged = format.equals("orc") ? bytes.length / 2 : 16;
      for (int i = (bytes.length - damaged) / 2; i < (bytes.length + damaged) / 2; i++) {
        bytes[i] ^= 0x55;
      }
      Files.write(file, bytes);
      JobRequest request = request(pipeline(format, "id: id, text: {subject: text, body: text}"), Selection.EVERYTHING, in);
      assertThat(catchThrowable(() -> fixture.run(SharedSpark.spark(), request))).as(format)
          .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(ErrorKind.DATA))
          .hasMessageContaining(file.toString()).message().doesNotContain("ticket number");
    }
    assertThat(fixture.tables().value("SELECT (SELECT count(*) FROM document) + (SELECT count(*) FROM rejection)")).isEqualTo(0L);
  }

  @Test
  void theCommandSelectsAndNotesWhatWasAskedFor() throws IOException {
    Path in = directory.resolve("in/2026-11-21");
    Files.createDirectories(in);
    Files.writeString(in.resolve("a.json"), """
        {"id": 1, "text": "one", "at": "2026-11-20", "country": "NP"}
        {"id": 2, "text": "two", "at": "2026-11-21", "country": "NP"}
        {"id": 3, "text": "three", "at": "2026-11-21", "country": "DE"}
        {"id": 4, "text": "four", "at": "2026-11-22", "country": "NP"}
        """);
    Path pipeline = pipeline("json", "id: id, text: {subject: text, body: text}, time: at");
    SharedSpark.stop();
    assertThat(classify(pipeline, "--input", directory + "/in/{date}", "--date", "2026-11-21", "--from", "2026-11-21", "--to", "2026-11-22", "--where", "country = 'NP'", "--run-id", "r")).isZero();
    assertThat(fixture.tables().query("SELECT document_id FROM decision WHERE task = 'category'")).containsExactly(List.of("2"));
    // The condition itself may name a person.
    assertThat((String) fixture.tables().value("SELECT settings ->> 'selection' FROM run")).matches(
        "\\{\"to\": \"2026-11-22T00:00:00Z\", \"date\": \"2026-11-21\", \"from\": \"2026-11-21T00:00:00Z\", \"where\": \"over country \\([0-9a-f]{32}\\)\"}");
    assertThat(classify(pipeline)).isEqualTo(2);
    assertThat(classify(pipeline, "--input", directory + "/in/{date}", "--date", "2026-11-22")).isEqualTo(2);
  }

  private static int classify(Path pipeline, String... more) {
    return CommandRunner.run(new JobsMain(), Stream.concat(Stream.of("classify", "--pipeline", pipeline.toString()), Stream.of(more)).toArray(String[]::new));
  }

  private Path tickets(String format, int rows) {
    Path in = directory.resolve("tickets." + format);
    SharedSpark.spark().sql("SELECT id, 'ticket number ' || id || sha1(CAST(id AS string)) AS text FROM range(0, %d, 1, 1)".formatted(rows)).write().format(format).save(in.toString());
    return in;
  }

  private Path pipeline(String format, String input) throws IOException {
    DatabaseSettings settings = fixture.tables().settings(Access.WRITER);
    return Files.writeString(directory.resolve(format + ".yaml"), """
        input: {source: %s, format: %s, %s}
        bundle: %s
        tasks: {category: {}}
        database: {url: '%s', user: %s, password_file: '%s'}
        """.formatted(format, format, input, fixture.bundle(1), settings.url(), settings.user(), Path.of(settings.passwordFile()).toAbsolutePath()));
  }

  private static JobRequest request(Path pipeline, Selection selection, Path... inputs) {
    PipelineSpec spec = PipelineFile.load(pipeline, Map.of());
    return new JobRequest(spec, PipelinePlan.of(spec), Stream.of(inputs).map(Path::toString).toList(), Map.of(), null, false, 4, 100, 0.05, 8, selection);
  }
}
