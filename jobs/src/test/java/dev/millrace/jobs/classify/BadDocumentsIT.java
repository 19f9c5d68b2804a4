package dev.millrace.jobs.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.database.Access;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.TestDatabase;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.jobs.source.SharedSpark;
import dev.millrace.pipeline.PipelinePlan;
import dev.millrace.pipeline.spec.PipelineFile;
import dev.millrace.pipeline.spec.PipelineSpec;
import dev.millrace.serving.TinyBundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents that are not nice are counted, stored with their reason, and the run goes on. */
class BadDocumentsIT {
  @TempDir
  private Path directory;
  private TestDatabase database;
  private PipelineSpec spec;

  @BeforeEach
  void prepare() throws IOException {
    database = TestDatabase.fresh();
    TinyBundle.write(directory.resolve("bundle"));
    DatabaseSettings settings = database.settings(Access.WRITER);
    Path pipeline = Files.writeString(directory.resolve("pipeline.yaml"), """
        pipeline: tiny
        input:
          source: helpdesk
          id: id
          text: [subject, body]
          time: time
        bundle: bundle
        tasks:
          category: {}
        fields:
          link: {type: url}
        database:
          url: %s
          user: %s
          password_file: %s
        """.formatted(settings.url(), settings.user(), settings.passwordFile()));
    spec = PipelineFile.load(pipeline, Map.of());
  }

  @AfterEach
  void drop() {
    database.close();
  }

  @Test
  void everyBadDocumentIsCountedAndTheGoodOnesAreDecided() throws IOException {
    JobResult result = run(0.6, input());
    assertThat(result.exitCode()).isZero();
    assertThat(result.summary()).contains(
        Map.entry("documents", 16L), Map.entry("decided", 7L), Map.entry("rejected", 9L), Map.entry("skipped_unchanged", 0L),
        Map.entry("duplicates", 0L), Map.entry("repaired", 3L), Map.entry("truncated", 1L), Map.entry("fields", 1L), Map.entry("accepted.category", 7L),
        Map.entry("rejected.no_id", 2L), Map.entry("rejected.empty_text", 1L), Map.entry("rejected.duplicate_id", 2L),
        Map.entry("rejected.malformed", 3L), Map.entry("rejected.bad_time", 1L));
    assertThat(database.query("SELECT document_id FROM decision ORDER BY document_id")).extracting(row -> row.get(0))
        .containsExactly("bytes", "good", "later", "long", "nul", "surrogate", "twice");
    assertThat(database.query("SELECT reason, document_id, count(*) FROM rejection GROUP BY 1, 2 ORDER BY 1, 2")).containsExactly(
        Arrays.asList("bad_time", "when", 1L), Arrays.asList("duplicate_id", "later", 1L), Arrays.asList("duplicate_id", "twice", 1L),
        Arrays.asList("empty_text", "blank", 1L), Arrays.asList("malformed", null, 3L), Arrays.asList("no_id", null, 2L));
    assertThat(database.query("SELECT windows FROM decision WHERE document_id = 'long'")).containsExactly(List.of(3));
    assertThat(database.value("SELECT state FROM run")).isEqualTo("done");
  }

  @Test
  void ofTwoRowsOfOneIdTheLaterIsStored() throws IOException {
    run(0.6, input());
    assertThat(database.value("SELECT document_time = '2026-01-02Z' FROM document WHERE document_id = 'later'")).isEqualTo(true);
  }

  @Test
  void moreRejectedThanAllowedEndsWithFourAndKeepsWhatIsGood() throws IOException {
    JobResult result = run(0.05, input());
    assertThat(result.exitCode()).isEqualTo(4);
    assertThat(database.value("SELECT count(*) FROM decision")).isEqualTo(7L);
    assertThat(database.query("SELECT state, exit_code FROM run")).containsExactly(List.of("done", 4));
  }

  @Test
  void anArchiveThatHoldsNothingReadableIsRefusedByNameAndNothingIsWritten() throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(whole)) {
      gzip.write("{\"id\":\"1\",\"subject\":\"s\",\"body\":\"b\",\"time\":null}\n".repeat(100).getBytes(StandardCharsets.UTF_8));
    }
    assertRefused(Files.write(directory.resolve("early.json.gz"), Arrays.copyOf(whole.toByteArray(), 12)));
  }

  @Test
  void filesThatAreNotWhatTheirNameSaysAreRefusedByName() throws IOException {
    assertRefused(Files.writeString(directory.resolve("a.parquet"), "id,subject\n"));
    Files.createDirectory(directory.resolve("csv"));
    Files.writeString(directory.resolve("csv/a.csv"), "id,subject,body,time\n1,s,b,\n");
    Path other = Files.writeString(directory.resolve("csv/b.csv"), "subject,id,body,time\ns,2,b,\n");
    assertRefused(other, directory.resolve("csv"));
  }

  @Test
  void aMissingColumnIsRefusedBeforeTheRunBegins() throws IOException {
    assertRefused(Files.writeString(directory.resolve("a.json"), "{\"id\":1,\"subject\":\"s\"}\n"));
    assertThat(database.value("SELECT count(*) FROM run")).isEqualTo(0L);
  }

  private void assertRefused(Path input) {
    assertRefused(input, input);
  }

  private void assertRefused(Path named, Path input) {
    assertThatThrownBy(() -> run(0.6, input))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.DATA))
        .hasMessageContaining(named.toString());
    assertThat(database.value("SELECT (SELECT count(*) FROM document) + (SELECT count(*) FROM decision) + (SELECT count(*) FROM rejection)")).isEqualTo(0L);
  }

  private JobResult run(double maxRejected, Path input) {
    JobRequest request = new JobRequest(spec, PipelinePlan.of(spec), List.of(input.toString()), Map.of(), null, false, 3, 100, maxRejected, 8);
    return new NightlyJob(SharedSpark.spark(), line -> { }).run(request);
  }

  /** 16 rows, of which 7 documents can be decided. */
  private Path input() throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    lines.writeBytes("""
        {"id":"good","subject":"Late","body":"see https://example.com/a","time":"2026-01-01"}
        {"id":"","subject":"no id","body":"x","time":null}
        {"subject":"no id","body":"y","time":null}
        {"id":"blank","subject":" ","body":"\\n\\t","time":null}
        {"id":"twice","subject":"s","body":"one","time":null}
        {"id":"twice","subject":"s","body":"two","time":null}
        {"id":"later","subject":"s","body":"one","time":"2026-01-02"}
        {"id":"later","subject":"s","body":"two","time":"2026-01-01"}
        {"id":"when","subject":"s","body":"b","time":"yesterday"}
        {"id":"nul","subject":"s","body":"a\\u0000b","time":null}
        {"id":"surrogate","subject":"s","body":"a\\ud83d","time":null}
        {"id":"broken","subject":"s","bod
        ["a list"]
        {"id":"%s","subject":"s","body":"b","time":null}
        """.formatted("x".repeat(4_000)).getBytes(StandardCharsets.UTF_8));
    lines.writeBytes("{\"id\":\"bytes\",\"subject\":\"s\",\"body\":\"a".getBytes(StandardCharsets.UTF_8));
    lines.write(0xff);
    lines.writeBytes("\",\"time\":null}\n{\"id\":\"long\",\"subject\":\"s\",\"body\":\"%s\",\"time\":null}\n".formatted("refund ".repeat(28_572)).getBytes(StandardCharsets.UTF_8));
    return Files.write(directory.resolve("tickets.json"), lines.toByteArray());
  }
}
