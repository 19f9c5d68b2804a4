package dev.millrace.jobs.classify;

import static dev.millrace.jobs.source.SharedSpark.spark;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.CommandRunner;
import dev.millrace.database.Access;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.SqlMain;
import dev.millrace.decision.Usage;
import dev.millrace.jobs.JobFixture;
import dev.millrace.jobs.JobFixture.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was forgotten does not come back, and what is old is neither read nor kept. */
class RetentionIT {
  private static final String OLD = "2020-01-01T00:00:00Z";
  private static final String NEW = LocalDate.now(ZoneOffset.UTC) + "T00:00:00Z";

  @TempDir
  private Path directory;
  private JobFixture job;

  @BeforeEach
  void open() {
    job = new JobFixture(directory);
  }

  @AfterEach
  void close() {
    job.close();
  }

  @Test
  void aForgottenDocumentIsRejectedByLaterRunsUntilThatIsUndone() throws IOException {
    Path input = write(ticket("T-secret", NEW, "one"), ticket("T-secret", OLD, "another"), ticket("T-secret", "yesterday", "a third"),
        ticket("T-2", NEW, "two"), ticket("T-3", NEW, "three"));
    assertThat(run(job.pipeline(), "first", input)).containsEntry("decided", 3L).containsEntry("rejected", 2L);
    assertThat(cellsWith("T-secret")).contains("document.document_id", "decision.document_id", "rejection.key");

    assertThat(forget("T-secret")).isZero();
    assertThat(cellsWith("T-secret")).isEmpty();

    JobResult second = job.run(spark(), job.request(job.pipeline(), "second", 4, input));
    assertThat(second.summary()).containsEntry("skipped_unchanged", 2L).containsEntry("rejected", 3L).containsEntry("rejected.forgotten", 3L);
    // At 5 % allowed, three of five: who asked for it is not told that the input is bad.
    assertThat(new RunSummary(new Usage(5, 0, 3, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), second.summary()).exitCode(0.05)).isZero();
    assertThat(cellsWith("T-secret")).isEmpty();
    assertThat(job.tables().query("SELECT count(DISTINCT document_id), min(length(document_id)) FROM rejection WHERE reason = 'forgotten'")).containsExactly(List.of(1L, 64));

    assertThat(forget("T-secret", "--undo")).isZero();
    assertThat(run(job.pipeline(), "third", input)).containsEntry("decided", 1L).containsEntry("skipped_unchanged", 2L).containsEntry("rejected", 2L);
    assertThat(cellsWith("T-secret")).contains("document.document_id");
  }

  @Test
  void whatIsOldIsPurgedAfterTheRunAndNotReadAgain() throws IOException {
    Path input = write(ticket("T-old", OLD, "one"), ticket("T-new", NEW, "two"), ticket("T-both", OLD, "before"), ticket("T-both", NEW, "after"));
    assertThat(run(job.pipeline(), "first", input)).containsEntry("decided", 3L).containsEntry("rejected", 1L).doesNotContainKey("not_read_before");

    Map<String, Object> second = run(job.pipeline().keeping("180d"), "second", input);
    assertThat(second).containsEntry("documents", 2L).containsEntry("skipped_unchanged", 2L).containsEntry("rejected", 0L)
        .containsEntry("not_read_before", LocalDate.now(ZoneOffset.UTC).minusDays(180).toString())
        .containsEntry("purged.document", 1L).containsEntry("purged.decision", 2L).containsEntry("purge_complete", true);
    assertThat(job.tables().query("SELECT document_id FROM document ORDER BY 1")).containsExactly(List.of("T-both"), List.of("T-new"));
    assertThat(job.tables().query("SELECT what, source, run, counts ->> 'document' FROM audit")).containsExactly(List.of("retention", JobFixture.SOURCE, 2L, "1"));

    assertThat(run(job.pipeline().keeping("180d"), "third", input)).containsEntry("documents", 2L).containsEntry("purged.document", 0L);
  }

  @Test
  void aPurgeThatFailsIsSaidAndTheRunIsDone() throws IOException {
    Path input = write(ticket("T-old", OLD, "one"), ticket("T-new", NEW, "two"));
    run(job.pipeline(), "first", input);
    job.tables().execute("REVOKE DELETE ON gold FROM millrace_writer");

    List<String> said = new ArrayList<>();
    JobResult result = new NightlyJob(spark(), said::add).run(job.request(job.pipeline().keeping("26w"), "second", 4, input));
    job.requireBalance(result.summary());
    assertThat(result.exitCode()).isZero();
    assertThat(result.summary()).containsEntry("purge_complete", false).containsEntry("documents", 1L);
    assertThat(said).anySatisfy(line -> assertThat(line).contains("could not all be purged", "permission denied", "./millrace purge"));
    assertThat(job.tables().value("SELECT state FROM run WHERE run_id = 'second'")).isEqualTo("done");
  }

  private Map<String, Object> run(Pipeline pipeline, String runId, Path input) {
    return job.run(spark(), job.request(pipeline, runId, 4, input)).summary();
  }

  private int forget(String id, String... more) {
    DatabaseSettings writer = job.tables().settings(Access.WRITER);
    return CommandRunner.run(SqlMain.commands(), Stream.concat(Stream.of("forget", "--source", JobFixture.SOURCE, "--id", id, "--url", writer.url(),
        "--user", writer.user(), "--password-file", writer.passwordFile()), Stream.of(more)).toArray(String[]::new));
  }

  private Path write(String... lines) throws IOException {
    return Files.write(directory.resolve("tickets.jsonl"), List.of(lines));
  }

  private static String ticket(String id, String time, String word) {
    return "{\"id\": \"%s\", \"subject\": \"subject %s\", \"body\": \"body %3$s for $5.00\", \"created_at\": \"%2$s\", \"product\": \"lamp\"}".formatted(id, time, word);
  }

  private List<String> cellsWith(String text) {
    return job.tables().query("""
        SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
        WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name !~ '_\\d+$'""").stream()
        .map(column -> column.get(0) + "." + column.get(1))
        .filter(cell -> !job.tables().value("SELECT count(*) FROM %s WHERE \"%s\"::text LIKE '%%%s%%'".formatted(cell.split("\\.")[0], cell.split("\\.")[1], text)).equals(0L))
        .toList();
  }
}
